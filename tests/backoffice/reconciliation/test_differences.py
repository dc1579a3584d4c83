"""Books and Stripe differ: each difference is found, named, kept and closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.backoffice import Suspicion, Where, read_open_differences
from pulse.backoffice.reconciliation.differences import WHAT_TO_DO
from stripe_emulator.world.state import PLATFORM
from tests.backoffice.disturbed import (
    posted,
    put,
    shifted,
)
from tests.backoffice.reconciliation.scene import named, paid_prize, reconciled
from tests.prizes import scene
from tests.sales import scene as sales
from tests.world import START


def test_after_prizes_sales_refunds_disputes_and_payouts_books_and_stripe_agree(world):
    paid_prize(world)
    payment_id = sales.sold(world)
    sales.refunded(world, payment_id, 2_500)
    sales.dispute_opened(world, payment_id)
    reconciled(world, full=True)
    assert reconciled(world, full=True).clean
    assert reconciled(world, full=False).clean
    assert world.alerts.causes().count("difference.found") == 0


def test_one_cent_too_much_in_the_books_is_found_and_named(world):
    record = paid_prize(world)
    entry = posted(world, record.stripe_transfer_id)
    shifted(world, entry, 1)
    report = reconciled(world, full=False)
    assert named(report) >= {(record.stripe_transfer_id, -1, Suspicion.AMOUNTS_DIFFER)}
    one = next(one for one in report.differences if one.subject == record.stripe_transfer_id)
    assert (one.our_cents, one.stripe_cents, one.where) == (-9_699, -9_700, Where.BOTH)
    assert one.what_to_do == WHAT_TO_DO[Suspicion.AMOUNTS_DIFFER]


@pytest.mark.parametrize("cents", [1, -1, 100])
def test_a_cent_that_only_a_persons_account_lacks_is_found_and_named(world, cents):
    record = paid_prize(world)
    shifted(world, posted(world, record.stripe_transfer_id), cents, "winner:ada")
    assert named(reconciled(world, full=True)) == {("winner:ada", -cents, Suspicion.ACCOUNT_DIFFERS)}


def test_a_sale_of_another_amount_in_the_books_is_found(world):
    payment = sales.payment_of(world, sales.sold(world))
    shifted(world, f"journal/{payment.charge_id}_sale", 1)
    assert (payment.charge_id, 1, Suspicion.AMOUNTS_DIFFER) in named(reconciled(world, full=False))


def test_an_entry_without_a_movement_at_stripe_is_found(world):
    record = paid_prize(world)
    entry = world.store.get(posted(world, record.stripe_transfer_id)).fields
    put(world, "journal/tr_imagined_transfer", {**entry, "reference": "tr_imagined"})
    report = reconciled(world, full=False)
    assert ("tr_imagined", 9_700, Suspicion.NOT_AT_STRIPE) in named(report)
    assert next(one for one in report.differences if one.subject == "tr_imagined").where == Where.OURS


def test_a_transfer_that_somebody_made_by_hand_is_found_and_named(world):
    record = paid_prize(world)
    made = world.stripe.create_transfer(
        {"amount": 123, "currency": "usd", "destination": record.attempt.destination},
        idempotency_key="by-hand",
    )
    report = reconciled(world, full=True)
    assert (made.id, -123, Suspicion.TRANSFER_OF_NOBODY) in named(report)
    assert ("winner:ada", 123, Suspicion.ACCOUNT_DIFFERS) in named(report)


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
    assert (made.id, -5, Suspicion.TRANSFER_OF_NOBODY) in named(report)


def test_a_difference_keeps_its_first_day_and_is_closed_when_it_is_gone(world):
    record = paid_prize(world)
    entry = posted(world, record.stripe_transfer_id)
    shifted(world, entry, 1)
    reconciled(world, full=False)
    world.clock.advance(hours=1)
    reconciled(world, full=False)
    (one,) = [d for d in read_open_differences(ports=world.ports) if d.subject.startswith("tr_")]
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
    assert (record.stripe_transfer_id, -1, Suspicion.AMOUNTS_DIFFER) in named(reconciled(world, full=False))


def test_a_difference_outside_the_window_is_closed_when_it_is_mended(world):
    record = paid_prize(world)
    entry = posted(world, record.stripe_transfer_id)
    shifted(world, entry, 1)
    reconciled(world, full=False)
    world.clock.advance(days=30)
    shifted(world, entry, -1)
    assert reconciled(world, full=False).differences == ()


def test_a_kind_of_movement_that_nobody_has_heard_of_is_named(world):
    world.emulator.ledger.post(
        PLATFORM, kind="climate_order", amount=-50, currency="usd", source="climorder_1"
    )
    assert named(reconciled(world, full=False)) == {("climorder_1", -50, Suspicion.UNKNOWN_MOVEMENT)}


def test_there_is_one_alert_a_run_however_many_differences(world):
    scene.funds(world, 50_000)
    scene.awarded(world, "ada", "bob", "cy")
    for user_id in ("ada", "bob", "cy"):
        scene.winner_account(world, user_id)
        paid = scene.pay(world, scene.record_of(world, user_id)).record
        shifted(world, posted(world, paid.stripe_transfer_id), 1)
    assert len(reconciled(world, full=False).differences) == 6
    (alert,) = [one for one in world.alerts.raised if one.cause != "record.edited"]
    assert (alert.cause, alert.amount_cents, alert.currency) == ("difference.found", 6, "usd")
