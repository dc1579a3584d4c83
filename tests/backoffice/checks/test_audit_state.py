"""What the night found of the audit trails is kept, so that staff see when they were verified last."""

from __future__ import annotations

import pytest

from pulse.backoffice import read_overview, run_nightly
from pulse.batches import save_cursor
from pulse.ports.store import Query
from tests.backoffice.disturbed import tamper
from tests.prizes import scene


def state(world):
    return read_overview(ports=world.ports).audit


def test_before_the_first_night_nothing_is_verified(world):
    assert state(world) is None


def test_a_night_says_when_how_much_and_that_nothing_is_broken(world):
    scene.awarded(world, "ada", "bob")
    rows = world.store.query(Query("auditLog"))

    run_nightly(ports=world.ports)

    seen = state(world)
    assert (seen.verified_at, seen.broken, seen.named) == (world.clock.now(), 0, ())
    assert (seen.rows, seen.records) == (len(rows), len({one.fields["subject"] for one in rows}))


def test_a_broken_trail_is_named_until_it_is_whole_again(world):
    scene.awarded(world, "ada")
    path = scene.record_of(world, "ada").path
    row = f"auditLog/{path.replace('/', '_')}_1"
    actor = world.store.get(row).fields["actor"]
    tamper(world, row, actor="nobody")
    run_nightly(ports=world.ports)
    assert state(world).broken == 1
    assert state(world).named[0].startswith(f"{path}: row 1 was edited")

    tamper(world, row, actor=actor)
    run_nightly(ports=world.ports)
    assert state(world).broken == 0


@pytest.mark.parametrize("found", [None, "yesterday", {"rows": 3}, {"at": "x", "rows": 1, "records": 1}])
def test_a_result_that_cannot_be_read_counts_as_none(found, world):
    save_cursor("auditVerified", found, ports=world.ports)

    assert state(world) is None
