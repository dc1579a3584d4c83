"""What no prize takes goes back once to those who paid it in, after the review; then the pool is settled."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stripe import InvalidRequestError

from pulse.backoffice import check
from pulse.errors import Busy, Refusal
from pulse.pools import PoolPhase, PoolReturn, apply_funding, refresh_fundings
from pulse.pools.limits import fetch_history
from pulse.ports.store import Delete, Merge, Query, Update
from pulse.prizes import (
    PrizeAct,
    PrizeStatus,
    allot_pool,
    apply_transfer,
    cancel_prize,
    pause_payouts,
    reissue_prize,
    wake_pools,
)
from tests.attempts.stripe_answers import Sign, answering
from tests.people import audit_rows, seed_participant
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE, OTHER, OWNER
from tests.prizes import scene
from tests.prizes.test_allot_pool import REVIEWED, awarded, funded, pay, prizes, reviewed


def world_with(*winners):
    """The pool's challenge ends in 30 days; of three places only those of *winners* are taken."""
    world = pools.world_where(**REVIEWED)
    pools.challenge(world)
    for place, name in enumerate(winners):
        scene.ready_winner(world, name)
        seed_participant(world, name, CHALLENGE, score=100 - place)
    return world


@pytest.fixture
def world():
    return world_with("ann", "bob", "cyn")


def cancelled(world, placement=3):
    one = next(one for one in prizes(world) if one.placement == placement)
    return cancel_prize(PrizeAct(one.id, "admin_user_1", "never started"), ports=world.ports)


def swept(world, hours=25):
    """One sweep's two steps, a day later, with the payments that the pass queued."""
    world.clock.advance(hours=hours)
    refresh_fundings(ports=world.ports)
    wake_pools(ports=world.ports)


def pay_all(world):
    return [pay(world, one).status for one in prizes(world)]


def finished(world, times=4):
    for _ in range(times):
        swept(world)
        pay_all(world)


def returns(world):
    found = [PoolReturn.of(one) for one in world.store.query(Query("poolReturns"))]
    return sorted(found, key=lambda one: one.return_id)


def refunded(world, payment_id):
    """What Stripe gave back of the payment."""
    sent = world.stripe.list_refunds({"payment_intent": payment_id})
    return sum(one.amount for one in sent if one.status in {"succeeded", "pending"})


def adds_up(world):
    """To the cent: paid in = paid + returned + held + taken, by the records, the books and Stripe."""
    counted = [one for one in pools.fundings(world) if one.status == "succeeded"]
    gone = sum(one.taken + one.returning_amount for one in counted)
    paid = sum(one.prize_amount - one.amount_reversed for one in prizes(world) if _is_paid(one))
    kept = sum(one.platform_fee for one in prizes(world) if _was_reversed(one) and not _is_paid(one))
    held = pools.books(world)
    assert sum(one.amount for one in counted) == paid + kept + gone + held.get(f"prizes:{CHALLENGE}", 0)
    assert held.get("platform:balance", 0) == pools.platform_balance(world)
    assert sum(held.values()) == 0
    world.emulator.self_check()


def _is_paid(one):
    return one.status is PrizeStatus.PAID


def _was_reversed(one):
    return one.status is PrizeStatus.REVERSED or one.reissues > 0


def test_what_a_cancelled_prize_leaves_goes_back_pro_rata_and_the_pool_is_settled(world):
    """6,000 and 4,000 are paid in, 2,000 are never won: 1,200 and 800 go back."""
    first, second = funded(world, 6_000, 4_000)
    reviewed(world)
    cancelled(world)

    finished(world)

    assert (refunded(world, first), refunded(world, second)) == (1_200, 800)
    assert [one.status for one in prizes(world)] == ["paid", "paid", "canceled"]
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 0
    assert pools.books(world).get(f"returning:{CHALLENGE}", 0) == 0
    pool = pools.pool_of(world)
    assert (pool.phase, pool.next_check_at) == (PoolPhase.SETTLED, None)
    assert audit_rows(world, pool.path)[-1] == "pool.settled"
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    assert [one for one in found if one.invariant not in {"I7", "I9"}] == []
    adds_up(world)


