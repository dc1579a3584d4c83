"""The review of an award: all are told first, nothing is paid before its end, and no call shortens it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.errors import Busy
from pulse.pools import Pool, PoolPhase, pool_path
from pulse.ports.paths import path
from pulse.ports.store import Create, Delete, Query, Unchanged, Update
from pulse.prizes import AwardPrizes, PayPrize, PrizeStatus, Reason, award_path, award_prizes, pay_prize
from pulse.prizes.review import review_seconds
from tests.people import audit_rows
from tests.prizes import scene
from tests.world import TEST_SETTINGS, World

HOUR = 3_600
TIMED = {
    "award_review_seconds": 48 * HOUR,
    "award_review_large_seconds": 72 * HOUR,
    "review_skew_seconds": 120,
}


@pytest.fixture
def world():
    return World(TEST_SETTINGS.model_copy(update=TIMED))


def pool_of(world, challenge_id="ch") -> Pool:
    return Pool.of(world.store.get(pool_path(challenge_id)))


def notices(world, user_id):
    return world.store.query(Query(f"users/{user_id}/notices"))


def test_every_award_has_a_pool_whose_phase_its_own_commit_begins(world):
    scene.awarded(world, "ann")

    pool = pool_of(world)
    assert (pool.phase, pool.award_version, pool.funded) == (PoolPhase.AWARDED, 1, False)
    assert (pool.currency, pool.distribution_type, pool.places) == ("usd", "winner_takes_all", (10_000,))
    assert audit_rows(world, pool.path) == ["pool.awarded", "review.started"]
    assert world.store.get(award_path("ch")).fields["awardVersion"] == 1
    assert [one["awardVersion"] for one in scene.records(world)] == [1]


def test_everybody_who_is_ranked_is_told_their_place_and_for_how_long_it_can_be_contested(world):
    scene.challenge(world, distributionType="winner_takes_all")
    for name, score in (("ann", 3), ("bob", 2), ("cyn", 0)):
        scene.takes_part(world, name, score)

    scene.award(world)

    (ann,), (bob,) = notices(world, "ann"), notices(world, "bob")
    assert ann.fields["text"] == (
        'The result of "Morning Mobility": you are number 1. The prize of this place is 100.00 USD, '
        "less our fee. It can be contested for 48 hours."
    )
    assert bob.fields["text"].startswith('The result of "Morning Mobility": you are number 2. It can be')
    assert pool_of(world).review_until == world.clock.now() + timedelta(hours=48)


def test_nobody_who_was_erased_is_told(world):
    scene.challenge(world)
    scene.takes_part(world, "ann", 3)
    scene.takes_part(world, "bob", 0.5)
    world.store.commit([Create(path("erasures", "bob"), {})])

    scene.award(world)

    assert (len(notices(world, "ann")), notices(world, "bob")) == (1, [])


@pytest.mark.parametrize(("pool", "hours"), [(100_000, 48), (100_001, 72)])
def test_a_large_award_is_reviewed_for_longer(world, pool, hours):
    scene.awarded(world, "ann", pool=pool)

    assert pool_of(world).review_until == world.clock.now() + timedelta(hours=hours)


def test_with_a_live_key_a_review_lasts_a_day_at_least(world):
    scene.awarded(world, "ann")
    award = scene.award(world)

    class Live:
        livemode = True

    short = world.ports.settings.model_copy(update={"award_review_seconds": 5})
    assert review_seconds(award, ports=replace(world.ports, settings=short)) == 5
    assert review_seconds(award, ports=replace(world.ports, settings=short, stripe=Live())) == 24 * HOUR


def test_nothing_is_sent_before_the_review_and_its_margin_are_over_and_then_it_is_paid(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")

    waiting = scene.pay(world, record).record
    assert (waiting.status, waiting.reason) == (PrizeStatus.PENDING, Reason.IN_REVIEW)
    assert waiting.next_check_at == world.clock.now() + timedelta(hours=48, seconds=120)
    world.clock.advance(hours=48, seconds=119)
    assert scene.pay(world, record).record.reason is Reason.IN_REVIEW
    assert scene.transfers(world, record) == []

    world.clock.advance(seconds=1)
    assert scene.pay(world, record).record.status is PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1


def test_an_administrator_and_a_second_one_cannot_shorten_it(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    until = pool_of(world).review_until
    world.clock.advance(hours=1)

    asked = pay_prize(PayPrize(record.id, "admin", by_admin=True), ports=world.ports)
    scene.award(world)

    assert asked.record.reason is Reason.IN_REVIEW
    assert pool_of(world).review_until == until
    assert scene.transfers(world, record) == []


def test_the_task_that_pays_comes_when_the_review_is_over(world):
    scene.awarded(world, "ann")

    (task,) = [one for one in world.queue.tasks if one.queue == "fanoutprizes"]
    assert task.delay_seconds == 48 * HOUR + 120


def test_a_change_of_the_pool_between_read_and_claim_takes_the_claim_back(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.clock.advance(days=3)
    scene.allotted(world, record)
    world.ports = replace(world.ports, store=WritesThePoolBeforeTheClaim(world.store))

    outcome = scene.pay(world, record)

    assert outcome.repeat
    assert scene.transfers(world, record) == []
    assert scene.read(world, record.id).attempt is None


class WritesThePoolBeforeTheClaim:
    """A contest comes between the worker's read and its commit."""

    def __init__(self, inner):
        self._inner = inner

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, writes):
        if any(isinstance(write, Unchanged) for write in writes):
            self._inner.commit([Update(pool_path("ch"), {"contestedPlace": 1})])
        return self._inner.commit(writes)


