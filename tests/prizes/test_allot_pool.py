"""A funded prize is paid from what is clean of the money paid in, in order of place, and only from that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.backoffice import check
from pulse.errors import Refusal, StripeUnavailable
from pulse.pools import PoolPhase, apply_funding, apply_funding_dispute, pool_path
from pulse.ports.store import Merge, Unchanged, Update
from pulse.prizes import (
    AwardPrizes,
    PayPrize,
    PrizeAct,
    PrizeStatus,
    Reason,
    allot_pool,
    approve_prize,
    award_prizes,
    fetch_prize_records,
    hold_prize,
    pay_prize,
    pay_when_asked,
    project_winner,
    wake_pools,
)
from tests.people import audit_rows, seed_participant
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OTHER, OWNER
from tests.prizes import scene

WINNERS = ("ann", "bob", "cyn")
REVIEWED = {
    "award_review_seconds": 48 * 3_600,
    "award_review_large_seconds": 48 * 3_600,
    "review_skew_seconds": 120,
    "unfunded_pools": "admin",
    "pool_maturity_first_days": 7,
    "pool_first_funding_cents_max": (("usd", 10**9),),
}


@pytest.fixture
def world():
    """Three winners with ready accounts; the pool's challenge ends in 30 days."""
    world = pools.world_where(**REVIEWED)
    pools.challenge(world)
    for place, name in enumerate(WINNERS):
        scene.ready_winner(world, name)
        seed_participant(world, name, CHALLENGE, score=100 - place)
    return world


def funded(world, *amounts, **fields):
    """The payments, each of another owner, and each 29 days before the end."""
    split = {"distribution_type": "top_three_weighted", **fields}
    return [
        pools.paid_in(world, amount, payer, **(split if payer is OWNER else {}))
        for amount, payer in zip(amounts, (OWNER, OTHER), strict=False)
    ]


def awarded(world):
    world.clock.advance(days=31)
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"status": "completed"})])
    award = award_prizes(AwardPrizes(CHALLENGE, "system:test"), ports=world.ports)
    scene.funds(world, 10**7)
    return award


def reviewed(world):
    award = awarded(world)
    world.clock.advance(days=2, minutes=2)
    return award


def prizes(world):
    return fetch_prize_records(CHALLENGE, ports=world.ports)


def pay(world, record):
    return pay_prize(PayPrize(record.id, "system:test"), ports=world.ports).record


def test_the_award_divides_what_was_paid_in_whatever_the_challenge_says(world):
    funded(world, 10_000)
    world.store.commit([Merge(f"challenges/{CHALLENGE}", {"prizeMoney": {"totalAmount": 99_999}})])

    award = awarded(world)

    pool = pools.pool_of(world)
    assert (award.pool, award.awarded_amount) == (10_000, 10_000)
    assert [one.prize_amount for one in prizes(world)] == [5_000, 3_000, 2_000]
    assert (pool.phase, pool.funded, pool.award_version) == (PoolPhase.AWARDED, True, 1)


def test_after_the_review_what_is_allotted_is_paid_and_nothing_before(world):
    funded(world, 10_000)
    awarded(world)
    assert allot_pool(CHALLENGE, ports=world.ports) == []
    assert [pay(world, one).reason for one in prizes(world)] == [Reason.IN_REVIEW] * 3
    world.clock.advance(days=2, minutes=2)

    assert [pay(world, one).reason for one in prizes(world)] == [Reason.FUNDS_SETTLING] * 3
    allotted = allot_pool(CHALLENGE, ports=world.ports)

    epoch = pools.pool_of(world).cover_epoch
    assert [(one.placement, one.cover_epoch) for one in allotted] == [(1, epoch), (2, epoch), (3, epoch)]
    assert [pay(world, one).status for one in prizes(world)] == [PrizeStatus.PAID] * 3
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 0
    for name in WINNERS:
        project_winner(name, ports=world.ports)
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    assert [one for one in found if one.invariant not in {"I7", "I9"}] == []