@pytest.mark.parametrize("name", ["prizeAmount", "winnerAmount", "platformFee"])
@pytest.mark.parametrize("cent", [-1, 1])
def test_a_cent_that_somebody_edits_in_a_paid_prize_is_returned_to_nobody(world, name, cent):
    """The pool would take it for unused. Nothing moves until the amounts add up again; then all does."""
    (first,) = funded(world, 10_000)
    reviewed(world)
    pay_all(world)
    paid = prizes(world)[0]
    right = world.store.get(paid.path).fields[name]
    world.store.commit([Update(paid.path, {name: right + cent})])
    cancelled(world)

    finished(world)
    while_edited = refunded(world, first)
    named = {one.subject for one in world.alerts.raised if one.cause == "record.damaged"}
    world.store.commit([Update(paid.path, {name: right})])
    finished(world)

    assert (while_edited, named) == (0, {paid.path})
    assert refunded(world, first) == 2_000
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_nothing_goes_back_in_review_nor_while_a_place_is_contested(world):
    (payment,) = funded(world, 10_000)
    awarded(world)
    cancelled(world)
    for hours in (1, 47):
        swept(world, hours)
        assert returns(world) == []
    document = world.store.get(f"prizePools/{CHALLENGE}")
    contested = {**document.fields, "contestedPlace": 2}
    world.store.commit([Update(document.path, contested, document.version)])

    finished(world)

    assert (returns(world), refunded(world, payment)) == ([], 0)


def test_the_newest_money_of_a_payer_goes_back_first(world):
    first = pools.paid_in(world, 6_000, OWNER, distribution_type="top_three_weighted")
    world.clock.advance(days=1)
    second = pools.paid_in(world, 4_000, OWNER)
    reviewed(world)
    cancelled(world)

    finished(world)

    assert (refunded(world, first), refunded(world, second)) == (0, 2_000)


def test_what_is_held_for_two_people_is_not_returned_by_itself(world):
    first, second = funded(world, 6_000, 4_000)
    pools.warned(world, second)
    apply_funding(second, ports=world.ports, thorough=True)
    reviewed(world)

    finished(world)

    assert (refunded(world, first), refunded(world, second)) == (0, 0)
    assert pools.pool_of(world).phase is PoolPhase.AWARDED


def test_what_stripe_has_refunded_and_we_have_not_heard_of_is_not_returned_again(world):
    """10,000 less 2,000 that nobody wins; 1,500 were refunded in the dashboard without an event."""
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    pools.dashboard_refund(world, payment, 1_500)

    wake_pools(ports=world.ports)
    world.clock.advance(minutes=1)
    finished(world)

    assert refunded(world, payment) == 2_000
    assert pay_all(world) == ["paid", "paid", "canceled"]
    adds_up(world)


def test_what_stripe_warns_of_and_we_have_not_heard_of_is_not_returned(world):
    """10,000 less 2,000 that nobody wins; a warning that no event brought holds all of it."""
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    pools.warned(world, payment)

    wake_pools(ports=world.ports)
    world.clock.advance(minutes=1)
    wake_pools(ports=world.ports)

    assert (returns(world), refunded(world, payment)) == ([], 0)
    adds_up(world)


def test_a_challenge_that_nobody_joined_gives_everything_back_after_its_review():
    world = world_with()
    first, second = funded(world, 6_000, 4_000)
    awarded(world)
    swept(world, hours=1)
    assert returns(world) == []

    finished(world)

    assert (refunded(world, first), refunded(world, second)) == (6_000, 4_000)
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_prizes_that_are_missing_are_not_returned(world):
    """The award has winners, and not one of their records is there."""
    (payment,) = funded(world, 10_000)
    awarded(world)
    world.store.commit([Delete(one.path) for one in prizes(world)])

    finished(world)

    assert refunded(world, payment) == 0


def test_two_passes_at_once_reserve_it_once(world):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    swept(world)
    wake_pools(ports=world.ports)
    wake_pools(ports=world.ports)

    assert [one.amount for one in returns(world)] == [2_000]
    finished(world)
    assert refunded(world, payment) == 2_000


