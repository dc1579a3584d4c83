"""A buyer's bank takes money back: the trainer's share follows once, and returns when the dispute is won."""

import pytest

from pulse.backoffice.checks.invariants import check
from pulse.errors import StripeUnavailable
from pulse.sales import FeePayer, apply_dispute, apply_refund, refresh_open_payments
from tests.sales.scene import (
    CHARGED,
    KEPT,
    TRAINER,
    agrees_with_stripe,
    books,
    charge_of,
    dashboard_refund,
    dispute_opened,
    dispute_settled,
    documents,
    payment_of,
    platform_balance,
    refunded,
    sold,
    trainer_balance,
    world_where,
)


def disputed(world, payment_id=None):
    payment_id = payment_id or sold(world)
    dispute_id = dispute_opened(world, payment_id)
    apply_dispute(dispute_id, ports=world.ports)
    return payment_id, dispute_id


@pytest.mark.parametrize("payer", FeePayer)
def test_a_dispute_takes_the_trainers_share_back(payer):
    world = world_where(payer)
    payment_id, dispute_id = disputed(world)
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.owner_net_amount) == ("disputed", 0)
    assert (payment.dispute_id, payment.disputed_amount) == (dispute_id, CHARGED[payer])
    assert payment.dispute_reason == "fraudulent"
    assert trainer_balance(world, payment_id) == 0
    agrees_with_stripe(world, payment_id)


def test_a_dispute_reported_many_times_takes_the_share_once(world):
    payment_id, dispute_id = disputed(world)
    for _ in range(3):
        apply_dispute(dispute_id, ports=world.ports)
        refresh_open_payments(ports=world.ports)
    (correction,) = documents(world, "corrections")
    assert correction.fields["attempt"]["key"] == f"dispute:{dispute_id}:g1"
    transfer_id = payment_of(world, payment_id).transfer_id
    assert [r.amount for r in world.stripe.list_transfer_reversals(transfer_id)] == [9_700]


@pytest.mark.parametrize("payer", FeePayer)
def test_a_lost_dispute_stays_lost(payer):
    world = world_where(payer)
    payment_id, dispute_id = disputed(world)
    dispute_settled(world, dispute_id, "lost")
    apply_dispute(dispute_id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.dispute_status, payment.owner_net_amount) == ("lost", "lost", 0)
    assert payment.next_check_at is None
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("payer", FeePayer)
def test_after_a_won_dispute_the_trainer_is_paid_back_once(payer):
    world = world_where(payer)
    payment_id, dispute_id = disputed(world)
    world.emulator.set_balance("usd", 20_000)
    dispute_settled(world, dispute_id, "won")
    for _ in range(3):
        apply_dispute(dispute_id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.owner_net_amount) == ("completed", KEPT[payer])
    assert trainer_balance(world, payment_id) == KEPT[payer]
    assert books(world)[f"trainer:{TRAINER}"] == KEPT[payer]
    assert len(world.stripe.list_transfers({"transfer_group": f"dispute_{dispute_id}"})) == 1
    # the set_balance above is an adjustment of the test's, unknown to the books
    assert books(world)["platform:fees"] == CHARGED[payer] - KEPT[payer]


