"""A payment is brought to what Stripe says now: by the client, a webhook or the sweep, whoever comes first.

The order makes it monotone: our record is read first, Stripe after it, and the commit demands that the
record has not changed since. So whoever commits knew at least as much as everybody who committed before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pulse.alerts import AlertCause, causes
from pulse.errors import Conflict, StripeRefused
from pulse.ledger import Change, audited_update, entry_path, entry_writes, retry_after_conflict
from pulse.ports import Alert, Document, Ports
from pulse.ports.store import Create
from pulse.ports.stripe_objects import PaymentIntent
from pulse.sales.corrections import corrections_of, settle_corrections
from pulse.sales.enrolment import enrolment_writes
from pulse.sales.observed import observed
from pulse.sales.postings import Entry, entries
from pulse.sales.purchase import link
from pulse.sales.records import Correction, Payment, Purchase, payment_path, purchase_path
from pulse.sales.sale import Sale, fetch_sale

T = TypeVar("T")

_ACTOR = "system:sales"


@dataclass(frozen=True, slots=True)
class _Seen:
    payment: Payment
    sale: Sale
    corrections: list[Document]


def apply_payment_intent(
    payment_intent_id: str, *, ports: Ports, thorough: bool = False, actor: str = _ACTOR
) -> Payment | None:
    """The payment after Stripe was asked; None when it is no sale of ours.

    *thorough* also asks for what a quiet charge does not show: failed refunds, reversals made by hand.
    Raises *StripeUnavailable*, *StoreUnavailable*, *Busy*: nothing is released, ask again.
    """

    def once(_: int) -> Payment | None:
        nonlocal thorough
        seen = _observed(payment_intent_id, thorough=thorough, actor=actor, ports=ports)
        if seen is None or seen.sale.charge is None:
            return None if seen is None else seen.payment
        if settle_corrections(seen.payment, seen.sale, seen.corrections, ports=ports):
            thorough = True
            raise Conflict("the sale was corrected since it was fetched: look at it again")
        return seen.payment

    return retry_after_conflict(once, busy="this payment is being worked on")


def apply_charge(charge_id: str, *, ports: Ports) -> Payment | None:
    charge = _if_known(ports.stripe.retrieve_charge, charge_id)
    if charge is None:
        return None
    return _apply_known(charge.payment_intent, ports=ports)


def apply_refund(refund_id: str, *, ports: Ports) -> Payment | None:
    refund = _if_known(ports.stripe.retrieve_refund, refund_id)
    if refund is None:
        return None
    if refund.payment_intent is None and refund.charge is not None:
        return apply_charge(refund.charge, ports=ports)
    return _apply_known(refund.payment_intent, ports=ports)


def apply_dispute(dispute_id: str, *, ports: Ports) -> Payment | None:
    dispute = _if_known(ports.stripe.retrieve_dispute, dispute_id)
    if dispute is None:
        return None
    if dispute.payment_intent is None:
        return apply_charge(dispute.charge, ports=ports)
    return _apply_known(dispute.payment_intent, ports=ports)


def apply_sale_transfer(transfer_id: str, *, ports: Ports) -> Payment | None:
    """A transfer that a sale made, or that paid a trainer back after a dispute was won."""
    transfer = _if_known(ports.stripe.retrieve_transfer, transfer_id)
    if transfer is None:
        return None
    if transfer.source_transaction is not None:
        return apply_charge(transfer.source_transaction, ports=ports)
    return _apply_known(transfer.metadata.get("payment_id"), ports=ports)


def _if_known(retrieve: Callable[[str], T], object_id: str) -> T | None:
    """None for what Stripe has never had; any other refusal says nothing about the object."""
    try:
        return retrieve(object_id)
    except StripeRefused as refused:
        if refused.stripe_code != "resource_missing":
            raise
        return None


def _apply_known(payment_intent_id: str | None, *, ports: Ports) -> Payment | None:
    if payment_intent_id is None:
        return None
    return apply_payment_intent(payment_intent_id, ports=ports, thorough=True)


def _observed(payment_intent_id: str, *, thorough: bool, actor: str, ports: Ports) -> _Seen | None:
    document = ports.store.get(payment_path(payment_intent_id)) or _adopted(payment_intent_id, ports=ports)
    if document is None:
        return None
    payment = Payment.of(document)
    corrections = corrections_of(payment.payment_id, ports=ports)
    sale = fetch_sale(payment, thorough=thorough or bool(corrections), ports=ports)
    if problem := _contradiction(payment, sale):
        message = f"Stripe and our record disagree on a payment's {problem}"
        ports.alerts.raise_alert(_alert(payment, causes.PAYMENT_MISMATCH, message))
        return _Seen(payment, Sale(sale.intent), [])
    posted = entries(payment, sale, map(Correction.of, corrections))
    after = observed(payment, sale, posted, map(Correction.of, corrections), now=ports.clock.now())
    others = [*_missing(payment, posted, ports=ports), *enrolment_writes(after, ports=ports)]
    if after != payment or others:
        act = f"payment_{after.status}" if after.status != payment.status else "payment_observed"
        change = Change(act, actor, after.updated_at)
        ports.store.commit([*audited_update(document, after, change), *others])
        _tell(after, others, ports=ports)
    return _Seen(after, sale, corrections)


def _tell(payment: Payment, written: list[Create], *, ports: Ports) -> None:
    """A refund came back from the bank: the buyer's money is with us, and somebody must find them."""
    if any(write.fields.get("kind") == "refund_failed" for write in written):
        ports.alerts.raise_alert(_alert(payment, causes.REFUND_FAILED, "a refund came back"))


