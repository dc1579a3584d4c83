"""How each kind of movement on our Stripe balance is booked.

The repairs are the use cases that a webhook would have called. They ask Stripe again and have the same result
however often, and in whatever order, they run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from pulse.alerts import causes
from pulse.backoffice.reconciliation.books import external, is_dispute
from pulse.errors import Conflict, StripeRefused
from pulse.inbox import book_payout
from pulse.ledger import Posting, entry_path, entry_writes, moved
from pulse.pools import apply_funding_charge, apply_funding_dispute, apply_funding_refund
from pulse.ports import Ports
from pulse.ports.stripe_objects import BalanceTransaction
from pulse.prizes import apply_transfer
from pulse.sales import apply_charge, apply_dispute, apply_refund, apply_sale_transfer

_ACTOR = "system:reconcile"


class Repair(Protocol):
    """Book what Stripe says about the movement; truthy when there was something to book."""

    def __call__(self, transaction: BalanceTransaction, *, ports: Ports) -> object: ...


@dataclass(frozen=True, slots=True)
class Movement:
    """*kinds*: the kinds of journal entry that book it; any one of them will do."""

    kinds: tuple[str, ...]
    repair: Repair
    reference: Callable[[BalanceTransaction], str] = lambda transaction: transaction.source or transaction.id

    def paths(self, transaction: BalanceTransaction) -> list[str]:
        return [entry_path(self.reference(transaction), kind) for kind in self.kinds]


def movement(transaction: BalanceTransaction) -> Movement | None:
    """None for a type that we do not know."""
    if is_dispute(transaction):
        return _DISPUTE
    if transaction.type in BY_TYPE:
        return BY_TYPE[transaction.type]
    return _external(transaction) if external(transaction) else None


def _book_charge(transaction: BalanceTransaction, *, ports: Ports) -> object:
    source = str(transaction.source)
    return apply_charge(source, ports=ports) or apply_funding_charge(source, ports=ports)


def _book_payment(transaction: BalanceTransaction, *, ports: Ports) -> object:
    """A payment by a bank counts at once, and fails days later if the bank refuses: then it was no sale."""
    source = str(transaction.source)
    applied = apply_charge(source, ports=ports)
    if ports.store.get(entry_path(source, "sale")) is not None or not _has_failed(source, ports=ports):
        return applied
    return _book_as_reported(transaction, source, "payment_counted", ports=ports)


def _has_failed(charge_id: str, *, ports: Ports) -> bool:
    try:
        return ports.stripe.retrieve_charge(charge_id).status == "failed"
    except StripeRefused:
        return False  # Stripe knows no such charge: it stays a difference


def _book_failed_payment(transaction: BalanceTransaction, *, ports: Ports) -> object:
    """Takes back what `payment_counted` or a sale has booked. After a sale, the trainer keeps money."""
    source = transaction.source or transaction.id
    if ports.store.get(entry_path(source, "sale")) is not None:
        ports.alerts.raise_alert(
            causes.PAYMENT_MISMATCHED.alert(
                "A payment failed at the bank after it was recorded as sold. The trainer has their share.",
                subject=f"charges/{source}",
                amount_cents=-transaction.net,
                currency=transaction.currency,
            )
        )
    return _book_as_reported(transaction, source, "payment_failed", ports=ports)


def _book_refund(transaction: BalanceTransaction, *, ports: Ports) -> object:
    source = str(transaction.source)
    return apply_refund(source, ports=ports) or apply_funding_refund(source, ports=ports)


def _book_dispute(transaction: BalanceTransaction, *, ports: Ports) -> object:
    source = str(transaction.source)
    return apply_dispute(source, ports=ports) or apply_funding_dispute(source, ports=ports)


def _book_fee(transaction: BalanceTransaction, *, ports: Ports) -> object:
    return _book_charge_of_fee(str(transaction.source), ports=ports)


def _book_fee_refund(transaction: BalanceTransaction, *, ports: Ports) -> object:
    fee = _fetch_parent(transaction, ports=ports)
    return fee and _book_charge_of_fee(fee, ports=ports)


def _book_transfer(transaction: BalanceTransaction, *, ports: Ports) -> object:
    return _book_transfer_by_id(str(transaction.source), ports=ports)


def _book_reversal(transaction: BalanceTransaction, *, ports: Ports) -> object:
    transfer = _fetch_parent(transaction, ports=ports)
    return transfer and _book_transfer_by_id(transfer, ports=ports)


def _book_transfer_by_id(transfer_id: str, *, ports: Ports) -> object:
    """A prize's transfer, a sale's, or one that paid a trainer back."""
    prize = apply_transfer(transfer_id, ports=ports, actor=_ACTOR)
    return prize if prize is not None else apply_sale_transfer(transfer_id, ports=ports)


def _book_charge_of_fee(fee_id: str, *, ports: Ports) -> object:
    charge = ports.stripe.retrieve_application_fee(fee_id).charge
    return charge and apply_charge(charge, ports=ports)


def _fetch_parent(transaction: BalanceTransaction, *, ports: Ports) -> str | None:
    return ports.stripe.retrieve_balance_transaction(transaction.id, with_parent=True).source_parent


def _book_payout(transaction: BalanceTransaction, *, ports: Ports) -> object:
    return book_payout(str(transaction.source), None, ports=ports)


def _external(transaction: BalanceTransaction) -> Movement:
    return Movement((transaction.type,), _book_external, lambda transaction: transaction.id)


def _book_external(transaction: BalanceTransaction, *, ports: Ports) -> object:
    return _book_as_reported(transaction, transaction.id, transaction.type, ports=ports)


def _book_as_reported(transaction: BalanceTransaction, reference: str, kind: str, *, ports: Ports) -> bool:
    """Money from our bank, or what Stripe itself takes and gives: one entry, as Stripe reports it."""
    counterpart = "bank:platform" if transaction.type.startswith("topup") else "stripe"
    postings: list[Posting] = moved(counterpart, "platform:balance", transaction.net, transaction.currency)
    entry = entry_writes(
        reference,
        kind,
        postings,
        subject="stripeAccounts/platform",
        at=datetime.fromtimestamp(transaction.created, UTC),
    )
    try:
        ports.store.commit(entry)
    except Conflict:
        return False  # another run has booked it
    return True


_DISPUTE = Movement(("dispute",), _book_dispute, lambda transaction: transaction.id)
BY_TYPE = {
    "charge": Movement(("sale", "pool_funding"), _book_charge),
    "payment": Movement(("sale", "payment_counted"), _book_payment),
    "refund": Movement(("refund",), _book_refund),
    "payment_refund": Movement(("refund",), _book_refund),
    "refund_failure": Movement(("refund_failed",), _book_refund),
    "payment_failure_refund": Movement(("payment_failed",), _book_failed_payment),
    "application_fee": Movement(("fee",), _book_fee),
    "application_fee_refund": Movement(("fee_refund",), _book_fee_refund),
    "transfer": Movement(("transfer", "reinstatement"), _book_transfer),
    "transfer_refund": Movement(("reversal",), _book_reversal),
    "payout": Movement(("payout",), _book_payout),
    "payout_cancel": Movement(("payout_returned",), _book_payout),
    "payout_failure": Movement(("payout_returned",), _book_payout),
}
"""docs.stripe.com/reports/balance-transaction-types, the types that we cause."""
