"""Any mix of refunds, failures, disputes and closed accounts: the trainer gives what is due, and no more."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pulse.errors import PulseError
from pulse.sales import (
    PaymentStatus,
    RefundPolicy,
    apply_payment_intent,
    refresh_open_payments,
)
from stripe_emulator.errors import StripeError
from stripe_emulator.resources.payments import refund_steps
from stripe_emulator.world.state import PLATFORM
from tests.counting import counted
from tests.sales.scene import (
    agrees_with_stripe,
    charge_of,
    dashboard_refund,
    dispute_opened,
    dispute_settled,
    documents,
    has_funds,
    payment_of,
    refunded,
    sold,
)
from tests.world import World

CLOSED = {"won", "lost", "warning_closed"}
WRITES = {
    "create_refund",
    "create_transfer",
    "create_transfer_reversal",
    "create_application_fee_refund",
}


class Story:
    """One sale, and what people, banks and Stripe do to it."""

    def __init__(self, amount):
        self.world = World()
        self.payment_id = sold(self.world, amount=amount)
        self.account = payment_of(self.world, self.payment_id).stripe_account_id
        self.number = 0
        self.closed = False

    def play(self, step, weight, seen):
        with suppress(PulseError, StripeError):  # a refusal is an answer too
            getattr(self, step)(weight)
        if seen:
            self.look()

    def look(self):
        apply_payment_intent(self.payment_id, ports=self.world.ports, thorough=True)

    def refund(self, weight, policy=RefundPolicy.PROPORTIONAL):
        self.number += 1
        left = self.payment.amount - self.payment.refunded_amount
        part = max(1, left * weight // 100)
        refunded(self.world, self.payment_id, part, policy=policy, request_id=f"refund {self.number}")

    def refund_without_fee(self, weight):
        self.refund(weight, RefundPolicy.KEEP_FEE)

    def refund_by_us(self, weight):
        self.refund(weight, RefundPolicy.PLATFORM_PAYS)

    def refund_in_dashboard(self, weight):
        flags = ({}, {"reverse_transfer": True, "refund_application_fee": True})[weight % 2]
        left = self.payment.amount - charge_of(self.world, self.payment_id).get("amount_refunded", 0)
        dashboard_refund(self.world, self.payment_id, max(1, left * weight // 100), **flags)

    def refund_fails(self, weight):
        made = [one for one in self.refunds if one.status == "succeeded"]
        if made:
            refund_steps.fail(self.world.emulator, PLATFORM, made[weight % len(made)].id)

    def dispute(self, weight):
        amount = max(1, self.payment.amount * weight // 100) if weight % 2 else None
        dispute_opened(self.world, self.payment_id, amount=amount)

    def inquiry(self, _):
        dispute_opened(self.world, self.payment_id, inquiry=True)

    def moves(self, weight):
        for dispute in self.open_disputes[:1]:
            taken = -sum(one.amount for one in self.movements(dispute))
            if taken > 0:
                amount = taken * weight // 200
                self.world.emulator.control("disputes/move", dispute=dispute.id, amount=amount or 1)

    def decides(self, weight):
        for dispute in self.open_disputes[:1]:
            dispute_settled(self.world, dispute.id, "won" if weight % 2 else "lost")
            charge_of(self.world, self.payment_id)["_refund_blocked"] = False

    def our_funds(self, weight):
        has_funds(self.world, 0 if weight % 2 else 10**9)

    def trainers_funds(self, weight):
        if not self.closed:
            self.world.emulator.set_balance("usd", 0 if weight % 2 else 10**6, account=self.account)

    def time(self, weight):
        self.world.clock.advance(hours=weight)
        self.world.emulator.run_due()

    def account_closes(self, weight):
        if weight <= 50:
            self.closed = True
            self.world.emulator.complete_onboarding(self.account, "rejected")

    @property
    def payment(self):
        return payment_of(self.world, self.payment_id)

    @property
    def refunds(self):
        return self.world.stripe.list_refunds({})

    @property
    def disputes(self):
        return self.world.stripe.list_disputes({})

    @property
    def open_disputes(self):
        return [one for one in self.disputes if one.status not in CLOSED]

    def movements(self, dispute):
        return self.world.stripe.list_balance_transactions({"source": dispute.id})

    def settle(self):
        """Everyone has money, and the sweep has had the time to do what is due."""
        for _ in range(5):
            self.world.clock.advance(days=31)
            self.world.emulator.run_due()
            has_funds(self.world)
            if not self.closed:
                self.world.emulator.set_balance("usd", 10**9, account=self.account)
            refresh_open_payments(ports=self.world.ports)
        self.look()

    def writes_of_a_day(self):
        trips, ports = counted(self.world.ports)
        self.world.clock.advance(days=1)
        refresh_open_payments(ports=ports)
        return [call for call in trips.stripe_calls() if call in WRITES]

    def got_back(self):
        """What the buyer and their bank have: refunds that did not fail, and money that disputes hold."""
        refunds = sum(one.amount for one in self.refunds if one.status not in {"failed", "canceled"})
        held = (max(0, -sum(one.amount for one in self.movements(dispute))) for dispute in self.disputes)
        return refunds + sum(held)

    def due(self):
        """What the trainer should have given for it, by the rule, at most what they had of the sale."""
        payment, due = self.payment, 0
        live = [one for one in self.refunds if one.status not in {"failed", "canceled"}]
        for refund in live:
            fee = round_half_up(payment.application_fee_amount * refund.amount, payment.amount)
            policy = refund.metadata.get("policy", "proportional")
            due += {"platform_pays": 0, "keep_fee": refund.amount}.get(policy, refund.amount - fee)
        for dispute in self.disputes:
            if dispute.status != "won" and not dispute.status.startswith("warning"):
                taken = max(0, -sum(one.amount for one in self.movements(dispute)))
                part = min(dispute.amount, taken, payment.amount)
                due += round_half_up(payment.owner_amount * part, payment.amount)
        return due


def round_half_up(numerator, denominator):
    return (2 * numerator + denominator) // (2 * denominator)


STEPS = (
    "refund",
    "refund",
    "refund_without_fee",
    "refund_by_us",
    "refund_in_dashboard",
    "refund_fails",
    "dispute",
    "inquiry",
    "moves",
    "decides",
    "our_funds",
    "trainers_funds",
    "time",
    "account_closes",
)
steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(1, 100), st.booleans()), min_size=1, max_size=10
)


WON = [("dispute", 100, True), ("decides", 1, True)]
"""The bank gives everything back, and the trainer is paid again."""


@pytest.mark.thorough
@settings(max_examples=150)
@example(amount=10_000, told=[*WON, ("refund", 100, True)])
@example(amount=10_000, told=[*WON, ("refund_in_dashboard", 40, True)])
@example(amount=10_000, told=[*WON, ("dispute", 100, True), ("decides", 2, True)])
@example(amount=10_000, told=[*WON, ("trainers_funds", 1, False), ("refund", 100, True)])
@example(amount=10_000, told=[("refund", 40, True), ("refund_fails", 1, True), *WON])
@example(amount=10_000, told=[("refund", 40, True), *WON, ("refund_fails", 1, True)])
@example(amount=10_000, told=[("our_funds", 1, False), ("refund", 40, True), ("dispute", 100, True)])
@example(amount=101, told=[("refund", 30, True)] * 3 + [("refund", 100, True)])
@given(amount=st.sampled_from([100, 101, 999, 10_000, 97_531]), told=steps)
def test_the_trainer_gives_what_is_due_and_no_more(amount, told):
    story = Story(amount)
    for step, weight, seen in told:
        story.play(step, weight, seen)
        if seen:
            agrees_with_stripe(story.world, story.payment_id)
    story.settle()

    payment = story.payment
    agrees_with_stripe(story.world, story.payment_id)
    assert payment.owner_refunded_amount <= story.got_back()
    cents = len(story.refunds)  # Stripe rounds each refund by itself
    due = story.due()
    most = max(payment.owner_amount, sum(r.amount for r in story.refunds if keeps_fee(r)))
    if not story.closed:
        assert payment.receivable_amount == 0
        assert min(due, most) - cents <= payment.owner_refunded_amount <= due + cents
    if payment.status is PaymentStatus.COMPLETED and not story.closed:
        assert payment.owner_net_amount == payment.owner_amount
    assert story.writes_of_a_day() == []
    assert not [one for one in documents(story.world, "corrections") if one.fields["status"] == "open"]


def keeps_fee(refund):
    return refund.metadata.get("policy") == "keep_fee"