def _missing(payment: Payment, posted: list[Entry], *, ports: Ports) -> list[Create]:
    """Entries that the books do not hold yet. They are only ever written together with the payment."""
    if not posted:
        return []
    subject = payment_path(payment.payment_id)
    paths = {entry_path(entry.reference, entry.kind): entry for entry in posted}
    held = ports.store.get_all(list(paths))
    return [
        write
        for where, entry in paths.items()
        if where not in held
        for write in entry_writes(entry.reference, entry.kind, entry.postings, subject=subject, at=entry.at)
    ]


def _adopted(payment_intent_id: str, *, ports: Ports) -> Document | None:
    """An intent that Stripe has and we did not record: its metadata says which purchase it is."""
    intent = _if_known(ports.stripe.retrieve_payment_intent, payment_intent_id)
    if intent is None:
        return None
    challenge_id, buyer_id = (intent.metadata.get(name) for name in ("challenge_id", "buyer_user_id"))
    if not challenge_id or not buyer_id:
        return None
    document = ports.store.get(purchase_path(challenge_id, buyer_id))
    if document is None or not _is_of(intent, Purchase.of(document)):
        return None
    return link(document, intent, _ACTOR, ports=ports)


def _is_of(intent: PaymentIntent, purchase: Purchase) -> bool:
    claimed = intent.metadata.get("payment_id"), intent.metadata.get("generation")
    return claimed == (purchase.purchase_id, str(purchase.attempt.generation))


def _contradiction(payment: Payment, sale: Sale) -> str | None:
    """What must be equal before money is believed; Stripe and our record both say these."""
    intent = sale.intent
    pairs = {
        "amount": (payment.amount, intent.amount),
        "currency": (payment.currency, intent.currency),
        "destination": (payment.stripe_account_id, intent.destination),
        "application_fee_amount": (payment.application_fee_amount, intent.application_fee_amount or 0),
    }
    return next((name for name, (ours, theirs) in pairs.items() if ours != theirs), None)


def _alert(payment: Payment, cause: AlertCause, message: str) -> Alert:
    return cause.alert(
        message,
        subject=payment_path(payment.payment_id),
        amount_cents=payment.amount,
        currency=payment.currency,
    )
