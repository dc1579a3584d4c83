"""Every winner has exactly one record, however many calls it takes to create them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.backoffice import sweep
from pulse.errors import Busy
from pulse.ports.store import Delete, Merge
from pulse.prizes import AwardPrizes, award_prizes
from tests.prizes import scene


class SlowStore:
    """Every commit takes half a minute."""

    def __init__(self, world):
        self._world = world

    def __getattr__(self, name):
        return getattr(self._world.store, name)

    def commit(self, writes):
        self._world.clock.advance(seconds=30)
        return self._world.store.commit(writes)


def test_records_that_a_dead_process_left_out_are_made_by_the_next_call(world):
    scene.challenge(world, distributionType="top_three_equal")
    for place, user_id in enumerate(["ann", "bob", "cyn"]):
        scene.takes_part(world, user_id, 10 - place)
    scene.award(world)
    record_id = scene.record_of(world, "bob").id
    world.store.commit([Merge("awards/ch", {"status": "frozen"})])

    world.store.commit([Delete(f"prizeRecords/{record_id}"), Delete(f"auditLog/prizeRecords_{record_id}_1")])

    scene.award(world)

    assert [record["userId"] for record in scene.records(world)] == ["ann", "bob", "cyn"]


def test_an_award_of_too_many_for_one_call_is_recorded_by_the_next_ones(world):
    scene.challenge(world, distributionType="custom", customDistribution=[20] * 5)
    for number in range(5):
        scene.takes_part(world, f"u{number}", 10 + number)
    settings = world.ports.settings.model_copy(update={"award_batch_size": 1})
    ports = replace(world.ports, store=SlowStore(world), settings=settings)

    with pytest.raises(Busy) as error:
        award_prizes(AwardPrizes("ch", "system:test"), ports=ports)
    made = len(scene.records(world))
    assert (error.value.code, 0 < made < 5) == ("award_goes_on", True)
    assert {one.name: one.clean for one in sweep(ports=ports).steps}["awards"]

    assert [record["prizeAmount"] for record in scene.records(world)] == [2_000] * 5
    assert scene.award(world).status == "recorded"
