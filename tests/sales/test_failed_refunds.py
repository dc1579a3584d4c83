"""A refund waits, or fails: the trainer gives a share for money that the buyer has, and for no other."""

from __future__ import annotations

import pytest

from pulse.sales import FeePayer, RefundPolicy, apply_dispute, apply_refund, refresh_open_payments
from stripe_emulator.resources.payments import refund_steps
from stripe_emulator.world.state import PLATFORM
from tests.sales.scene import (
    KEPT,
    agrees_with_stripe,
    books,
    dashboard_refund,
    dispute_opened,
    dispute_settled,
    documents,
    entries,
    has_funds,
    payment_of,
    refunded,
    sold,
    trainer_balance,
    world_where,
)


def fails(world, refund_id):
    """The buyer's bank sends it back, and the event arrives."""
    refund_steps.fail(world.emulator, PLATFORM, refund_id)
    apply_refund(refund_id, ports=world.ports)


@pytest.mark.parametrize("amount", [None, 4_000, 3_333, 1])
@pytest.mark.parametrize("payer", FeePayer)
@pytest.mark.parametrize("policy", RefundPolicy)
def test_a_refund_that_fails_gives_the_trainer_back_what_was_taken_once(payer, policy, amount):
    world = world_where(payer)
    payment_id = sold(world)
    refund_id = refunded(world, payment_id, amount, policy=policy).refund_id
    fails(world, refund_id)
    for _ in range(3):
        apply_refund(refund_id, ports=world.ports)
        refresh_open_payments(ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.refunded_amount) == ("completed", 0)
    assert payment.owner_net_amount == trainer_balance(world, payment_id) == KEPT[payer]
    assert world.alerts.causes() == ["refund.failed"]
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("flags", [{}, {"reverse_transfer": True}, {"reverse_transfer": True, "fee": True}])
def test_a_dashboard_refund_that_fails_gives_back_what_was_taken_too(world, flags):
    payment_id = sold(world)
    with_fee = {"refund_application_fee": True} if flags.pop("fee", False) else {}
    refund_id = dashboard_refund(world, payment_id, 4_000, **flags, **with_fee).id
    apply_refund(refund_id, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount < 9_700
    fails(world, refund_id)
    assert payment_of(world, payment_id).owner_net_amount == trainer_balance(world, payment_id) == 9_700
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("outcome", ["won", "lost"])
@pytest.mark.parametrize("failed_first", [True, False])
def test_a_failed_refund_and_a_dispute_take_the_share_once(world, outcome, failed_first):
    payment_id = sold(world)
    refund_id = refunded(world, payment_id, 4_000).refund_id
    if failed_first:
        fails(world, refund_id)
    dispute_id = dispute_opened(world, payment_id, amount=10_000)
    apply_dispute(dispute_id, ports=world.ports)
    if not failed_first:
        fails(world, refund_id)
    assert payment_of(world, payment_id).owner_net_amount == 0
    dispute_settled(world, dispute_id, outcome)
    for _ in range(3):
        apply_dispute(dispute_id, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == (9_700 if outcome == "won" else 0)
    assert payment_of(world, payment_id).receivable_amount == 0
    agrees_with_stripe(world, payment_id)


def test_of_two_refunds_the_one_that_stands_keeps_its_share(world):
    payment_id = sold(world)
    first = refunded(world, payment_id, 3_333, request_id="first").refund_id
    refunded(world, payment_id, 1_111, request_id="second")
    fails(world, first)
    assert payment_of(world, payment_id).owner_net_amount == 9_700 - (1_111 - 33)
    agrees_with_stripe(world, payment_id)


def test_paying_the_trainer_back_waits_for_our_balance(world):
    payment_id = sold(world)
    refund_id = refunded(world, payment_id, 4_000).refund_id
    refund_steps.fail(world.emulator, PLATFORM, refund_id)
    has_funds(world, 0)
    apply_refund(refund_id, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 5_820
    assert world.alerts.causes() == ["refund.failed", "correction.refused"]
    has_funds(world)
    world.clock.advance(days=2)
    refresh_open_payments(ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 9_700
    agrees_with_stripe(world, payment_id)


def test_a_trainer_whose_account_is_gone_is_not_tried_again_every_day(world):
    payment_id = sold(world)
    refund_id = refunded(world, payment_id, 4_000).refund_id
    world.emulator.deauthorize(payment_of(world, payment_id).stripe_account_id)
    fails(world, refund_id)
    assert world.alerts.causes() == ["refund.failed", "correction.refused"]
    for _ in range(100):
        world.clock.advance(days=1)
        refresh_open_payments(ports=world.ports)
    (reinstatement,) = [one for one in documents(world, "corrections") if one.fields["kind"] != "refund"]
    assert reinstatement.fields["status"] == "refused"
    assert reinstatement.fields["attempt"]["generation"] <= 9
    assert world.alerts.causes() == ["refund.failed", "correction.refused"]


def kinds(world):
    return sorted(entry["kind"] for entry in entries(world).values())


@pytest.mark.parametrize("by_us", [True, False])
def test_a_refund_that_waits_is_booked_when_its_money_moves_and_takes_the_share_once(world, by_us):
    payment_id = sold(world)
    has_funds(world, 0)
    flags = {"reverse_transfer": True, "refund_application_fee": True}
    if by_us:
        refund_id = refunded(world, payment_id, 4_000).refund_id
    else:
        refund_id = dashboard_refund(world, payment_id, 4_000, **flags).id
        apply_refund(refund_id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.refunded_amount, payment.pending_refund_amount) == (4_000, 4_000)
    assert "refund" not in kinds(world)
    agrees_with_stripe(world, payment_id)
    has_funds(world)
    world.clock.advance(days=2)
    for _ in range(3):
        refresh_open_payments(ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.pending_refund_amount, payment.owner_net_amount) == (0, 5_820)
    assert kinds(world).count("refund") == kinds(world).count("reversal") == 1
    agrees_with_stripe(world, payment_id)


def test_while_our_refund_waits_nothing_of_it_is_booked_and_nothing_is_taken_a_second_time(world):
    """Its `reverse_transfer` took the share when it was made, which we know from what we sent."""
    payment_id = sold(world)
    has_funds(world, 0)
    refund_id = refunded(world, payment_id, 4_000).refund_id
    for _ in range(3):
        world.clock.advance(days=1)
        apply_refund(refund_id, ports=world.ports)
        refresh_open_payments(ports=world.ports)
    waiting = world.stripe.retrieve_refund(refund_id)
    assert (waiting.status, waiting.balance_transaction) == ("pending", None)
    assert "refund" not in kinds(world)
    assert [one.fields["kind"] for one in documents(world, "corrections")] == ["refund"]
    assert payment_of(world, payment_id).owner_net_amount == 9_700 - (4_000 - 120)
    agrees_with_stripe(world, payment_id)


def test_a_refund_is_booked_by_the_look_that_first_shows_its_balance_transaction(world):
    payment_id = sold(world)
    has_funds(world, 0)
    refund_id = refunded(world, payment_id, 4_000).refund_id
    booked = []
    for funds in (0, 3_999, 4_000, 4_000):
        has_funds(world, funds)
        world.clock.advance(days=2)
        refresh_open_payments(ports=world.ports)
        moved = world.stripe.retrieve_refund(refund_id).balance_transaction
        found = [entry for entry in entries(world).values() if entry["kind"] == "refund"]
        booked.append((moved is not None, len(found)))
    assert booked == [(False, 0), (False, 0), (True, 1), (True, 1)]
    (movement,) = world.stripe.list_balance_transactions({"source": refund_id})
    (left,) = [one["amount"] for one in found[0]["postings"] if one["account"] == "platform:balance"]
    assert (movement.id, left) == (moved, movement.net)
    agrees_with_stripe(world, payment_id)


def test_a_dashboard_refund_that_waits_takes_the_share_when_the_buyer_has_the_money(world):
    payment_id = sold(world)
    has_funds(world, 0)
    refund_id = dashboard_refund(world, payment_id, 4_000).id
    apply_refund(refund_id, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 9_700
    has_funds(world)
    world.clock.advance(days=2)
    refresh_open_payments(ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 5_820
    agrees_with_stripe(world, payment_id)


def test_a_refund_that_waits_asks_stripe_once_a_day(world):
    payment_id = sold(world)
    has_funds(world, 0)
    apply_refund(dashboard_refund(world, payment_id, 4_000).id, ports=world.ports)
    assert refresh_open_payments(ports=world.ports).done == 0
    world.clock.advance(days=1)
    assert refresh_open_payments(ports=world.ports).done == 1


@pytest.mark.parametrize("outcome", ["won", "lost"])
def test_a_refund_that_a_dispute_ends_while_it_waits_moved_nothing(world, outcome):
    payment_id = sold(world)
    has_funds(world, 0)
    refund_id = refunded(world, payment_id).refund_id
    dispute_id = dispute_opened(world, payment_id)
    apply_dispute(dispute_id, ports=world.ports)
    apply_refund(refund_id, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 0
    assert not {"refund", "refund_failed", "reinstatement"} & {*kinds(world)}
    dispute_settled(world, dispute_id, outcome)
    has_funds(world)
    apply_dispute(dispute_id, ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == (9_700 if outcome == "won" else 0)
    assert books(world)["platform:balance"] == (-320 if outcome == "won" else -320 - 300) - 1_500 + 300
    agrees_with_stripe(world, payment_id)
