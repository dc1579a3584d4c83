"""The pool of a challenge that nobody can win goes back to those who paid in, and is then settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.backoffice.approvals import Act
from pulse.backoffice.cancellations import carry_out_cancellations
from pulse.errors import Conflict, Refusal
from pulse.pools import PoolPhase, apply_funding, close_pool, refresh_fundings
from pulse.ports.store import Delete, Merge, Query
from pulse.prizes import AwardPrizes, award_prizes, wake_pools
from tests.backoffice.approvals.scene import agree, ask
from tests.people import audit_rows
from tests.pools import scene
from tests.pools.scene import CHALLENGE, OTHER, OWNER

ROUND = f"challenges/{CHALLENGE}"


@pytest.fixture
def world():
    world = scene.world_where()
    scene.challenge(world)
    scene.has_funds(world)
    return world


def swept(world, hours=1):
    world.clock.advance(hours=hours)
    carry_out_cancellations(ports=world.ports)
    refresh_fundings(ports=world.ports)
    wake_pools(ports=world.ports)


def funded(world):
    return scene.paid_in(world, 10_000, OWNER), scene.paid_in(world, 4_000, OTHER)


def refunded(world, payment_id):
    return [one.amount for one in world.stripe.list_refunds({"payment_intent": payment_id})]


def is_given_back(world, payments):
    assert [refunded(world, one) for one in payments] == [[10_000], [4_000]]
    pool = scene.pool_of(world)
    assert (pool.phase, pool.next_check_at) == (PoolPhase.SETTLED, None)
    assert "pool.closed" in audit_rows(world, pool.path)
    assert scene.books(world).get(f"returning:{CHALLENGE}", 0) == 0
    scene.agrees(world)


def test_two_administrators_cancel_and_the_status_comes_after_the_money(world):
    payments = funded(world)
    ask(world, Act.CANCEL_CHALLENGE, CHALLENGE, "ada")
    agree(world, Act.CANCEL_CHALLENGE, CHALLENGE, "bob")

    carry_out_cancellations(ports=world.ports)
    assert world.store.get(ROUND).fields["status"] == "published"
    assert scene.pool_of(world).phase is PoolPhase.CLOSED
    for _ in range(4):
        swept(world)

    assert world.store.get(ROUND).fields["status"] == "cancelled"
    is_given_back(world, payments)


@pytest.mark.parametrize(
    "write", [Delete(ROUND), Merge(ROUND, {"status": "cancelled"})], ids=["gone", "cancelled"]
)
@pytest.mark.parametrize("lost", [None, "timeout_after", "timeout_before"])
def test_the_pool_of_a_challenge_that_is_gone_or_cancelled_goes_back_once(world, write, lost):
    payments = funded(world)
    swept(world)
    world.store.commit([write])
    world.clock.advance(days=1)
    wake_pools(ports=world.ports)
    if lost:
        world.emulator.faults.add(lost, method="POST", path="refunds$", count=1)

    for _ in range(4):
        swept(world, hours=25)

    is_given_back(world, payments)


def test_a_challenge_that_was_cancelled_after_its_end_keeps_its_pool(world):
    """Its winners have won: it is completed instead."""
    payments = funded(world)
    world.clock.advance(days=31)
    world.store.commit([Merge(ROUND, {"status": "cancelled"})])

    for _ in range(3):
        swept(world, hours=25)

    assert [refunded(world, one) for one in payments] == [[], []]
    assert scene.pool_of(world).phase is PoolPhase.OPEN


def test_a_pool_that_people_may_win_is_looked_at_once_a_day_and_stays(world):
    payments = funded(world)
    before = scene.pool_of(world)
    wake_pools(ports=world.ports)

    pool = scene.pool_of(world)
    assert (pool.phase, pool.version) == (PoolPhase.OPEN, before.version)
    assert pool.next_check_at == world.clock.now() + timedelta(days=1)
    assert [refunded(world, one) for one in payments] == [[], []]


def refunded_whole(world):
    """In the Dashboard, before the end: the challenge promises nothing any more."""
    payments = funded(world)
    for one in payments:
        scene.dashboard_refund(world, one)
        apply_funding(one, ports=world.ports, thorough=True)
    assert scene.prize_money(world)["isEnabled"] is False
    return payments


def test_a_pool_that_was_refunded_whole_is_settled_a_day_after_its_end_though_nobody_awards_it(world):
    refunded_whole(world)
    world.store.commit([Merge(ROUND, {"status": "completed"})])  # the trigger is lost
    world.clock.advance(days=30, hours=23)
    wake_pools(ports=world.ports)
    assert scene.pool_of(world).phase is PoolPhase.OPEN

    swept(world, hours=25)

    pool = scene.pool_of(world)
    assert (pool.phase, pool.next_check_at) == (PoolPhase.SETTLED, None)
    assert audit_rows(world, pool.path)[-2:] == ["pool.closed", "pool.settled"]
    scene.agrees(world)


def test_money_of_a_dispute_that_is_won_after_that_is_the_payers_and_stays_in_the_books(world):
    """Stripe refunds no payment that was disputed, so people return it."""
    payment = scene.paid_in(world, 10_000, OWNER)
    dispute = scene.disputed(world, payment)
    apply_funding(payment, ports=world.ports, thorough=True)
    world.clock.advance(days=31)
    for _ in range(2):
        swept(world, hours=25)
    assert scene.pool_of(world).phase is PoolPhase.SETTLED

    scene.dispute_settled(world, dispute, "won")
    apply_funding(payment, ports=world.ports, thorough=True)
    for _ in range(4):
        swept(world, hours=25)

    assert [one.fields["status"] for one in world.store.query(Query("poolReturns"))] == ["refused"]
    assert scene.pool_of(world).phase is PoolPhase.CLOSED
    assert scene.books(world)[f"prizes:{CHALLENGE}"] == 10_000
    scene.agrees(world)


def test_a_pool_with_money_that_waits_to_be_accepted_is_not_closed_after_its_end(world):
    """It counts for nothing, so the challenge promises nothing; two administrators may still accept it."""
    payment = scene.paid_in(world, 10_000, OWNER)
    scene.warned(world, payment)
    apply_funding(payment, ports=world.ports, thorough=True)
    assert scene.prize_money(world)["isEnabled"] is False
    world.clock.advance(days=31)

    for _ in range(3):
        swept(world, hours=25)

    assert scene.pool_of(world).phase is PoolPhase.OPEN
    assert refunded(world, payment) == []


def test_what_is_closed_is_not_awarded(world):
    payments = funded(world)
    swept(world)
    found = world.store.get(ROUND)
    world.store.commit([Delete(ROUND)])
    swept(world, hours=25)
    world.store.commit([Merge(ROUND, {**found.fields, "status": "completed"})])
    world.clock.advance(days=31)

    with pytest.raises(Refusal):
        award_prizes(AwardPrizes(CHALLENGE, "system:test"), ports=world.ports)

    for _ in range(3):
        swept(world, hours=25)
    is_given_back(world, payments)


class CompletedMeanwhile:
    """A store in which the challenge is completed just before its pool is closed."""

    def __init__(self, inner):
        self.inner = inner

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def commit(self, writes):
        if any(getattr(one, "fields", {}).get("phase") == PoolPhase.CLOSED for one in writes):
            self.inner.commit([Merge(ROUND, {"status": "completed"})])
        return self.inner.commit(writes)


def test_a_challenge_that_is_completed_just_before_its_pool_is_closed_keeps_it(world):
    """Its owner completed it, and a script had cancelled it a moment before: people may have won."""
    payments = funded(world)
    world.store.commit([Merge(ROUND, {"status": "cancelled"})])
    world.clock.advance(hours=1)
    ports = replace(world.ports, store=CompletedMeanwhile(world.store))

    with pytest.raises(Conflict):
        close_pool(CHALLENGE, ports=ports)

    assert scene.pool_of(world).phase is PoolPhase.OPEN
    world.clock.advance(days=31)
    swept(world)
    assert [refunded(world, one) for one in payments] == [[], []]
    award_prizes(AwardPrizes(CHALLENGE, "system:test"), ports=world.ports)
    assert scene.pool_of(world).phase is PoolPhase.AWARDED