def test_the_contested_place_and_those_below_wait_and_those_above_are_paid(world):
    for name in ("ann", "bob", "cyn"):
        scene.ready_winner(world, name)
    records = scene.awarded(world, "ann", "bob", "cyn", pool=30_000)
    world.clock.advance(days=3)
    world.store.commit([Update(pool_path("ch"), {"contestedPlace": 2})])

    reasons = [scene.pay(world, record).record.reason for record in records]

    assert reasons == [None, Reason.CONTESTED, Reason.CONTESTED]


@pytest.mark.parametrize("changed", [{"awardVersion": 2}, {"reviewUntil": None}])
def test_no_record_of_another_version_is_paid_and_none_without_an_end_of_its_review(world, changed):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.clock.advance(days=3)
    world.store.commit([Update(pool_path("ch"), changed)])

    assert scene.pay(world, record).record.reason is Reason.IN_REVIEW
    assert scene.transfers(world, record) == []


def test_a_pool_that_cannot_be_read_pays_nobody(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.clock.advance(days=3)
    world.store.commit([Update(pool_path("ch"), {"awardVersion": "1"})])

    assert scene.pay(world, record).record.reason is Reason.NEEDS_REVIEW
    assert scene.transfers(world, record) == []


def test_the_review_begins_only_once_everybody_was_told(world):
    """The call ends in between; the next one tells the rest, and only then the time begins."""
    scene.challenge(world)
    for number in range(3):
        scene.takes_part(world, f"person{number}", 3 - number)
    world.ports = replace(
        world.ports, settings=world.ports.settings.model_copy(update={"award_batch_size": 1})
    )
    slow = replace(world.ports, store=SlowNotices(world.store, world.clock))

    with pytest.raises(Busy):
        award_prizes(AwardPrizes("ch", "system:test"), ports=slow)

    assert pool_of(world).review_until is None
    assert world.store.get(award_path("ch")).fields["status"] == "frozen"
    assert len(scene.records(world)) == 1
    scene.award(world)
    assert pool_of(world).review_until == world.clock.now() + timedelta(hours=48)
    assert [len(notices(world, f"person{number}")) for number in range(3)] == [1, 1, 1]


class SlowNotices:
    def __init__(self, inner, clock):
        self._inner, self._clock = inner, clock

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, writes):
        if any("/notices/" in write.path for write in writes):
            self._clock.advance(seconds=61)
        return self._inner.commit(writes)


def test_an_award_from_before_pools_gets_a_version_and_its_review_when_it_is_first_read(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.store.commit(
        [
            Delete(pool_path("ch")),
            Update(award_path("ch"), {"awardVersion": None}),
            Delete(notices(world, "user_456")[0].path),
            *(Delete(path("auditLog", f"prizePools_ch_{number}")) for number in (1, 2)),
        ]
    )

    assert scene.pay(world, record).repeat
    assert scene.pay(world, record).record.reason is Reason.IN_REVIEW
    scene.award(world)
    world.clock.advance(days=3)

    assert len(notices(world, "user_456")) == 1
    assert scene.pay(world, record).record.status is PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1