def test_paying_back_waits_for_our_balance_and_raises_an_alert(world):
    payment_id, dispute_id = disputed(world)
    world.emulator.set_balance("usd", 0)
    dispute_settled(world, dispute_id, "won")
    world.emulator.set_balance("usd", 0)
    apply_dispute(dispute_id, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 0
    assert world.alerts.causes() == ["correction.refused"]
    world.emulator.set_balance("usd", 20_000)
    world.clock.advance(days=2)
    refresh_open_payments(ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 9_700
    assert trainer_balance(world, payment_id) == 9_700


def test_a_dispute_won_before_any_event_reported_it_leaves_the_trainer_alone(world):
    payment_id = sold(world)
    dispute_id = dispute_opened(world, payment_id)
    dispute_settled(world, dispute_id, "won")
    apply_dispute(dispute_id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.owner_net_amount) == ("completed", 9_700)
    assert documents(world, "corrections") == []
    agrees_with_stripe(world, payment_id)


def test_an_inquiry_moves_nothing(world):
    payment_id = sold(world)
    dispute_id = dispute_opened(world, payment_id, inquiry=True)
    apply_dispute(dispute_id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.owner_net_amount) == ("completed", 9_700)
    assert payment.dispute_status == "warning_needs_response"
    assert documents(world, "corrections") == []
    assert trainer_balance(world, payment_id) == 9_700
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("payer", FeePayer)
def test_after_a_part_was_refunded_the_rest_is_disputed(payer):
    world = world_where(payer)
    payment_id = sold(world)
    refunded(world, payment_id, 4_000)
    disputed(world, payment_id)
    payment = payment_of(world, payment_id)
    assert (payment.refunded_amount, payment.owner_net_amount) == (4_000, 0)
    assert payment.disputed_amount == CHARGED[payer] - 4_000
    agrees_with_stripe(world, payment_id)


def reversed_by_hand(world, payment_id, amount):
    transfer_id = payment_of(world, payment_id).transfer_id
    world.stripe.create_transfer_reversal(transfer_id, {"amount": amount}, idempotency_key="by hand")


@pytest.mark.parametrize("by_hand", [1, 300, 301, 400, 9_699, 9_700])
def test_after_a_reversal_by_hand_a_dispute_takes_what_the_trainer_still_has(world, by_hand):
    payment_id = sold(world)
    reversed_by_hand(world, payment_id, by_hand)
    disputed(world, payment_id)
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.owner_net_amount, payment.receivable_amount) == ("disputed", 0, 0)
    assert trainer_balance(world, payment_id) == 0
    assert world.alerts.causes() == []
    agrees_with_stripe(world, payment_id)


def test_a_dispute_asks_for_nothing_that_was_all_taken_by_hand(world):
    payment_id = sold(world)
    reversed_by_hand(world, payment_id, 10_000)
    disputed(world, payment_id)
    assert documents(world, "corrections") == []
    assert world.alerts.causes() == []
    agrees_with_stripe(world, payment_id)


def test_after_a_reversal_by_hand_a_dashboard_refund_takes_what_is_left(world):
    payment_id = sold(world)
    reversed_by_hand(world, payment_id, 400)
    apply_refund(dashboard_refund(world, payment_id).id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.owner_net_amount) == ("refunded", 0)
    agrees_with_stripe(world, payment_id)


def won(world):
    """A sale whose dispute was won: the trainer was paid back."""
    payment_id, dispute_id = disputed(world)
    dispute_settled(world, dispute_id, "won")
    apply_dispute(dispute_id, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 9_700
    return payment_id


@pytest.mark.parametrize("by_us", [True, False])
def test_after_a_won_dispute_a_refund_takes_what_was_paid_back(world, by_us):
    payment_id = won(world)
    charge_of(world, payment_id)["_refund_blocked"] = False  # Stripe allows it; the emulator is stricter
    if by_us:
        refunded(world, payment_id)
    else:
        apply_refund(dashboard_refund(world, payment_id).id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.owner_net_amount, payment.receivable_amount) == ("refunded", 0, 0)
    assert trainer_balance(world, payment_id) == 0
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("outcome", ["lost", None])
def test_after_a_won_dispute_a_second_takes_what_was_paid_back(world, outcome):
    payment_id = won(world)
    _, second = disputed(world, payment_id)
    if outcome:
        dispute_settled(world, second, outcome)
        apply_dispute(second, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.owner_net_amount, payment.receivable_amount) == (0, 0)
    assert world.alerts.causes() == []
    agrees_with_stripe(world, payment_id)


def test_each_dispute_that_is_won_pays_back_what_it_took(world):
    payment_id = won(world)
    for _ in range(2):
        _, again = disputed(world, payment_id)
        dispute_settled(world, again, "won")
        apply_dispute(again, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 9_700
    assert trainer_balance(world, payment_id) == 9_700
    agrees_with_stripe(world, payment_id)


def test_what_was_paid_back_and_then_spent_is_a_receivable_until_it_is_there_again(world):
    payment_id = won(world)
    account = payment_of(world, payment_id).stripe_account_id
    world.emulator.set_balance("usd", 0, account=account)
    _, second = disputed(world, payment_id)
    dispute_settled(world, second, "lost")
    apply_dispute(second, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.owner_net_amount, payment.receivable_amount) == (0, 9_700)
    assert world.alerts.causes() == ["receivable.opened"]
    agrees_with_stripe(world, payment_id)
    world.clock.advance(days=2)
    world.emulator.run_due()  # Stripe pays out what there is, before more arrives
    world.emulator.set_balance("usd", 9_700, account=account)
    refresh_open_payments(ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.owner_net_amount, payment.receivable_amount) == (0, 0)
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_bank_may_dispute_the_whole_charge_after_a_part_was_refunded(world, outcome):
    payment_id = sold(world)
    refunded(world, payment_id, 4_000)
    dispute_id = dispute_opened(world, payment_id, amount=10_000)
    apply_dispute(dispute_id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.owner_net_amount, payment.disputed_amount, payment.refunded_amount) == (0, 10_000, 4_000)
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now())
    assert [violation for violation in found if violation.invariant == "I8"] == []
    dispute_settled(world, dispute_id, outcome)
    apply_dispute(dispute_id, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == (5_820 if outcome == "won" else 0)
    agrees_with_stripe(world, payment_id)


def test_what_the_bank_gives_back_before_it_decides_returns_to_the_trainer(world):
    payment_id, dispute_id = disputed(world)
    world.emulator.control("disputes/move", dispute=dispute_id, amount=4_000)
    apply_dispute(dispute_id, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 3_880
    world.emulator.control("disputes/move", dispute=dispute_id, amount=-4_000)
    apply_dispute(dispute_id, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 0
    dispute_settled(world, dispute_id, "won")
    apply_dispute(dispute_id, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 9_700
    agrees_with_stripe(world, payment_id)


def test_a_dispute_that_no_event_reported_is_found_by_the_sweep(world):
    payment_id = sold(world)
    dispute_id = dispute_opened(world, payment_id)
    refresh_open_payments(ports=world.ports)
    assert payment_of(world, payment_id).status == "disputed"
    dispute_settled(world, dispute_id, "lost")
    world.clock.advance(days=30)
    refresh_open_payments(ports=world.ports)
    assert payment_of(world, payment_id).status == "lost"
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before"])
@pytest.mark.parametrize("days", [0, 3])
def test_a_reversal_of_unknown_outcome_is_made_once(world, fault, days):
    payment_id = sold(world)
    dispute_id = dispute_opened(world, payment_id)
    world.emulator.faults.add(fault, method="POST", path="/reversals$", count=1)
    with pytest.raises(StripeUnavailable):
        apply_dispute(dispute_id, ports=world.ports)
    world.clock.advance(days=days)
    apply_dispute(dispute_id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert len(world.stripe.list_transfer_reversals(payment.transfer_id)) == 1
    assert payment.owner_net_amount == 0
    assert [document.fields["status"] for document in documents(world, "corrections")] == ["done"]
    agrees_with_stripe(world, payment_id)


def test_a_reversal_that_may_still_execute_is_not_given_up(world):
    payment_id = sold(world)
    dispute_id = dispute_opened(world, payment_id)
    world.emulator.faults.add("late", method="POST", path="/reversals$", count=1, delay=600)
    with pytest.raises(StripeUnavailable):
        apply_dispute(dispute_id, ports=world.ports)
    world.emulator.set_balance("usd", 20_000)
    dispute_settled(world, dispute_id, "won")
    apply_dispute(dispute_id, ports=world.ports)
    (correction,) = documents(world, "corrections")
    assert correction.fields["status"] == "open"
    world.clock.advance(hours=1)
    apply_dispute(dispute_id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.owner_net_amount) == ("completed", 9_700)
    assert trainer_balance(world, payment_id) == 9_700


def test_our_balance_bears_the_fee_of_a_dispute(world):
    payment_id, _ = disputed(world)
    assert platform_balance(world) == books(world)["platform:balance"]
    assert books(world)["platform:processing"] == -320 - 1_500
    assert payment_of(world, payment_id).status == "disputed"
