"""A payment of the first system beside Stripe's payment intent. Pure but for the question to Stripe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pulse.backoffice.migration.context import Context
from pulse.backoffice.migration.findings import Kind
from pulse.backoffice.migration.judgement import (
    Accepted,
    Doubt,
    Judgement,
    doubt_of,
    finding_of,
    require_ours,
    require_plain,
)
from pulse.backoffice.migration.reasons import Verdict, Why
from pulse.backoffice.migration.records import Choice
from pulse.documents import is_first_systems, is_first_systems_fee
from pulse.errors import RecordDamaged
from pulse.money import written
from pulse.ports import Document
from pulse.ports.stripe_objects import Charge, PaymentIntent, Transfer
from pulse.sales import SOLD, Payment, PaymentStatus


class Questions(Protocol):
    """What Stripe has; None where it does not know it."""

    def intent(self, payment_intent_id: str) -> PaymentIntent | None: ...
    def charge(self, charge_id: str) -> Charge | None: ...
    def transfer(self, transfer_id: str) -> Transfer | None: ...


PAID = "succeeded"
_NAMES = frozenset(
    {
        "paymentId", "challengeId", "challengeTitle", "ownerId", "buyerId", "amount", "platformFee",
        "ownerAmount", "currency", "status", "createdAt", "updatedAt", "completedAt", "stripeAccountId",
    }
)  # fmt: skip
"""What the first system wrote, or may have."""


@dataclass(frozen=True, slots=True)
class AdoptedPayment:
    """*taken_back*: money of it went back, so the sweep asks Stripe about it next."""

    payment: Payment
    taken_back: bool = False


def judge_payment(document: Document, context: Context, ask: Questions) -> Judgement[AdoptedPayment]:
    if context.choice(document.path) is Choice.LEAVE:
        return Judgement(finding_of(Kind.PAYMENTS, document, Verdict.LEFT))
    accepted = Accepted(document.path, context)
    try:
        if not is_first_systems(document.fields):
            require_ours(document)
            return Judgement(finding_of(Kind.PAYMENTS, document, context.known(document.path)))
        payment = _read(document)
        _require_single(payment, context)
        intent = _compare(payment, ask.intent(payment.payment_id))
        taken_back = _compare_refunds(payment, intent, accepted, ask)
        _require_rate(payment, accepted)
    except Doubt as doubt:
        return Judgement(finding_of(Kind.PAYMENTS, document, Verdict.DOUBT, doubt))
    adopted = AdoptedPayment(payment, taken_back)
    return Judgement(finding_of(Kind.PAYMENTS, document, Verdict.ADOPT, accepted.first), adopted)


def _read(document: Document) -> Payment:
    require_plain(document, Payment, _NAMES)
    try:
        return Payment.of(document)
    except RecordDamaged as damaged:
        raise doubt_of(damaged) from damaged


def _require_single(payment: Payment, context: Context) -> None:
    if context.intents[payment.payment_id] > 1:
        raise Doubt(Why.NAMED_TWICE, "paymentId")


def _compare(payment: Payment, intent: PaymentIntent | None) -> PaymentIntent:
    """The first system paid the trainer within the charge: our fee is the rest of the price."""
    if intent is None:
        raise Doubt(Why.INTENT_UNKNOWN)
    if (intent.amount, intent.currency) != (payment.amount, payment.currency):
        raise Doubt(Why.INTENT_DIFFERS, f"Stripe: {written(intent.amount, intent.currency)}")
    if payment.status in SOLD and intent.status != PAID:
        raise Doubt(Why.NOT_PAID, f"Stripe: {intent.status}")
    if payment.status not in SOLD and intent.status == PAID:
        raise Doubt(Why.PAID_AFTER_ALL, f"status {payment.status}")
    kept = intent.application_fee_amount or 0
    if kept != payment.application_fee_amount:
        raise Doubt(Why.FEE_DIFFERS, f"Stripe: {written(kept, intent.currency)}")
    if intent.destination != payment.stripe_account_id:
        raise Doubt(Why.DESTINATION_DIFFERS)
    return intent


def _compare_refunds(payment: Payment, intent: PaymentIntent, accepted: Accepted, ask: Questions) -> bool:
    """Whether money went back. The first system kept no amount of it: at most a status says so."""
    said = _taken_back(ask.charge(intent.latest_charge) if intent.latest_charge else None, ask)
    if said is not None:
        accepted.note(Doubt(Why.TAKEN_BACK, said))
        return True
    if payment.status in SOLD - {PaymentStatus.COMPLETED}:
        raise Doubt(Why.NOT_TAKEN_BACK, f"status {payment.status}")
    return False


def _taken_back(charge: Charge | None, ask: Questions) -> str | None:
    """From the buyer's side and from the trainer's: somebody may have reversed the transfer alone."""
    if charge is None:
        return None
    if charge.disputed:
        return "disputed"
    if charge.amount_refunded:
        return f"refunded: {written(charge.amount_refunded, charge.currency)}"
    transfer = ask.transfer(charge.transfer) if charge.transfer else None
    if transfer is None or not transfer.amount_reversed:
        return None
    return f"reversed: {written(transfer.amount_reversed, transfer.currency)}"


def _require_rate(payment: Payment, accepted: Accepted) -> None:
    if not is_first_systems_fee(payment.amount, payment.platform_fee):
        accepted.note(Doubt(Why.RATE_DIFFERS, f"platformFee of {written(payment.amount, payment.currency)}"))
