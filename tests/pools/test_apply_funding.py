"""Client, webhook and sweep reach the same end: booked once, in pool parts, by what Stripe says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulse.errors import StripeRefused, StripeUnavailable
from pulse.inbox.handlers import Outcome
from pulse.pools import (
    FundedTooLate,
    FundingStatus,
    HeldFor,
    PoolPhase,
    PoolReturn,
    PoolUnreadable,
    apply_funding,
    refresh_fundings,
)
from pulse.ports.store import Merge, Query, Update
from stripe_emulator.resources.payments import payment_intents
from tests.full_documents import fill
from tests.pools.scene import (
    CHALLENGE,
    OTHER,
    OWNER,
    agrees,
    asked,
    books,
    challenge,
    charge_of,
    completed,
    dashboard_refund,
    dispute_settled,
    disputed,
    entries,
    event,
    funding_of,
    fundings,
    has_funds,
    paid_in,
    pays,
    pool_of,
    prize_money,
    seen,
    warned,
    world_where,
)
from tests.world import World


def swept(world):
    return refresh_fundings(ports=world.ports)


def returns(world):
    return [PoolReturn.of(one) for one in world.store.query(Query("poolReturns"))]


# The same end


@pytest.mark.parametrize("way", ["client", "webhook", "charge", "sweep", "all"])
def test_whoever_hears_of_it_it_ends_alike(world, way):
    challenge(world)
    payment_id = asked(world).payment_intent_id
    charge_id = pays(world, payment_id)["id"]
    world.clock.advance(minutes=11)

    if way in {"client", "all"}:
        completed(world, payment_id)
    if way in {"webhook", "all"}:
        assert event(world, "payment_intent.succeeded", payment_id) is Outcome.APPLIED
    if way in {"charge", "all"}:
        assert event(world, "charge.succeeded", charge_id) is Outcome.APPLIED
    if way in {"sweep", "all"}:
        swept(world)

    assert funding_of(world, payment_id).status is FundingStatus.SUCCEEDED
    assert books(world)[f"prizes:{CHALLENGE}"] == 10_000
    assert prize_money(world)["totalAmount"] == 10_000
    agrees(world)


def test_the_same_event_five_times_books_once(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id
    pays(world, payment_id)

    for _ in range(5):
        event(world, "payment_intent.succeeded", payment_id)

    assert len(entries(world)) == 2
    assert pool_of(world).version == 2
    agrees(world)


def test_an_event_that_comes_before_we_knew_the_intent_is_applied_by_its_metadata(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id
    world.store.commit([Update(f"poolFundings/{CHALLENGE}_{OWNER}_1", {"paymentIntentId": None})])
    pays(world, payment_id)

    event(world, "payment_intent.succeeded", payment_id)

    assert funding_of(world, payment_id).status is FundingStatus.SUCCEEDED
    agrees(world)


def test_a_payment_whose_intent_never_became_known_ends_and_the_next_one_is_new(world):
    challenge(world)
    world.emulator.faults.add("timeout_after", method="POST", path="payment_intents$", count=1)
    with pytest.raises(StripeUnavailable):
        asked(world)
    world.clock.advance(minutes=11)

    assert swept(world).problems == ()
    assert [one.status for one in fundings(world)] == [FundingStatus.CANCELED]

    payment_id = paid_in(world)
    assert funding_of(world, payment_id).funding_id == f"{CHALLENGE}_{OWNER}_2"
    agrees(world)


def test_a_refusal_by_stripe_keeps_no_other_payment_waiting(world):
    challenge(world)
    world.emulator.faults.add("error", method="POST", path="payment_intents$", count=1, status=400)
    with pytest.raises(StripeRefused):
        asked(world)
    payment_id = asked(world, payer=OTHER).payment_intent_id
    pays(world, payment_id)
    world.clock.advance(minutes=11)

    assert swept(world).problems == ()

    assert funding_of(world, payment_id).status is FundingStatus.SUCCEEDED
    agrees(world)


def test_a_payment_that_contradicts_its_record_is_not_booked(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id
    pays(world, payment_id)
    where = f"poolFundings/{CHALLENGE}_{OWNER}_1"
    world.store.commit([Update(where, {"amount": 20_000, "total": 20_330})])

    event(world, "payment_intent.succeeded", payment_id)

    assert entries(world) == {}
    assert world.alerts.causes() == ["funding.mismatched"]


def test_a_pool_with_a_record_that_cannot_be_read_changes_nothing_and_names_it(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id
    pays(world, payment_id)
    world.store.commit([Merge("poolFundings/bad", {"challengeId": CHALLENGE, "amount": "much"})])

    with pytest.raises(PoolUnreadable):
        completed(world, payment_id)

    assert entries(world) == {}
    assert [alert.subject for alert in world.alerts.raised] == ["poolFundings/bad"]


# Late money


def test_what_is_charged_after_the_end_is_refunded_whole_with_the_processing_fee(world):
    challenge(world, endDate=world.clock.now() + timedelta(hours=1))
    has_funds(world)
    payment_id = asked(world).payment_intent_id
    world.clock.advance(hours=2)
    pays(world, payment_id)

    with pytest.raises(FundedTooLate):
        completed(world, payment_id)

    late = funding_of(world, payment_id)
    assert (late.status, late.left, late.returning_amount) == (FundingStatus.LATE, 0, 0)
    assert charge_of(world, payment_id)["amount_refunded"] == 10_330
    assert [(one.kind, one.amount, one.status) for one in returns(world)] == [("late", 10_330, "done")]
    assert books(world).get(f"prizes:{CHALLENGE}", 0) == 0
    assert books(world).get(f"returning:{CHALLENGE}", 0) == 0
    assert prize_money(world) == {"isEnabled": False}
    notices = world.store.query(Query(f"users/{OWNER}/notices"))
    assert "103.30 USD" in notices[0].fields["text"]
    agrees(world)


def test_what_was_charged_in_time_counts_however_late_we_hear_of_it(world):
    challenge(world, endDate=world.clock.now() + timedelta(hours=1))
    payment_id = asked(world).payment_intent_id
    pays(world, payment_id)
    world.clock.advance(hours=30)

    event(world, "payment_intent.succeeded", payment_id)

    assert funding_of(world, payment_id).status is FundingStatus.SUCCEEDED
    agrees(world)


@pytest.mark.parametrize("why", ["cancelled", "deleted", "awarded", "erased"])
def test_money_for_a_pool_that_takes_none_any_more_goes_back(world, why):
    challenge(world)
    has_funds(world)
    payment_id = asked(world).payment_intent_id
    pays(world, payment_id)
    if why == "cancelled":
        world.store.commit([Merge(f"challenges/{CHALLENGE}", {"status": "cancelled"})])
    if why == "deleted":
        world.store._documents["challenges"].pop(f"challenges/{CHALLENGE}")
    if why == "awarded":
        world.store.commit([Merge(f"prizePools/{CHALLENGE}", {"phase": PoolPhase.AWARDED.value})])
    if why == "erased":
        world.store.commit([Merge(f"erasures/{OWNER}", {"status": "started"})])

    event(world, "payment_intent.succeeded", payment_id)

    assert funding_of(world, payment_id).status is FundingStatus.LATE
    assert charge_of(world, payment_id)["amount_refunded"] == 10_330
    agrees(world)


def test_the_refund_of_late_money_is_sent_once_however_often_its_answer_is_lost(world):
    challenge(world, endDate=world.clock.now() + timedelta(hours=1))
    has_funds(world)
    payment_id = asked(world).payment_intent_id
    world.clock.advance(hours=2)
    pays(world, payment_id)
    world.emulator.faults.add("timeout_after", method="POST", path="refunds$", count=1)
    with pytest.raises(Exception):  # noqa: B017, PT011 - no clear answer
        event(world, "payment_intent.succeeded", payment_id)

    for _ in range(3):
        world.clock.advance(hours=25)
        swept(world)

    assert len(world.stripe.list_refunds({"payment_intent": payment_id})) == 1
    assert returns(world)[0].status == "done"
    agrees(world)


def test_a_refund_of_late_money_waits_at_stripe_until_there_are_funds(world):
    challenge(world, endDate=world.clock.now() + timedelta(hours=1))
    payment_id = asked(world).payment_intent_id
    world.clock.advance(hours=2)
    pays(world, payment_id)
    event(world, "payment_intent.succeeded", payment_id)

    refund = world.stripe.list_refunds({"payment_intent": payment_id})[0]
    if refund.status == "pending":
        assert books(world)[f"returning:{CHALLENGE}"] == 10_330
    world.clock.advance(days=8)
    has_funds(world)
    world.clock.advance(days=2)
    swept(world)

    agrees(world)


# Held for two people


def test_a_risky_payment_counts_for_nothing_until_two_people_accept_it(world):
    challenge(world)
    payment_id = paid_in(world, card="pm_card_riskLevelElevated")

    assert funding_of(world, payment_id).held_for == (HeldFor.RISK_ELEVATED,)
    assert (seen(world).sums.funded, seen(world).sums.held) == (0, 10_000)
    assert prize_money(world)["totalAmount"] == 0
    assert world.alerts.causes() == ["funding.held"]
    agrees(world)


def test_an_early_fraud_warning_holds_money_that_counted_and_takes_it_from_the_promise(world):
    challenge(world)
    payment_id = paid_in(world)
    epoch = pool_of(world).cover_epoch
    warning_id = warned(world, payment_id)

    assert event(world, "radar.early_fraud_warning.created", warning_id) is Outcome.APPLIED

    assert seen(world).sums.funded == 0
    assert prize_money(world)["totalAmount"] == 0
    assert pool_of(world).cover_epoch == epoch + 1
    assert world.alerts.causes() == ["funding.held"]
    agrees(world)


def test_a_warning_that_no_event_brought_is_found_by_the_sweep(world):
    challenge(world)
    payment_id = paid_in(world)
    warned(world, payment_id)
    world.clock.advance(days=1, minutes=1)

    swept(world)

    assert seen(world).sums.held == 10_000


def test_two_payments_that_pass_the_limit_of_the_pool_together_do_not_both_count():
    world = world_where(pool_cents_max=(("usd", 15_000), ("eur", 15_000)))
    challenge(world)
    first, second = asked(world).payment_intent_id, asked(world, payer=OTHER).payment_intent_id
    pays(world, first)
    pays(world, second)

    completed(world, first)
    completed(world, second, OTHER)

    assert funding_of(world, first).held_for == ()
    assert funding_of(world, second).held_for == (HeldFor.LIMIT_PASSED,)
    assert seen(world).sums.funded == 10_000
    agrees(world)


# Refunds and disputes


def test_a_refund_from_the_dashboard_leaves_the_pool_and_the_promise(world):
    challenge(world)
    has_funds(world)
    payment_id = paid_in(world)
    refund = dashboard_refund(world, payment_id, 3_000)

    event(world, "refund.created", refund.id)

    assert seen(world).sums.funded == 7_000
    assert prize_money(world)["totalAmount"] == 7_000
    assert books(world)[f"prizes:{CHALLENGE}"] == 7_000
    agrees(world)


def test_a_cancelled_payment_that_was_paid_and_refunded_is_not_shown_as_there(world):
    challenge(world)
    has_funds(world)
    payment_id = paid_in(world)
    dashboard_refund(world, payment_id)
    event(world, "charge.refunded", charge_of(world, payment_id)["id"])
    paid_in(world, 5_000)

    assert seen(world).sums.funded == 5_000
    assert prize_money(world)["totalAmount"] == 5_000
    assert books(world)["platform:processing"] < 0
    agrees(world)


def test_a_dispute_of_the_whole_charge_takes_the_pool_part_and_comes_back_when_it_is_won(world):
    challenge(world)
    payment_id = paid_in(world)
    before = books(world)
    dispute_id = disputed(world, payment_id)
    event(world, "charge.dispute.created", dispute_id)

    assert seen(world).sums.funded == 0
    assert books(world).get(f"prizes:{CHALLENGE}", 0) == 0
    assert "funding.disputed" in world.alerts.causes()
    agrees(world)

    dispute_settled(world, dispute_id, "won")
    event(world, "charge.dispute.closed", dispute_id)

    assert seen(world).sums.funded == 10_000
    assert books(world)[f"prizes:{CHALLENGE}"] == before[f"prizes:{CHALLENGE}"]
    agrees(world)


def test_a_dispute_after_a_partial_refund_takes_what_the_pool_still_has(world):
    challenge(world)
    has_funds(world)
    payment_id = paid_in(world)
    event(world, "refund.created", dashboard_refund(world, payment_id, 4_000).id)
    event(world, "charge.dispute.created", disputed(world, payment_id))

    funding = funding_of(world, payment_id)
    assert funding.left == 0
    assert funding.taken == 10_000
    agrees(world)


def test_a_refund_that_fails_gives_the_pool_its_money_back_and_is_told(world):
    challenge(world)
    has_funds(world)
    payment_id = paid_in(world, card="pm_card_refundFail")
    refund = dashboard_refund(world, payment_id, 3_000)
    event(world, "refund.created", refund.id)
    world.clock.advance(days=10)
    swept(world)

    failed = world.stripe.retrieve_refund(refund.id)
    assert failed.status == "failed"
    assert seen(world).sums.funded == 10_000
    assert "return.failed" in world.alerts.causes()
    agrees(world)


def test_an_inquiry_moves_nothing(world):
    challenge(world)
    payment_id = paid_in(world)
    event(world, "charge.dispute.created", disputed(world, payment_id, inquiry=True))

    assert seen(world).sums.funded == 10_000
    agrees(world)


# In any order

STEPS = ("refund", "big_refund", "dispute", "win", "lose", "warn", "sweep", "complete", "wait")


@given(
    steps=st.lists(st.sampled_from(STEPS), min_size=1, max_size=8),
    lost=st.sets(st.integers(min_value=0, max_value=8)),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happens_at_stripe_and_whatever_is_lost_books_and_stripe_agree(steps, lost):
    world = World()
    challenge(world)
    has_funds(world)
    payment_id = paid_in(world)
    dispute_id = None
    for number, step in enumerate(steps):
        told = None
        charge = world.stripe.retrieve_charge(charge_of(world, payment_id)["id"])
        left = charge.amount - charge.amount_refunded
        if step in {"refund", "big_refund"} and left >= 7_000 and dispute_id is None:
            amount = 2_500 if step == "refund" else 7_000
            told = ("refund.created", dashboard_refund(world, payment_id, amount).id)
        elif step == "dispute" and dispute_id is None and left > 0:
            dispute_id = disputed(world, payment_id)
            told = ("charge.dispute.created", dispute_id)
        elif step in {"win", "lose"} and dispute_id not in {None, "over"}:
            dispute_settled(world, dispute_id, "won" if step == "win" else "lost")
            told, dispute_id = ("charge.dispute.closed", dispute_id), "over"
        elif step == "warn":
            told = ("radar.early_fraud_warning.created", warned(world, payment_id))
        elif step == "sweep":
            swept(world)
        elif step == "complete":
            completed(world, payment_id)
        else:
            world.clock.advance(days=1)
        if told and number not in lost:
            event(world, *told)

    world.clock.advance(days=2)
    swept(world)
    apply_funding(payment_id, ports=world.ports, thorough=True)

    agrees(world)
    sums = seen(world).sums
    assert sums.paid_in == sums.taken + sums.returning + sums.held + sums.funded
    assert prize_money(world)["totalAmount"] == sums.funded
    before = world.store.version
    apply_funding(payment_id, ports=world.ports, thorough=True)
    assert world.store.version == before


def test_a_declined_card_pays_nothing_and_the_next_try_does(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id
    payment_intents.pay(world.emulator, payment_id, "pm_card_visa_chargeDeclined")
    event(world, "payment_intent.payment_failed", payment_id)

    assert funding_of(world, payment_id).status is FundingStatus.FAILED
    assert entries(world) == {}
    assert asked(world).payment_intent_id == payment_id

    pays(world, payment_id)
    completed(world, payment_id)
    agrees(world)


# A document that its owner has filled


def test_money_that_is_paid_in_is_recorded_though_the_challenge_has_no_room(world):
    challenge(world)
    payment_id = asked(world).payment_intent_id
    fill(world, f"challenges/{CHALLENGE}")
    pays(world, payment_id)

    apply_funding(payment_id, ports=world.ports)

    assert funding_of(world, payment_id).status is FundingStatus.SUCCEEDED
    agrees(world)
