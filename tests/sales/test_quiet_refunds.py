"""A refund whose first send was not answered opens no new key while that send may still be carried out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.errors import Busy, StripeRefused, StripeUnavailable
from pulse.sales import RefundPayment, RefundReason, refresh_open_payments, refund_payment
from tests.sales.scene import agrees_with_stripe, documents, payment_of, sold

PART = 4_000


class SlowStripe:
    """The first refund is not answered and is carried out when the test says so; the second is refused.

    As Stripe may, it does not keep the refusal under its key.
    """

    def __init__(self, stripe, code):
        self._stripe, self._code = stripe, code
        self.keys = []
        self._first = None

    def __getattr__(self, name):
        return getattr(self._stripe, name)

    def create_refund(self, params, *, idempotency_key):
        self.keys.append(idempotency_key.rpartition(":")[2])
        if len(self.keys) == 1:
            self._first = params, idempotency_key
            raise StripeUnavailable("no answer")
        if len(self.keys) == 2:
            raise StripeRefused("no", http_status=400, stripe_code=self._code)
        return self._stripe.create_refund(params, idempotency_key=idempotency_key)

    def carry_out_the_first(self):
        params, key = self._first
        self._stripe.create_refund(params, idempotency_key=key)


def asked(ports, payment_id):
    command = RefundPayment(
        payment_id=payment_id, actor="admin", reason=RefundReason.DUPLICATE, amount=PART, request_id="r1"
    )
    return refund_payment(command, ports=ports)


def refused_after_silence(world, code):
    """A refund in part, whose first send was lost and whose second, ten minutes later, was refused."""
    payment_id = sold(world)
    slow = SlowStripe(world.stripe, code)
    ports = replace(world.ports, stripe=slow)
    with pytest.raises(StripeUnavailable):
        asked(ports, payment_id)
    world.clock.advance(minutes=11)
    refresh_open_payments(ports=ports)
    assert slow.keys == ["g1", "g1"]
    return payment_id, slow, ports


def test_a_refund_that_was_refused_after_a_lost_answer_is_made_once(world):
    payment_id, slow, ports = refused_after_silence(world, "balance_insufficient")
    slow.carry_out_the_first()
    world.clock.advance(minutes=46)
    refresh_open_payments(ports=ports)
    assert slow.keys == ["g1", "g1"]
    assert payment_of(world, payment_id).refunded_amount == PART
    assert [refund.amount for refund in world.stripe.list_refunds({})] == [PART]
    agrees_with_stripe(world, payment_id)


def test_once_it_is_quiet_and_nothing_was_found_the_refund_follows_without_the_trainer(world):
    payment_id, slow, ports = refused_after_silence(world, "balance_insufficient")
    world.clock.advance(minutes=44)
    refresh_open_payments(ports=ports)
    with pytest.raises(Busy) as busy:
        asked(ports, payment_id)
    assert (busy.value.code, slow.keys) == ("refund_waits", ["g1", "g1"])
    world.clock.advance(minutes=2)
    refresh_open_payments(ports=ports)
    assert slow.keys == ["g1", "g1", "g2"]
    assert payment_of(world, payment_id).refunded_amount == PART
    agrees_with_stripe(world, payment_id)


def test_a_person_who_repeats_a_refused_refund_waits_for_its_quiet_time(world):
    payment_id, slow, ports = refused_after_silence(world, "charge_disputed")
    assert [one.fields["status"] for one in documents(world, "corrections")] == ["refused"]
    with pytest.raises(Busy):
        asked(ports, payment_id)
    slow.carry_out_the_first()
    world.clock.advance(minutes=46)
    assert asked(ports, payment_id).refunded_amount == PART
    assert slow.keys == ["g1", "g1"]
    assert [refund.amount for refund in world.stripe.list_refunds({})] == [PART]
