"""Refunds made elsewhere, unknown outcomes and short accounts: each correction is made once, in the end."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from pulse.errors import Busy, StripeRefused, StripeUnavailable
from pulse.sales import (
    FeePayer,
    NotRefundable,
    RefundPayment,
    RefundReason,
    apply_refund,
    apply_sale_transfer,
    refresh_open_payments,
    refund_payment,
)
from tests.sales.scene import (
    agrees_with_stripe,
    books,
    dashboard_refund,
    documents,
    entries,
    payment_of,
    platform_balance,
    refunded,
    sold,
    world_where,
)


@pytest.mark.parametrize("payer", FeePayer)
def test_a_refund_made_in_the_dashboard_ends_the_same(payer):
    world, other = world_where(payer), world_where(payer)
    ours = sold(world)
    refunded(world, ours, 2_500)
    theirs = sold(other)
    refund = dashboard_refund(other, theirs, 2_500)
    apply_refund(refund.id, ports=other.ports)
    assert books(other) == books(world)
    same = ("status", "refunded_amount", "owner_refunded_amount", "owner_net_amount", "receivable_amount")
    for name in same:
        assert getattr(payment_of(other, theirs), name) == getattr(payment_of(world, ours), name)
    agrees_with_stripe(other, theirs)


def test_a_dashboard_refund_that_took_the_share_back_is_left_alone(world):
    payment_id = sold(world)
    refund = dashboard_refund(world, payment_id, 2_500, reverse_transfer=True, refund_application_fee=True)
    apply_refund(refund.id, ports=world.ports)
    apply_refund(refund.id, ports=world.ports)
    assert documents(world, "corrections") == []
    assert payment_of(world, payment_id).owner_net_amount == 7_275
    agrees_with_stripe(world, payment_id)


def test_a_dashboard_refund_whose_events_were_lost_is_found_by_the_sweep(world):
    payment_id = sold(world)
    dashboard_refund(world, payment_id, 2_500)
    refresh_open_payments(ports=world.ports)
    assert payment_of(world, payment_id).owner_net_amount == 7_275
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before", "reset_after"])
def test_a_refund_of_unknown_outcome_is_made_once(world, fault):
    payment_id = sold(world)
    world.emulator.faults.add(fault, method="POST", path="/refunds$", count=1)
    with pytest.raises(StripeUnavailable):
        refunded(world, payment_id, 4_000)
    assert payment_of(world, payment_id).reserved_refund_amount == 4_000
    with pytest.raises(NotRefundable):
        refunded(world, payment_id, 6_001)
    assert refunded(world, payment_id, 4_000).refunded_amount == 4_000
    assert len(world.stripe.list_refunds({})) == 1
    assert payment_of(world, payment_id).reserved_refund_amount == 0
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before"])
def test_a_refund_of_unknown_outcome_is_finished_by_the_sweep_also_after_days(world, fault):
    payment_id = sold(world)
    world.emulator.faults.add(fault, method="POST", path="/refunds$", count=1)
    with pytest.raises(StripeUnavailable):
        refunded(world, payment_id, 4_000)
    world.clock.advance(days=3)
    refresh_open_payments(ports=world.ports)
    assert len(world.stripe.list_refunds({})) == 1
    (correction,) = documents(world, "corrections")
    generation = correction.fields["attempt"]["generation"]
    assert generation == (1 if fault == "timeout_after" else 2)  # Stripe has forgotten the first key by then
    assert correction.fields["attempt"]["key"].endswith(f":g{generation}")
    assert payment_of(world, payment_id).refunded_amount == 4_000
    agrees_with_stripe(world, payment_id)


def test_a_refund_that_fails_at_the_bank_comes_back_to_us(world):
    payment_id = sold(world, card="pm_card_refundFail")
    answer = refunded(world, payment_id)
    world.clock.advance(minutes=2)
    apply_refund(answer.refund_id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.refunded_amount) == ("completed", 0)
    assert "refund_failed" in {entry["kind"] for entry in entries(world).values()}
    assert books(world)["platform:balance"] == platform_balance(world)


def test_a_reversal_made_by_hand_is_the_trainers_loss(world):
    payment_id = sold(world)
    transfer_id = payment_of(world, payment_id).transfer_id
    world.stripe.create_transfer_reversal(transfer_id, {"amount": 1_000}, idempotency_key="by hand")
    apply_sale_transfer(transfer_id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.owner_net_amount) == ("completed", 8_700)
    agrees_with_stripe(world, payment_id)


class ShortAccount:
    """Stripe refuses to take anything back from the trainer's account, until it is filled again."""

    def __init__(self, stripe):
        self._stripe = stripe
        self.filled = False

    def __getattr__(self, name):
        return getattr(self._stripe, name)

    def create_refund(self, params, *, idempotency_key):
        if params.get("reverse_transfer"):
            self._check()
        return self._stripe.create_refund(params, idempotency_key=idempotency_key)

    def create_transfer_reversal(self, transfer_id, params, *, idempotency_key):
        self._check()
        return self._stripe.create_transfer_reversal(transfer_id, params, idempotency_key=idempotency_key)

    def _check(self):
        if not self.filled:
            raise StripeRefused("short", http_status=400, stripe_code="balance_insufficient")


