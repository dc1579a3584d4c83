"""Clicks, workers, client and webhook at the same time: one intent, one enrolment, one refund."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest

from pulse.errors import Busy, Conflict, PulseError
from pulse.sales import NotRefundable, apply_dispute, apply_payment_intent, refresh_open_payments
from tests.sales.scene import (
    agrees_with_stripe,
    bought,
    completed,
    dispute_opened,
    documents,
    entries,
    payment_of,
    pays,
    refunded,
    round_on_sale,
    sold,
)

WORKERS = 8
MEETING_SECONDS = 0.5


class Meeting:
    """A port where the first calls of one method wait for each other, so that they really overlap."""

    def __init__(self, port, method, *, about=""):
        self._port, self._method, self._about = port, method, about
        self._barrier = threading.Barrier(WORKERS)
        self._over = False

    def __getattr__(self, name):
        found = getattr(self._port, name)
        return self._meeting(found) if name == self._method else found

    def _meeting(self, found):
        def call(*args, **options):
            if not self._over and str(args[0]).startswith(self._about):
                with suppress(threading.BrokenBarrierError):  # fewer came
                    self._barrier.wait(MEETING_SECONDS)
                self._over = True
            return found(*args, **options)

        return call


def at_once(*acts):
    """What each act returns or raises, when all start together."""

    def outcome(act):
        try:
            return act()
        except (PulseError, Conflict) as error:
            return error

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(outcome, acts))


def test_many_clicks_make_one_intent(world):
    round_on_sale(world)
    stripe = Meeting(world.ports.stripe, "create_payment_intent")
    world.ports = replace(world.ports, stripe=stripe)
    answers = at_once(*[lambda: bought(world)] * WORKERS)
    given = {answer.payment_intent_id for answer in answers if not isinstance(answer, Exception)}
    assert all(isinstance(answer, Busy) for answer in answers if isinstance(answer, Exception))
    assert len(given) == len(world.stripe.list_payment_intents({})) == len(documents(world, "payments")) == 1


def test_client_and_webhook_complete_a_payment_once(world):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    acts = [lambda: completed(world, payment_id), lambda: apply_payment_intent(payment_id, ports=world.ports)]
    at_once(*acts * (WORKERS // 2))
    completed(world, payment_id)
    assert len(documents(world, "user-challenge")) == 1
    assert len(entries(world)) == 4
    agrees_with_stripe(world, payment_id)


def test_refunds_at_once_never_exceed_what_was_paid(world):
    payment_id = sold(world)
    store = Meeting(world.ports.store, "get", about="corrections/")
    stripe = Meeting(world.ports.stripe, "create_refund")
    world.ports = replace(world.ports, store=store, stripe=stripe)
    asks = [lambda n=n: refunded(world, payment_id, 3_000, request_id=f"ask {n}") for n in range(WORKERS)]
    answers = at_once(*asks)
    assert all(isinstance(error, NotRefundable | Busy) for error in answers if isinstance(error, Exception))
    world.clock.advance(hours=1)
    refresh_open_payments(ports=world.ports)
    payment = payment_of(world, payment_id)
    assert payment.refunded_amount == 3_000 * len(world.stripe.list_refunds({})) <= 9_000
    assert payment.reserved_refund_amount == 0
    agrees_with_stripe(world, payment_id)


@pytest.mark.parametrize("tries", range(3))
def test_a_dispute_reported_many_times_at_once_takes_the_share_once(world, tries):
    payment_id = sold(world)
    dispute_id = dispute_opened(world, payment_id)
    at_once(*[lambda: apply_dispute(dispute_id, ports=world.ports)] * WORKERS)
    apply_dispute(dispute_id, ports=world.ports)
    payment = payment_of(world, payment_id)
    assert len(world.stripe.list_transfer_reversals(payment.transfer_id)) == 1
    assert payment.owner_net_amount == 0
    agrees_with_stripe(world, payment_id)