def test_a_refund_that_fails_puts_the_money_back_and_is_never_tried_again_by_itself():
    world = world_with("ann", "bob", "cyn")
    first = pools.paid_in(
        world, 6_000, OWNER, card="pm_card_refundFail", distribution_type="top_three_weighted"
    )
    second = pools.paid_in(world, 4_000, OTHER)
    reviewed(world)
    cancelled(world)

    finished(world, times=20)

    assert (refunded(world, first), refunded(world, second)) == (0, 800)
    assert sorted(one.status for one in returns(world)) == ["done", "failed"]
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 1_200
    assert "return.failed" in world.alerts.causes()
    pool = pools.pool_of(world)
    assert pool.phase is PoolPhase.AWARDED
    assert {"pool.settled", "pool.changed"} <= set(audit_rows(world, pool.path))
    adds_up(world)


def test_a_refund_that_stripe_refuses_gives_the_money_back_to_the_pool_and_is_not_sent_again(world):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    wake_pools(ports=world.ports)
    ports, _ = answering(world, Sign.RESOURCE_MISSING, "POST", "refunds", "charge")
    refresh_fundings(ports=ports)

    finished(world)

    assert refunded(world, payment) == 0
    assert [(one.status, one.attempt.sends) for one in returns(world)] == [("refused", 1)]
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 2_000
    assert pools.pool_of(world).phase is PoolPhase.AWARDED
    adds_up(world)


def test_a_refusal_after_an_unanswered_send_releases_nothing_before_the_quiet_time(world):
    funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    wake_pools(ports=world.ports)
    world.emulator.faults.add("timeout_before", method="POST", path="refunds$", count=1)
    refresh_fundings(ports=world.ports)
    ports, _ = answering(world, Sign.RESOURCE_MISSING, "POST", "refunds", "charge")

    (funding,) = pools.fundings(world)
    apply_funding(funding.payment_intent_id, ports=ports, thorough=True)
    assert [(one.status, one.attempt.closed) for one in returns(world)] == [("open", True)]
    assert pools.funding_of(world, funding.payment_intent_id).returning_amount == 2_000
    swept(world)

    assert [one.status for one in returns(world)] == ["refused"]
    adds_up(world)


@pytest.mark.parametrize("lost", ["timeout_after", "timeout_before"])
def test_a_refund_whose_answer_is_lost_is_sent_once(world, lost):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    wake_pools(ports=world.ports)
    world.emulator.faults.add(lost, method="POST", path="refunds$", count=1)

    finished(world)

    sent = world.stripe.list_refunds({"payment_intent": payment})
    assert [one.amount for one in sent] == [2_000]
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_a_refund_whose_answer_is_lost_is_looked_up_within_the_hour(world):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    wake_pools(ports=world.ports)
    world.emulator.faults.add("timeout_before", method="POST", path="refunds$", count=1)
    refresh_fundings(ports=world.ports)
    assert refunded(world, payment) == 0

    swept(world, hours=1)

    assert ([one.status for one in returns(world)], refunded(world, payment)) == (["done"], 2_000)
    adds_up(world)


class Disturbed:
    """The store, where *after* happens once a commit has written to a collection."""

    def __init__(self, store, collection, after):
        self._store, self._collection, self._after = store, f"{collection}/", after

    def __getattr__(self, name):
        return getattr(self._store, name)

    def commit(self, writes):
        made = self._store.commit(writes)
        if any(one.path.startswith(self._collection) for one in writes):
            self._after()
        return made


def dies():
    raise SystemExit("the worker is killed")


def test_a_worker_that_is_held_up_between_its_claim_and_its_send_does_not_send(world):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    wake_pools(ports=world.ports)
    (known,) = pools.fundings(world)
    slow = Disturbed(world.store, "poolReturns", lambda: world.clock.advance(seconds=61))

    with contextlib.suppress(Busy):
        apply_funding(known.payment_intent_id, ports=replace(world.ports, store=slow), thorough=True)

    assert refunded(world, payment) == 0
    assert [one.status for one in returns(world)] == ["open"]
    swept(world, hours=1)
    assert refunded(world, payment) == 2_000
    adds_up(world)


def test_a_refused_refund_is_told_even_if_the_worker_dies_once_it_is_stored(world):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    wake_pools(ports=world.ports)
    refusing, _ = answering(world, Sign.RESOURCE_MISSING, "POST", "refunds", "charge")
    dying = replace(refusing, store=Disturbed(world.store, "prizePools", dies))

    with pytest.raises(SystemExit):
        apply_funding(payment, ports=dying, thorough=True)

    assert [one.status for one in returns(world)] == ["refused"]
    assert "return.failed" in world.alerts.causes()


