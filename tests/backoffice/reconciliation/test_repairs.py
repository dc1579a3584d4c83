"""What is at Stripe and not in the books is booked by the run that sees it."""

from __future__ import annotations

import pytest

from pulse.backoffice import Suspicion, compare
from pulse.inbox import book_payout
from pulse.prizes import PayPrize, PrizeStatus, pay_prize
from tests.backoffice.disturbed import (
    remove,
    with_answers_lost,
)
from tests.backoffice.reconciliation.scene import named, paid_prize, reconciled
from tests.prizes import scene
from tests.sales import scene as sales


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
    reconciled(world, full=False)
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
    assert named(compare(ports=world.ports)) == {(taken.id, -11_500, Suspicion.NOT_BOOKED)}


def test_with_everything_booked_the_books_hold_what_stripe_holds(world):
    paid_prize(world)
    sales.sold(world)
    reconciled(world, full=True)
    balance = world.stripe.retrieve_balance()
    held = balance.available_amount("usd") + balance.pending_amount("usd")
    assert sales.books(world)["platform:balance"] == held


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
