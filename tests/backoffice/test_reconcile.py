"""Books and Stripe agree to the cent, both ways; what does not is repaired or named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.accounts import ResetOnboarding, Role, account_path, reset_onboarding
from pulse.backoffice import Cause, Where, check, compare, open_differences, reconcile, sweep
from pulse.backoffice.reconciliation.differences import WHAT_TO_DO
from pulse.errors import StoreUnavailable, StripeUnavailable, StripeUnreadable
from pulse.inbox import book_payout
from pulse.prizes import PayPrize, PrizeStatus, pay_prize
from stripe_emulator.world.state import PLATFORM
from tests.backoffice.disturbed import (
    Away,
    AwayFor,
    events_handled,
    posted,
    put,
    remove,
    shifted,
    tamper,
    with_answers_lost,
    without_store,
    without_stripe,
)
from tests.prizes import scene
from tests.sales import scene as sales
from tests.world import START


def reconciled(world, **options):
    return reconcile(ports=world.ports, **options)


def paid_prize(world, user_id="ada"):
    scene.funds(world, 50_000)
    record = scene.awarded(world, user_id)[0]
    scene.winner_account(world, user_id)
    return scene.pay(world, record).record


def named(report):
    return {(one.subject, one.amount_cents, one.cause) for one in report.differences}


def test_after_prizes_sales_refunds_disputes_and_payouts_books_and_stripe_agree(world):
    paid_prize(world)
    payment_id = sales.sold(world)
    sales.refunded(world, payment_id, 2_500)
    sales.dispute_opened(world, payment_id)
    reconciled(world, full=True)
    assert reconciled(world, full=True).clean
    assert reconciled(world, full=False).clean
    assert world.alerts.causes().count("reconcile.differences") == 0


def test_one_cent_too_much_in_the_books_is_found_and_named(world):
    record = paid_prize(world)
    entry = posted(world, record.stripe_transfer_id)
    shifted(world, entry, 1)
    report = reconciled(world, full=False)
    assert named(report) >= {(record.stripe_transfer_id, -1, Cause.AMOUNTS_DIFFER)}
    one = next(one for one in report.differences if one.subject == record.stripe_transfer_id)
    assert (one.our_cents, one.stripe_cents, one.where) == (-9_699, -9_700, Where.BOTH)
    assert one.what_to_do == WHAT_TO_DO[Cause.AMOUNTS_DIFFER]


@pytest.mark.parametrize("cents", [1, -1, 100])
def test_a_cent_that_only_a_persons_account_lacks_is_found_and_named(world, cents):
    record = paid_prize(world)
    shifted(world, posted(world, record.stripe_transfer_id), cents, "winner:ada")
    assert named(reconciled(world, full=True)) == {("winner:ada", -cents, Cause.ACCOUNT_DIFFERS)}


def test_a_sale_of_another_amount_in_the_books_is_found(world):
    payment = sales.payment_of(world, sales.sold(world))
    shifted(world, f"journal/{payment.charge_id}_sale", 1)
    assert (payment.charge_id, 1, Cause.AMOUNTS_DIFFER) in named(reconciled(world, full=False))


def test_an_entry_without_a_movement_at_stripe_is_found(world):
    record = paid_prize(world)
    entry = world.store.get(posted(world, record.stripe_transfer_id)).fields
    put(world, "journal/tr_imagined_transfer", {**entry, "reference": "tr_imagined"})
    report = reconciled(world, full=False)
    assert ("tr_imagined", 9_700, Cause.NOT_AT_STRIPE) in named(report)
    assert next(one for one in report.differences if one.subject == "tr_imagined").where == Where.OURS


def test_a_transfer_that_somebody_made_by_hand_is_found_and_named(world):
    record = paid_prize(world)
    made = world.stripe.create_transfer(
        {"amount": 123, "currency": "usd", "destination": record.attempt.destination},
        idempotency_key="by-hand",
    )
    report = reconciled(world, full=True)
    assert (made.id, -123, Cause.TRANSFER_OF_NOBODY) in named(report)
    assert ("winner:ada", 123, Cause.ACCOUNT_DIFFERS) in named(report)


def test_a_transfer_of_an_unknown_prize_is_named_and_stops_nothing(world):
    record = paid_prize(world)
    made = world.stripe.create_transfer(
        {
            "amount": 5, "currency": "usd", "destination": record.attempt.destination,
            "transfer_group": "prize_unknown",
        },
        idempotency_key="k",
    )  # fmt: skip
    report = reconciled(world, full=False)
    assert f"{made.id}: orphan_transfer" in report.problems
    assert (made.id, -5, Cause.TRANSFER_OF_NOBODY) in named(report)


def test_a_transfer_that_nobody_recorded_is_recorded(world):
    scene.funds(world, 50_000)
    record = scene.awarded(world, "ada")[0]
    scene.winner_account(world, "ada")
    pay_prize(PayPrize(record.id, "system:test"), ports=with_answers_lost(world, "create_transfer"))
    assert scene.read(world, record.id).status == PrizeStatus.PROCESSING
    report = reconciled(world, full=False)
    assert (report.repaired, report.differences) == (2, ())  # the funds, and the transfer
    assert scene.read(world, record.id).status == PrizeStatus.PAID


def test_a_reversal_that_nobody_told_of_is_recorded_even_of_an_old_transfer(world):
    record = paid_prize(world)
    world.clock.advance(days=10)
    world.emulator.run_due()
    world.emulator.set_balance("usd", 9_700, account=record.attempt.destination)
    world.stripe.create_transfer_reversal(record.stripe_transfer_id, {}, idempotency_key="r")
    report = reconciled(world, full=False)
    assert (report.repaired, report.differences) == (1, ())
    assert scene.read(world, record.id).status == PrizeStatus.REVERSED


def test_a_sale_that_nobody_told_of_is_booked_with_its_fee_and_its_transfer(world):
    sales.round_on_sale(world)
    payment_id = sales.bought(world).payment_intent_id
    sales.pays(world, payment_id)
    report = reconciled(world, full=False)
    assert (report.repaired, report.differences) == (1, ())
    assert sales.payment_of(world, payment_id).status == "completed"


def test_a_refund_in_stripes_dashboard_is_booked_with_what_the_trainer_gives_back(world):
    payment_id = sales.sold(world)
    sales.dashboard_refund(world, payment_id, 1_000)
    reconciled(world, full=False)
    assert reconciled(world, full=True).clean
    assert sales.payment_of(world, payment_id).refunded_amount == 1_000


def test_money_from_our_bank_and_stripes_own_fees_are_booked_as_they_are_seen(world):
    scene.funds(world, 7_000)
    report = reconciled(world, full=False)
    assert (report.repaired, report.clean) == (1, True)
    assert sales.books(world) == {"platform:balance": 7_000, "stripe": -7_000}
    assert reconciled(world, full=False).repaired == 0


def test_payouts_to_a_persons_bank_are_not_mistaken_for_missing_prize_money(world):
    account_id = paid_prize(world).attempt.destination
    world.clock.advance(days=10)
    (payout,) = world.stripe.list_payouts({}, account=account_id)
    book_payout(payout.id, account_id, ports=world.ports)
    assert sales.books(world)["bank:ada"] == 9_700
    assert reconciled(world, full=True).clean


def test_what_is_only_compared_stays_as_it_was_and_money_from_our_bank_is_no_difference(world):
    scene.funds(world, 7_000)
    report = compare(ports=world.ports, full=True)
    assert (report.clean, report.repaired, sales.entries(world)) == (True, 0, {})


def test_a_dispute_that_nobody_told_of_is_seen_in_a_mere_comparison(world):
    payment_id = sales.sold(world)
    dispute_id = sales.dispute_opened(world, payment_id)
    (taken,) = world.stripe.list_balance_transactions({"source": dispute_id})
    assert named(compare(ports=world.ports)) == {(taken.id, -11_500, Cause.NOT_BOOKED)}


def test_with_everything_booked_the_books_hold_what_stripe_holds(world):
    paid_prize(world)
    sales.sold(world)
    reconciled(world, full=True)
    assert sales.books(world)["platform:balance"] == sales.platform_balance(world)


def test_a_difference_keeps_its_first_day_and_is_closed_when_it_is_gone(world):
    record = paid_prize(world)
    entry = posted(world, record.stripe_transfer_id)
    shifted(world, entry, 1)
    reconciled(world, full=False)
    world.clock.advance(hours=1)
    reconciled(world, full=False)
    (one,) = [d for d in open_differences(ports=world.ports) if d.subject.startswith("tr_")]
    assert (one.first_seen, one.last_seen) == (START, START + timedelta(hours=1))
    shifted(world, entry, -1)
    report = reconciled(world, full=False)
    assert (report.closed, report.differences) == (2, ())
    stored = world.store.get(f"differences/{one.id}").fields
    assert (stored["status"], stored["closedAt"]) == ("closed", START + timedelta(hours=1))


def test_a_difference_that_leaves_the_window_is_still_looked_at(world):
    record = paid_prize(world)
    shifted(world, posted(world, record.stripe_transfer_id), 1)
    reconciled(world, full=False)
    world.clock.advance(days=30)
    assert (record.stripe_transfer_id, -1, Cause.AMOUNTS_DIFFER) in named(reconciled(world, full=False))


def test_a_difference_outside_the_window_is_closed_when_it_is_mended(world):
    record = paid_prize(world)
    entry = posted(world, record.stripe_transfer_id)
    shifted(world, entry, 1)
    reconciled(world, full=False)
    world.clock.advance(days=30)
    shifted(world, entry, -1)
    assert reconciled(world, full=False).differences == ()


@pytest.mark.parametrize("kind", ["sale", "transfer", "fee", "refund", "reversal", "fee_refund"])
def test_whatever_is_missing_of_a_sale_is_booked_again_from_stripe(world, kind):
    payment_id = sales.sold(world)
    sales.refunded(world, payment_id, 2_500)
    reconciled(world, full=True)
    path = next(f"journal/{one}" for one, entry in sales.entries(world).items() if entry["kind"] == kind)
    before = world.store.get(path).fields
    remove(world, path)
    report = reconciled(world, full=True)
    assert (report.repaired, report.clean) == (1, True)
    assert world.store.get(path).fields["postings"] == before["postings"]


def test_a_kind_of_movement_that_nobody_has_heard_of_is_named(world):
    world.emulator.ledger.post(
        PLATFORM, kind="climate_order", amount=-50, currency="usd", source="climorder_1"
    )
    assert named(reconciled(world, full=False)) == {("climorder_1", -50, Cause.UNKNOWN_MOVEMENT)}


def test_there_is_one_alert_a_run_however_many_differences(world):
    scene.funds(world, 50_000)
    scene.awarded(world, "ada", "bob", "cy")
    for user_id in ("ada", "bob", "cy"):
        scene.winner_account(world, user_id)
        paid = scene.pay(world, scene.record_of(world, user_id)).record
        shifted(world, posted(world, paid.stripe_transfer_id), 1)
    assert len(reconciled(world, full=False).differences) == 6
    (alert,) = world.alerts.raised
    assert (alert.cause, alert.amount_cents, alert.currency) == ("reconcile.differences", 6, "usd")


def test_it_looks_at_everything_once_a_day_by_itself(world):
    assert [reconciled(world).full for _ in range(2)] == [True, False]
    world.clock.advance(hours=24)
    assert reconciled(world).full


def test_an_old_drift_is_found_by_the_daily_run(world):
    record = paid_prize(world)
    world.clock.advance(days=10)
    shifted(world, posted(world, record.stripe_transfer_id), 1)
    assert not [one for one in reconciled(world, full=False).differences if one.subject.startswith("tr_")]
    assert (record.stripe_transfer_id, -1, Cause.AMOUNTS_DIFFER) in named(reconciled(world, full=True))


def test_the_daily_run_awards_what_every_sweep_overlooked(world):
    scene.challenge(world)
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 10)
    tamper(world, "challenges/ch", endDate=START - timedelta(days=400))
    reconciled(world, full=True)
    assert world.store.get("awards/ch") is not None


def test_the_daily_run_shows_what_a_frozen_worker_committed_behind_the_sweeps_back(world):
    scene.awarded(world, "ada")
    world.clock.advance(hours=1)
    sweep(ports=world.ports)
    tamper(world, "users/ada", winner={"challengeWins": [], "totalEarnings": 5})
    world.clock.advance(hours=1)
    sweep(ports=world.ports)
    reconciled(world, full=True)
    assert world.store.get("users/ada").fields["winner"]["totalEarnings"] == 0


def test_the_daily_run_learns_of_an_account_that_was_restricted_unheard(world):
    account_id = scene_account(world)
    world.emulator.set_capability(account_id, "transfers", "inactive")
    reconciled(world, full=True)
    assert world.store.get(account_path(Role.WINNER, "ada")).fields["state"] != "active"


def test_with_stripe_away_nothing_is_concluded(world):
    record = paid_prize(world)
    shifted(world, posted(world, record.stripe_transfer_id), 1)
    reconciled(world, full=False)
    report = reconcile(ports=without_stripe(world, "list_balance_transactions"), full=False)
    assert report.problems == ("platform: stripe_unavailable", "winner:ada: stripe_unavailable")
    assert (report.closed, len(report.differences)) == (0, 2)


@pytest.mark.parametrize("error", [StripeUnavailable("no answer"), StripeUnreadable("of an unknown form")])
def test_a_transfer_that_stripe_does_not_show_is_named_and_the_others_are_recorded(world, error):
    scene.funds(world, 50_000)
    records = scene.awarded(world, "ada", "bob", "cy")
    for record in records:
        scene.winner_account(world, record.user_id)
        pay_prize(PayPrize(record.id, "system:test"), ports=with_answers_lost(world, "create_transfer"))
    (hidden,) = scene.transfers(world, records[0])
    stripe = AwayFor(world.stripe, error, [hidden.id], "retrieve_transfer")
    report = reconcile(ports=replace(world.ports, stripe=stripe), full=True)
    assert report.problems == (f"{hidden.id}: {error.code}",)
    assert {one.subject for one in report.differences} == {hidden.id, "winner:ada"}
    assert {scene.read(world, record.id).status for record in records[1:]} == {PrizeStatus.PAID}
    assert reconciled(world, full=True).clean


def test_a_movement_that_stripe_does_not_answer_for_stays_open_and_the_others_are_confirmed(world):
    paid = paid_prize(world)
    other = world.stripe.create_transfer(
        {"amount": 5, "currency": "usd", "destination": paid.attempt.destination}, idempotency_key="k"
    )
    shifted(world, posted(world, paid.stripe_transfer_id), 1)
    assert len([one for one in reconciled(world, full=False).differences if one.subject[:3] == "tr_"]) == 2
    shifted(world, posted(world, paid.stripe_transfer_id), -1)
    silent = [f"'source': '{paid.stripe_transfer_id}'"]
    stripe = AwayFor(world.stripe, StripeUnavailable("no answer"), silent, "list_balance_transactions")
    report = reconcile(ports=replace(world.ports, stripe=stripe), full=False)
    assert report.problems == (f"{paid.stripe_transfer_id}: stripe_unavailable",)
    assert {one.subject for one in report.differences} >= {paid.stripe_transfer_id, other.id}


def test_a_run_that_could_not_look_at_everything_is_repeated_in_full(world):
    scene_account(world)
    reconcile(ports=without_stripe(world, "list_balance_transactions"))
    assert reconciled(world).full


class _Dies(BaseException):
    """The function's time is over."""