def test_a_disputed_payment_covers_the_best_places_that_fit_and_says_why_the_others_wait(world):
    """6,000 and 4,000 are paid in; the 4,000 are taken back: 6,000 cover 5,000 and nothing of 3,000."""
    _, second = funded(world, 6_000, 4_000)
    reviewed(world)
    apply_funding_dispute(pools.disputed(world, second), ports=world.ports)

    allotted = allot_pool(CHALLENGE, ports=world.ports)

    first, second_prize, third = (pay(world, one) for one in prizes(world))
    assert [one.placement for one in allotted] == [1]
    assert first.status is PrizeStatus.PAID
    assert (second_prize.reason, third.reason) == (Reason.POOL_DISPUTED, Reason.POOL_DISPUTED)
    alert = next(one for one in world.alerts.raised if one.cause == "pool.uncovered")
    assert (alert.amount_cents, alert.currency) == (4_000, "usd")


def test_a_dispute_after_the_pass_takes_back_what_was_allotted_and_nothing_of_it_is_sent(world):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)
    apply_funding_dispute(pools.disputed(world, payment), ports=world.ports)

    assert [pay(world, one).status for one in prizes(world)] == [PrizeStatus.PENDING] * 3
    assert world.stripe.list_transfers({}) == []
    wake_pools(ports=world.ports)
    assert [one.reason for one in prizes(world)] == [Reason.POOL_DISPUTED] * 3


def test_a_dispute_that_is_won_pays_them_after_all(world):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    dispute = pools.disputed(world, payment)
    apply_funding_dispute(dispute, ports=world.ports)
    wake_pools(ports=world.ports)
    pools.dispute_settled(world, dispute, "won")
    apply_funding_dispute(dispute, ports=world.ports)

    assert wake_pools(ports=world.ports).done == 3

    assert [pay(world, one).status for one in prizes(world)] == [PrizeStatus.PAID] * 3


def test_young_money_pays_nothing_until_the_day_it_is_mature(world):
    world.ports = replace(
        world.ports, settings=world.ports.settings.model_copy(update={"pool_maturity_first_days": 60})
    )
    funded(world, 10_000)
    reviewed(world)

    assert wake_pools(ports=world.ports).done == 0
    assert [one.reason for one in prizes(world)] == [Reason.FUNDS_SETTLING] * 3
    assert "pool.uncovered" not in world.alerts.causes()
    assert pools.pool_of(world).next_check_at == world.clock.now() + timedelta(days=1)
    world.clock.advance(days=60)
    assert wake_pools(ports=world.ports).done == 3


def test_a_prize_that_waited_for_people_during_the_pass_says_afterwards_that_its_money_is_gone(world):
    """All that is left has settled, so it waits for no maturity."""
    (payment,) = funded(world, 10_000)
    reviewed(world)
    first = prizes(world)[0]
    hold_prize(PrizeAct(first.id, "admin", "odd"), ports=world.ports)
    apply_funding_dispute(pools.disputed(world, payment), ports=world.ports)
    allot_pool(CHALLENGE, ports=world.ports)
    assert prizes(world)[0].reason is Reason.HELD_FOR_APPROVAL

    approve_prize(PrizeAct(first.id, "second", "looked at"), ports=world.ports)

    assert pay(world, first).reason is Reason.POOL_DISPUTED


def test_a_prize_that_waited_for_people_while_money_settles_says_so_afterwards(world):
    world.ports = replace(
        world.ports, settings=world.ports.settings.model_copy(update={"pool_maturity_first_days": 60})
    )
    funded(world, 10_000)
    reviewed(world)
    first = prizes(world)[0]
    hold_prize(PrizeAct(first.id, "admin", "odd"), ports=world.ports)
    allot_pool(CHALLENGE, ports=world.ports)

    approve_prize(PrizeAct(first.id, "second", "looked at"), ports=world.ports)

    assert pay(world, first).reason is Reason.FUNDS_SETTLING