def test_a_pool_that_cannot_be_read_hides_no_other():
    """The sweep reads one pool at a time; the one that is due first stays so for ever."""
    world = world_with("ann", "bob", "cyn")
    world.ports = replace(world.ports, settings=world.ports.settings.model_copy(update={"sweep_batch": 1}))
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    long_ago = world.clock.now() - timedelta(days=9)
    world.store.commit([Merge("prizePools/damaged", {"phase": "awarded", "nextCheckAt": long_ago})])

    finished(world)

    assert refunded(world, payment) == 2_000
    assert pools.pool_of(world).phase is PoolPhase.SETTLED


def test_a_pool_whose_money_changes_in_review_is_due_when_the_review_is_over(world):
    (payment,) = funded(world, 10_000)
    awarded(world)
    pools.dashboard_refund(world, payment, 500)

    apply_funding(payment, ports=world.ports, thorough=True)

    pool = pools.pool_of(world)
    assert pool.next_check_at == pool.review_until > world.clock.now()


def test_a_prize_that_is_taken_back_opens_a_settled_pool_again(world):
    funded(world, 10_000)
    reviewed(world)
    wake_pools(ports=world.ports)
    pay_all(world)
    world.clock.advance(minutes=11)
    wake_pools(ports=world.ports)
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    paid = prizes(world)[0]

    world.sdk.v1.transfers.reversals.create(paid.stripe_transfer_id, {"amount": paid.winner_amount})
    apply_transfer(paid.stripe_transfer_id, ports=world.ports)
    finished(world)

    assert prizes(world)[0].status is PrizeStatus.REVERSED
    assert pools.pool_of(world).phase is PoolPhase.AWARDED
    assert returns(world) == []
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 4_850  # our fee stays


def taken_back(world, one, amount=None):
    world.sdk.v1.transfers.reversals.create(one.stripe_transfer_id, {"amount": amount or one.winner_amount})
    apply_transfer(one.stripe_transfer_id, ports=world.ports)


def issued_again(world, one):
    return reissue_prize(PrizeAct(one.id, "admin_user_1", "taken back by mistake"), ports=world.ports)


def paid_once(world):
    """Three prizes of 5,000, 3,000 and 2,000 are paid; the pool is settled."""
    (payment,) = funded(world, 10_000)
    reviewed(world)
    wake_pools(ports=world.ports)
    pay_all(world)
    world.clock.advance(minutes=11)
    wake_pools(ports=world.ports)
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    return payment


def test_of_a_prize_that_is_reversed_issued_again_and_called_off_all_but_our_fee_goes_back(world):
    """The fee of 150 left the pool with the first transfer; 4,850 of 5,000 are there."""
    payment = paid_once(world)
    taken_back(world, prizes(world)[0])
    issued_again(world, prizes(world)[0])
    world.clock.advance(hours=1)
    cancelled(world, placement=1)

    finished(world)

    assert refunded(world, payment) == 4_850
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 0
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_a_prize_that_is_paid_again_pays_no_second_fee_and_leaves_nothing(world):
    payment = paid_once(world)
    taken_back(world, prizes(world)[0])
    issued_again(world, prizes(world)[0])
    adds_up(world)

    finished(world)

    assert ([one.status for one in prizes(world)], refunded(world, payment)) == (["paid"] * 3, 0)
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 0
    assert pools.books(world)["platform:fees"] == sum(one.platform_fee for one in prizes(world))
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)


def test_what_was_taken_back_in_part_stays_in_the_pool_with_the_fee_out_of_it(world):
    payment = paid_once(world)
    taken_back(world, prizes(world)[0], 1_000)

    finished(world)

    assert (prizes(world)[0].status, refunded(world, payment)) == (PrizeStatus.PAID, 0)
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 1_000
    assert pools.pool_of(world).phase is PoolPhase.AWARDED
    adds_up(world)


def test_the_fee_of_a_reversed_prize_covers_no_other_prize(world):
    """The best place is paid, and reversed; a refund leaves just less than the others take."""
    first, _ = funded(world, 6_000, 4_000)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)
    pay(world, prizes(world)[0])
    taken_back(world, prizes(world)[0])
    pools.dashboard_refund(world, first, 5_000 - 150 + 1)
    apply_funding(first, ports=world.ports, thorough=True)

    allotted = allot_pool(CHALLENGE, ports=world.ports)

    assert [one.placement for one in allotted] == [2]
    assert pools.books(world)[f"prizes:{CHALLENGE}"] == 4_999


