"""The sweep as a whole: its progress, and that two at once do no harm."""

from __future__ import annotations

from pulse.backoffice import sweep
from pulse.backoffice.sweep.sweep import STEPS
from pulse.ports.store import Query
from tests.backoffice.sweep.scene import swept
from tests.prizes import scene


def test_progress_names_each_step_before_it_runs(world):
    told = []
    sweep(ports=world.ports, progress=lambda *step: told.append(step))
    assert told == [(step.name, number, len(STEPS)) for number, step in enumerate(STEPS)]


def test_two_sweeps_of_one_moment_do_what_one_does(world):
    scene.challenge(world)
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 10)
    swept(world)
    before = {document.path: document.version for document in world.store.query(Query("prizeRecords"))}
    swept(world)
    assert {d.path: d.version for d in world.store.query(Query("prizeRecords"))} == before