def test_a_prize_that_is_too_large_for_what_is_left_holds_up_no_smaller_one(world):
    """6,000 of 10,000 are taken back: 4,000 cover the second place, 3,000, and not the first, 5,000."""
    _, second = funded(world, 4_000, 6_000)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)
    apply_funding_dispute(pools.disputed(world, second), ports=world.ports)

    allotted = allot_pool(CHALLENGE, ports=world.ports)

    assert [one.placement for one in allotted] == [2]
    assert pay(world, prizes(world)[0]).reason is Reason.POOL_DISPUTED


def test_what_may_be_in_flight_uses_its_money_and_is_looked_up_but_not_sent_again_without_cover(world):
    """The first transfer, of the prize of 5,000, was made and its answer lost; then 6,000 are taken back."""
    _, second = funded(world, 4_000, 6_000)
    reviewed(world)
    (first, *_) = allot_pool(CHALLENGE, ports=world.ports)
    silent = replace(world.ports, stripe=SilentTransfers(world.stripe, reaches=False))
    pay_prize(PayPrize(first.id, "system:test"), ports=silent)
    apply_funding_dispute(pools.disputed(world, second), ports=world.ports)

    assert allot_pool(CHALLENGE, ports=world.ports) == []
    assert pay(world, first).status is PrizeStatus.PENDING
    assert world.stripe.list_transfers({}) == []
    allot_pool(CHALLENGE, ports=world.ports)
    assert [one.reason for one in prizes(world)] == [Reason.POOL_DISPUTED] * 3


def test_a_look_up_keeps_saying_that_the_money_is_gone_also_when_stripe_does_not_answer(world):
    _, second = funded(world, 4_000, 6_000)
    reviewed(world)
    (first, *_) = allot_pool(CHALLENGE, ports=world.ports)
    silent = replace(world.ports, stripe=SilentTransfers(world.stripe, reaches=False))
    pay_prize(PayPrize(first.id, "system:test"), ports=silent)
    apply_funding_dispute(pools.disputed(world, second), ports=world.ports)
    pay(world, first)
    allot_pool(CHALLENGE, ports=world.ports)
    assert prizes(world)[0].reason is Reason.POOL_DISPUTED

    assert pay(world, first).reason is Reason.POOL_DISPUTED
    unlisted = replace(world.ports, stripe=SilentTransfers(world.stripe, lists=False))
    for _ in range(9):
        unanswered = pay_prize(PayPrize(first.id, "system:test"), ports=unlisted).record
    assert (unanswered.status, unanswered.reason) == (PrizeStatus.PROCESSING, Reason.POOL_DISPUTED)
    later = pay_prize(PayPrize(first.id, "system:test", if_due=True), ports=world.ports)
    assert later.record.version == unanswered.version
    world.clock.advance(hours=1)
    assert pay(world, first).reason is Reason.POOL_DISPUTED


def test_a_transfer_whose_answer_was_lost_is_recorded_whatever_the_pool_says_since(world):
    _, second = funded(world, 4_000, 6_000)
    reviewed(world)
    (first, *_) = allot_pool(CHALLENGE, ports=world.ports)
    silent = replace(world.ports, stripe=SilentTransfers(world.stripe, reaches=True))
    pay_prize(PayPrize(first.id, "system:test"), ports=silent)
    apply_funding_dispute(pools.disputed(world, second), ports=world.ports)

    assert pay(world, first).status is PrizeStatus.PAID
    assert len(world.stripe.list_transfers({})) == 1


class SilentTransfers:
    """Stripe answers no transfer, which it makes (*reaches*) or never gets. Without *lists* it lists none."""

    def __init__(self, inner, *, reaches=False, lists=True):
        self._inner, self._reaches, self._lists = inner, reaches, lists

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def list_transfers(self, *arguments, **named):
        if not self._lists:
            raise StripeUnavailable("no answer")
        return self._inner.list_transfers(*arguments, **named)

    def create_transfer(self, *arguments, **named):
        if self._reaches:
            self._inner.create_transfer(*arguments, **named)
        raise StripeUnavailable("no answer")