def test_a_short_account_is_a_receivable_until_it_is_filled(world):
    payment_id = sold(world)
    short = ShortAccount(world.stripe)
    ports = world.ports.__class__(**{**world.ports.__dict__, "stripe": short})
    command = RefundPayment(payment_id=payment_id, actor="admin", reason=RefundReason.DUPLICATE)
    answer = refund_payment(command, ports=ports)
    assert (answer.refunded_amount, answer.receivable_amount, answer.owner_net_amount) == (10_000, 9_700, 0)
    assert world.alerts.causes() == ["receivable.opened"]
    agrees_with_stripe(world, payment_id)

    world.clock.advance(days=2)
    refresh_open_payments(ports=ports)
    assert payment_of(world, payment_id).receivable_amount == 9_700
    assert world.alerts.causes() == ["receivable.opened"]

    short.filled = True
    world.clock.advance(days=2)
    refresh_open_payments(ports=ports)
    payment = payment_of(world, payment_id)
    assert (payment.receivable_amount, payment.owner_net_amount) == (0, 0)
    agrees_with_stripe(world, payment_id)
    assert len(world.stripe.list_refunds({})) == 1


def test_a_receivable_is_asked_for_on_the_terms_that_hold_when_it_is_tried_again(world):
    """A person took 40.00 of it by hand meanwhile: the rest alone is asked for, as another correction."""
    payment_id = sold(world)
    short = ShortAccount(world.stripe)
    ports = world.ports.__class__(**{**world.ports.__dict__, "stripe": short})
    command = RefundPayment(payment_id=payment_id, actor="admin", reason=RefundReason.DUPLICATE)
    refund_payment(command, ports=ports)
    by_hand = {"amount": 4_000, "metadata": {"reversed_for": world.stripe.list_refunds({})[0].id}}
    world.stripe.create_transfer_reversal(
        payment_of(world, payment_id).transfer_id, by_hand, idempotency_key="by-hand"
    )

    short.filled = True
    world.clock.advance(days=2)
    refresh_open_payments(ports=ports)

    payment = payment_of(world, payment_id)
    assert (payment.owner_net_amount, payment.receivable_amount) == (0, 0)
    assert sorted(one.fields["status"] for one in documents(world, "corrections")) == [
        "done",
        "done",
        "dropped",
    ]
    agrees_with_stripe(world, payment_id)


class SlowStore:
    """Whatever is stored of a correction takes longer than a send may follow its claim."""

    def __init__(self, world):
        self._world = world

    def __getattr__(self, name):
        return getattr(self._world.store, name)

    def commit(self, writes):
        versions = self._world.store.commit(writes)
        if any(one.path.startswith("corrections/") for one in writes):
            self._world.clock.advance(seconds=61)
        return versions


def test_a_worker_that_is_held_up_between_its_claim_and_its_send_does_not_send(world):
    payment_id = sold(world)
    command = RefundPayment(
        payment_id=payment_id, actor="admin", reason=RefundReason.REQUESTED_BY_CUSTOMER, amount=4_000
    )

    with contextlib.suppress(Busy):
        refund_payment(command, ports=replace(world.ports, store=SlowStore(world)))

    assert world.stripe.list_refunds({}) == []
    world.clock.advance(hours=1)
    refresh_open_payments(ports=world.ports)
    assert [one.amount for one in world.stripe.list_refunds({})] == [4_000]
    agrees_with_stripe(world, payment_id)
