"""A sale in the books: one entry for each movement at Stripe, from immutable amounts, keyed by Stripe's ids.

Every entry follows from Stripe's objects alone, and none is ever taken back. So the books do not depend on
which events arrived, in what order, or how often. `platform:balance` is our balance at Stripe, to the unit.
`platform:fees` (earned) and `platform:processing` (spent) say why it changed, against `platform:sales`;
`platform:receivable` is owed to us by trainers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pulse.ledger import Posting, moved
from pulse.ports.stripe_objects import BalanceTransaction, Charge, Refund
from pulse.sales.records import Correction, Payment
from pulse.sales.sale import Sale

BALANCE, FEES, PROCESSING = "platform:balance", "platform:fees", "platform:processing"
SALES, RECEIVABLE, STRIPE = "platform:sales", "platform:receivable", "stripe"


@dataclass(frozen=True, slots=True)
class SaleEntry:
    """An entry that the books must hold; *reference* is the id of the Stripe object."""

    reference: str
    kind: str
    postings: Sequence[Posting]
    at: datetime


def entries(payment: Payment, sale: Sale, corrections: Iterable[Correction]) -> list[SaleEntry]:
    """Everything that the books must hold about this sale by now."""
    if sale.charge is None:
        return []
    return [
        *_charged(payment, sale.charge, sale.processing),
        *(entry for refund in sale.refunds for entry in _refunded(payment, refund)),
        *_taken_back(payment, sale),
        *(_disputed(payment, movement) for story in sale.disputes for movement in story.movements),
        *_reinstated(payment, sale),
        *(entry for correction in corrections for entry in _owed(payment, correction)),
    ]


def owner_refunded(payment: Payment, posted: Iterable[SaleEntry]) -> int:
    """What the trainer gave or owes back, net: everything in their account but the sale itself."""
    trainer = _trainer(payment)
    return -sum(
        posting.amount
        for entry in posted
        if entry.kind not in {"transfer", "fee"}
        for posting in entry.postings
        if posting.account == trainer
    )


def _charged(payment: Payment, charge: Charge, processing: BalanceTransaction | None) -> Iterator[SaleEntry]:
    at, currency, trainer = _time(charge.created), charge.currency, _trainer(payment)
    yield SaleEntry(charge.id, "sale", moved(_buyer(payment), BALANCE, charge.amount, currency), at)
    if charge.transfer is not None:
        yield SaleEntry(charge.transfer, "transfer", moved(BALANCE, trainer, charge.amount, currency), at)
    if charge.application_fee is not None:
        fee = charge.application_fee_amount or payment.application_fee_amount
        yield SaleEntry(charge.application_fee, "fee", _fee(trainer, BALANCE, fee, currency), at)
    if processing is not None and processing.fee:
        yield SaleEntry(charge.id, "processing", _spent(processing), at)


def _refunded(payment: Payment, refund: Refund) -> Iterator[SaleEntry]:
    """When the money has moved: a refund may wait for funds, and fail before it left our balance."""
    at = _time(refund.created)
    if refund.balance_transaction is not None:
        back = moved(BALANCE, _buyer(payment), refund.amount, refund.currency)
        yield SaleEntry(refund.id, "refund", back, at)
    if refund.failure_balance_transaction is not None:
        again = moved(_buyer(payment), BALANCE, refund.amount, refund.currency)
        yield SaleEntry(refund.id, "refund_failed", again, at)


def _taken_back(payment: Payment, sale: Sale) -> Iterator[SaleEntry]:
    trainer = _trainer(payment)
    for reversal in sale.reversals:
        back = moved(trainer, BALANCE, reversal.amount, reversal.currency)
        yield SaleEntry(reversal.id, "reversal", back, _time(reversal.created))
    for fee in sale.fee_refunds:
        yield SaleEntry(
            fee.id, "fee_refund", _fee(BALANCE, trainer, fee.amount, fee.currency), _time(fee.created)
        )


def _disputed(payment: Payment, movement: BalanceTransaction) -> SaleEntry:
    """Both ways: what the dispute took, and what came back when it was won."""
    disputed = moved(_buyer(payment), BALANCE, movement.amount, movement.currency)
    postings = [*disputed, *_spent(movement)]
    return SaleEntry(movement.id, "dispute", postings, _time(movement.created))


def _reinstated(payment: Payment, sale: Sale) -> Iterator[SaleEntry]:
    for transfer in (made.transfer for made in sale.reinstatements):
        again = moved(BALANCE, _trainer(payment), transfer.amount, transfer.currency)
        yield SaleEntry(transfer.id, "reinstatement", again, _time(transfer.created))


def _owed(payment: Payment, correction: Correction) -> Iterator[SaleEntry]:
    """The trainer's account was short: they owe it until it can be recovered."""
    if not correction.receivable:
        return
    amount, currency, at = correction.owner_amount, correction.currency, correction.created_at
    owed = moved(_trainer(payment), RECEIVABLE, amount, currency)
    yield SaleEntry(correction.correction_id, "receivable", owed, at)
    if correction.finished:
        settled = moved(RECEIVABLE, _trainer(payment), amount, currency)
        yield SaleEntry(correction.correction_id, "receivable_settled", settled, at)


def _fee(source: str, destination: str, amount: int, currency: str) -> list[Posting]:
    """Our fee moves, and what we earned with it."""
    earned = amount if destination == BALANCE else -amount
    return [*moved(source, destination, amount, currency), *moved(SALES, FEES, earned, currency)]


def _spent(movement: BalanceTransaction) -> list[Posting]:
    """Stripe's fee on a movement; negative where it gave one back."""
    fee, currency = movement.fee, movement.currency
    return [*moved(BALANCE, STRIPE, fee, currency), *moved(PROCESSING, SALES, fee, currency)]


def _trainer(payment: Payment) -> str:
    return f"trainer:{payment.owner_id}"


def _buyer(payment: Payment) -> str:
    return f"buyer:{payment.buyer_id}"


def _time(unix: int) -> datetime:
    return datetime.fromtimestamp(unix, UTC)
