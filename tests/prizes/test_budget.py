"""What one payment costs, counted at the ports."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.ports.store import Unchanged
from pulse.prizes import PayPrize, PrizeStatus, allot_pool, pay_prize
from tests.counting import counted
from tests.people import seed_participant
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE
from tests.prizes import scene
from tests.prizes.test_allot_pool import REVIEWED, funded, reviewed


class CountedWrites:
    """The store, with the documents written through it counted."""

    def __init__(self, inner):
        self._inner = inner
        self.written: list[str] = []
        self.required: list[str] = []

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, writes):
        for write in writes:
            named = self.required if isinstance(write, Unchanged) else self.written
            named.append(write.path.partition("/")[0])
        return self._inner.commit(writes)


@pytest.fixture
def record(world):
    scene.funds(world, 100_000)
    scene.user(world, "user_456")
    scene.winner_account(world, "user_456")
    (record,) = scene.awarded(world, "user_456")
    return scene.allotted(world, record)


def test_a_first_attempt_takes_four_round_trips_in_sequence_and_one_stripe_call(world, record):
    trips, ports = counted(world.ports)

    outcome = pay_prize(PayPrize(record.id, "system:test"), ports=ports)

    assert (outcome.record.status, outcome.username) == (PrizeStatus.PAID, "user_456")
    assert trips.in_sequence("store") == 4
    assert trips.stripe_calls() == ["create_transfer"]


def test_a_first_attempt_writes_five_documents(world, record):
    store = CountedWrites(world.store)

    pay_prize(PayPrize(record.id, "system:test"), ports=replace(world.ports, store=store))

    assert store.written == ["prizeRecords", "auditLog", "prizeRecords", "auditLog", "journal"]
    assert store.required == ["prizePools", "ownMoney"]


def test_a_prize_of_a_pool_costs_the_same():
    world = pools.world_where(**REVIEWED)
    pools.challenge(world)
    scene.ready_winner(world, "ann")
    seed_participant(world, "ann", CHALLENGE, score=1)
    funded(world, 10_000, distribution_type="winner_takes_all")
    reviewed(world)
    (record,) = allot_pool(CHALLENGE, ports=world.ports)
    store = CountedWrites(world.store)
    trips, ports = counted(replace(world.ports, store=store))

    paid = pay_prize(PayPrize(record.id, "system:test"), ports=ports).record

    assert (paid.status, paid.winner_amount) == (PrizeStatus.PAID, 9_700)
    assert trips.in_sequence("store") == 4
    assert trips.stripe_calls() == ["create_transfer"]
    assert store.written == ["prizeRecords", "auditLog", "prizeRecords", "auditLog", "journal"]
    assert store.required == ["prizePools"]