def test_a_full_run_that_dies_of_too_much_takes_no_hourly_run_with_it_and_is_told_of(world):
    paid_prize(world)
    assert reconciled(world).full
    world.clock.advance(hours=25)
    with pytest.raises(_Dies):
        reconcile(ports=replace(world.ports, stripe=Away(world.stripe, _Dies(), "list_balance_transactions")))
    world.clock.advance(hours=1)
    report = reconciled(world)
    assert (report.full, report.clean) == (False, True)
    world.clock.advance(hours=23)
    assert reconciled(world, full=False).clean
    world.clock.advance(hours=24)
    assert reconciled(world, full=False).problems == ("full: overdue",)
    assert reconciled(world).full


def test_accounts_of_which_there_are_too_many_for_one_run_have_their_turn_in_the_next(world):
    people = [f"u{number}" for number in range(5)]
    for person in people:
        scene.user(world, person)
        scene.winner_account(world, person)
    settings = world.ports.settings.model_copy(update={"sweep_batch": 2})
    slow = replace(world.ports, settings=settings, stripe=Slow(world.stripe, world.clock, seconds=60))
    asked = [reconcile(ports=slow, full=full).accounts for full in (True, False, False)]
    assert asked == [4, 1, 0]
    assert set(slow.stripe.refreshed) == {
        world.store.get(account_path(Role.WINNER, person)).fields["stripeAccountId"] for person in people
    }