@pytest.mark.parametrize("changed", [{"coverEpoch": 99}, {"contestedPlace": 1}, {"awardVersion": 2}])
def test_a_pool_that_changes_between_read_and_claim_takes_the_claim_back(world, changed):
    funded(world, 10_000)
    reviewed(world)
    (first, *_) = allot_pool(CHALLENGE, ports=world.ports)
    store = ChangesThePoolFirst(world.store, changed)

    outcome = pay_prize(PayPrize(first.id, "system:test"), ports=replace(world.ports, store=store))

    assert outcome.repeat
    assert world.stripe.list_transfers({}) == []


class ChangesThePoolFirst:
    def __init__(self, inner, changed):
        self._inner, self._changed = inner, changed

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, writes):
        if any(isinstance(write, Unchanged) for write in writes):
            self._inner.commit([Update(pool_path(CHALLENGE), self._changed)])
        return self._inner.commit(writes)


def test_of_two_passes_at_once_only_the_later_one_marks(world):
    funded(world, 10_000)
    reviewed(world)
    store = AnotherPassFirst(world)

    assert allot_pool(CHALLENGE, ports=replace(world.ports, store=store)) == []

    epoch = pools.pool_of(world).cover_epoch
    assert [one.cover_epoch for one in prizes(world)] == [epoch] * 3
    assert [pay(world, one).status for one in prizes(world)] == [PrizeStatus.PAID] * 3


class AnotherPassFirst:
    """The first pass has read everything; before it marks, a second one runs to its end."""

    def __init__(self, world):
        self._inner, self._world, self._done = world.store, world, False

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def commit(self, writes):
        if not self._done and any(isinstance(write, Unchanged) for write in writes):
            self._done = True
            assert len(allot_pool(CHALLENGE, ports=self._world.ports)) == 3
        return self._inner.commit(writes)


def test_an_administrator_who_asks_starts_a_pass(world):
    funded(world, 10_000)
    reviewed(world)

    outcome = pay_when_asked(PayPrize(prizes(world)[2].id, "admin"), ports=world.ports)

    assert outcome.record.status is PrizeStatus.PAID
    assert [one.status for one in prizes(world)][:2] == [PrizeStatus.PENDING] * 2


def test_no_administrator_pays_what_is_not_covered(world):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    apply_funding_dispute(pools.disputed(world, payment), ports=world.ports)

    outcome = pay_when_asked(PayPrize(prizes(world)[0].id, "admin"), ports=world.ports)

    assert outcome.record.reason is Reason.POOL_DISPUTED
    assert world.stripe.list_transfers({}) == []


def test_a_prize_that_cannot_be_read_stops_the_pass_and_is_named(world):
    funded(world, 10_000)
    reviewed(world)
    damaged = prizes(world)[1]
    world.store.commit([Update(damaged.path, {"prizeAmount": "many"})])

    with pytest.raises(Refusal, match="cannot be read"):
        allot_pool(CHALLENGE, ports=world.ports)

    assert world.alerts.causes()[-1] == "record.damaged"
    assert pay(world, prizes(world)[0]).reason is Reason.FUNDS_SETTLING


def test_money_paid_in_after_the_award_is_late_and_is_no_prize_money(world):
    funded(world, 10_000)
    late = pools.asked(world, 2_000, OTHER).payment_intent_id
    reviewed(world)
    pools.pays(world, late)
    apply_funding(late, ports=world.ports)

    assert pools.funding_of(world, late).status == "late"
    assert sum(one.prize_amount for one in prizes(world)) == 10_000


def test_every_change_of_the_pool_has_its_row(world):
    funded(world, 10_000)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)

    assert audit_rows(world, pool_path(CHALLENGE))[-3:] == ["pool.awarded", "review.started", "pool.allotted"]