PRIZE_STEPS = ("cancel", "reverse", "reissue", "call_off")
STEPS = (*PRIZE_STEPS, "pay", "sweep", "dispute", "win", "refund", "lose_answer", "lose_send", "hour")


@given(steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=10))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_in_whatever_order_things_happen_the_pool_adds_up_and_returns_nothing_twice(steps):
    world = world_with("ann", "bob", "cyn")
    first, second = funded(world, 6_001, 4_000)
    reviewed(world)
    dispute, refund = None, 0
    for step in steps:
        if step == "pay":
            pay_all(world)
        elif step == "sweep":
            swept(world)
        elif step == "hour":
            swept(world, hours=1)
        elif step in PRIZE_STEPS:
            _prize_step(world, step)
        elif step == "dispute" and dispute is None:
            dispute = pools.disputed(world, second)
        elif step == "win" and dispute not in {None, "over"}:
            pools.dispute_settled(world, dispute, "won")
            dispute = "over"
        elif step == "refund" and not refund:
            world.emulator.faults.clear()
            refund = pools.dashboard_refund(world, first, 500).amount
        elif step.startswith("lose"):
            kind = "timeout_after" if step == "lose_answer" else "timeout_before"
            world.emulator.faults.add(kind, method="POST", path="refunds$", count=1)
    world.emulator.faults.clear()
    finished(world, times=6)

    adds_up(world)
    made = [one for one in returns(world) if one.status in {"open", "done"}]
    ours = sum(
        one.amount
        for payment in (first, second)
        for one in world.stripe.list_refunds({"payment_intent": payment})
        if "pool_return_id" in one.metadata
    )
    called_off = [one for one in prizes(world) if one.status is PrizeStatus.CANCELED]
    unassigned = sum(one.winner_amount if one.reissues else one.prize_amount for one in called_off)
    assert ours == sum(one.amount for one in made) <= unassigned
    settled = pools.pool_of(world).phase is PoolPhase.SETTLED
    assert not settled or pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 0


def _prize_step(world, step):
    if step == "cancel" and prizes(world)[2].status is PrizeStatus.PENDING:
        _cancelled_if_allowed(world)
    elif step == "reverse" and (paid := [one for one in prizes(world) if _is_paid(one)]):
        with contextlib.suppress(InvalidRequestError):  # what has gone to the bank is not taken back
            taken_back(world, paid[0])
    elif step == "reissue" and (back := _reversed(world)):
        issued_again(world, back[0])
    elif step == "call_off" and (again := [one for one in prizes(world) if one.reissues]):
        _cancelled_if_allowed(world, again[0].placement)


def _reversed(world):
    return [one for one in prizes(world) if one.status is PrizeStatus.REVERSED]


def _cancelled_if_allowed(world, placement=3):
    with contextlib.suppress(Refusal):
        cancelled(world, placement)


def known(world, payer=OWNER):
    return fetch_history(payer, "usd", ports=world.ports).payer_is_known


def test_a_payer_is_known_once_their_money_has_paid_the_prizes_of_a_settled_pool(world):
    funded(world, 6_000, 4_000)
    reviewed(world)
    assert not known(world)

    finished(world)

    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    assert known(world)


def test_a_pool_that_was_returned_makes_nobody_known():
    world = world_with()
    funded(world, 10_000)
    reviewed(world)

    finished(world)

    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    assert not known(world)


def test_a_payer_whose_bank_takes_the_money_back_afterwards_is_known_no_more(world):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    finished(world)
    pools.disputed(world, payment)

    apply_funding(payment, ports=world.ports)

    assert not known(world)


def test_while_payouts_are_paused_no_pool_returns_anything_and_it_does_once_they_are_resumed(world):
    (payment,) = funded(world, 10_000)
    reviewed(world)
    cancelled(world)
    pause_payouts(paused=True, actor="ada", reason="the award looks wrong", ports=world.ports)
    finished(world)
    assert (returns(world), refunded(world, payment)) == ([], 0)

    pause_payouts(paused=False, actor="bob", reason="it is right", ports=world.ports)
    finished(world)

    assert refunded(world, payment) == 2_000
    assert pools.pool_of(world).phase is PoolPhase.SETTLED
    adds_up(world)