class Slow:
    """Stripe, taking its time over connected accounts."""

    def __init__(self, stripe, clock, *, seconds):
        self._stripe, self._clock, self._seconds = stripe, clock, seconds
        self.refreshed = []

    def __getattr__(self, name):
        return getattr(self._stripe, name)

    def list_balance_transactions(self, params, *, account=None):
        self._clock.advance(seconds=self._seconds if account else 0)
        return self._stripe.list_balance_transactions(params, account=account)

    def retrieve_account(self, account_id):
        self._clock.advance(seconds=self._seconds)
        self.refreshed.append(account_id)
        return self._stripe.retrieve_account(account_id)


def test_with_the_store_away_the_run_says_so(world):
    with pytest.raises(StoreUnavailable):
        reconcile(ports=without_store(world, "query", "get"), full=False)


def test_after_a_full_run_the_checker_has_nothing_to_add(world):
    paid_prize(world)
    sales.refunded(world, sales.sold(world), 300)
    sweep(ports=world.ports)
    events_handled(world)
    assert reconciled(world, full=True).clean
    assert check(store=world.store, stripe=world.stripe, now=world.clock.now()) == []


def test_a_second_account_of_the_same_person_counts_with_the_first(world):
    paid_prize(world)
    first = world.store.get(account_path(Role.WINNER, "ada")).fields["stripeAccountId"]
    reset_onboarding(ResetOnboarding(user_id="ada", role=Role.WINNER, actor="ada"), ports=world.ports)
    second = scene.winner_account(world, "ada")
    assert first != second
    assert reconciled(world, full=True).clean


def scene_account(world):
    scene.user(world, "ada")
    return scene.winner_account(world, "ada")


def test_what_was_committed_late_is_shown_also_where_full_runs_failed_meanwhile(world):
    assert reconciled(world, full=True).problems == ()
    record = paid_prize(world)  # committed behind every sweep's back: its trigger was lost
    for _ in range(3):
        world.clock.advance(days=1)
        reconcile(ports=without_stripe(world, "list_balance_transactions", "retrieve_balance"), full=True)
        tamper(world, "users/ada", winner=None)
    world.clock.advance(days=1)
    reconciled(world)
    assert world.store.get("users/ada").fields["winner"]["totalEarnings"] == record.winner_amount
