"""Brings a payment's record to what Stripe says now. Client, webhook and sweep all call this.

A record never goes back to an older state: it is read before Stripe is asked, and the commit fails
if the record has changed since. So each commit knows at least as much as every earlier one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from pulse.alerts import AlertCause, causes
from pulse.attempts import StoredId, is_gone
from pulse.documents import Found
from pulse.errors import Conflict, StripeRefused
from pulse.ledger import (
    Change,
    commit_update,
    entry_path,
    entry_writes,
    note_taken_back,
    retry_after_conflict,
)
from pulse.ports import Alert, Document, Ports
from pulse.ports.paths import is_id
from pulse.ports.store import Write
from pulse.sales import rules
from pulse.sales.adopted import alert_unadopted, is_adopted
from pulse.sales.corrections import carry_out_corrections, find_corrections
from pulse.sales.enrolment import enrol, needs_enrolment
from pulse.sales.fetch_sale import fetch_sale
from pulse.sales.first_paid import FirstPaid, fetch_for_first_paid, first_paid, is_first_paid
from pulse.sales.postings import SaleEntry, entries
from pulse.sales.purchase import is_made_for, link
from pulse.sales.records import Correction, Payment, Purchase, payment_path, purchase_of
from pulse.sales.sale import Sale
from pulse.sales.states import SYSTEM_ACTOR
from pulse.sales.stored_payment import find_elsewhere
from pulse.sales.unusual_sales import alert_shared_card, alert_unusual_sale
from pulse.sales.updated_payment import check_at, updated_payment

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Observation:
    document: Document
    """The payment as it is stored."""
    payment: Payment
    sale: Sale | None
    """None for a payment of the first system that is not adopted: nothing follows from it."""
    corrections: list[Document]


Permit = Callable[[str, str], None]
"""Gets the ids of the challenge and the buyer, and raises when the caller may not touch this sale."""


def _anyone(_challenge_id: str, _buyer_id: str) -> None:
    """What Stripe or the sweep reports is applied, whoever bought."""


def apply_payment_intent(
    payment_intent_id: str,
    *,
    ports: Ports,
    thorough: bool = False,
    actor: str = SYSTEM_ACTOR,
    permit: Permit = _anyone,
) -> Payment | None:
    """Ask Stripe, record what it says, and carry out the corrections that follow. The payment afterwards.

    None for a payment intent that is no sale of ours; one of the first system that is not adopted comes as
    it is stored. *thorough* also asks for what the charge itself does
    not show: failed refunds, and reversals made by hand. *permit* is asked before anything is written.
    Raises *StripeUnavailable*, *StoreUnavailable*, *Busy*: nothing is released, ask again.
    """

    def once(_: int) -> Payment | None:
        nonlocal thorough
        seen = _observe(payment_intent_id, thorough=thorough, actor=actor, permit=permit, ports=ports)
        if seen is None or seen.sale is None or seen.sale.charge is None:
            return None if seen is None else seen.payment
        if carry_out_corrections(seen.payment, seen.sale, seen.corrections, ports=ports):
            thorough = True
            raise Conflict("the sale was corrected since it was fetched: observe it again")
        return _enrol_once(seen, seen.sale, actor, ports=ports)

    return retry_after_conflict(once, busy="this payment is being worked on")


def _enrol_once(seen: _Observation, sale: Sale, actor: str, *, ports: Ports) -> Payment:
    """Last of all: money is recorded and taken back even if no entry can be written."""
    if not needs_enrolment(seen.payment):
        return seen.payment
    now = ports.clock.now()
    due = seen.payment.but(enrolled_at=now, updated_at=now)
    return enrol(
        seen.document, due.but(next_check_at=check_at(due, due.status, sale, now)), actor, ports=ports
    )


def apply_charge(charge_id: str, *, ports: Ports) -> Payment | None:
    charge = _retrieve_known(StoredId.CHARGE, ports.stripe.retrieve_charge, charge_id)
    if charge is None:
        return None
    return _apply_known(charge.payment_intent, ports=ports)


def apply_refund(refund_id: str, *, ports: Ports) -> Payment | None:
    refund = _retrieve_known(StoredId.REFUND, ports.stripe.retrieve_refund, refund_id)
    if refund is None:
        return None
    if refund.payment_intent is None and refund.charge is not None:
        return apply_charge(refund.charge, ports=ports)
    return _apply_known(refund.payment_intent, ports=ports)


def apply_dispute(dispute_id: str, *, ports: Ports) -> Payment | None:
    dispute = _retrieve_known(StoredId.DISPUTE, ports.stripe.retrieve_dispute, dispute_id)
    if dispute is None:
        return None
    if dispute.payment_intent is None:
        return apply_charge(dispute.charge, ports=ports)
    return _apply_known(dispute.payment_intent, ports=ports)


def apply_sale_transfer(transfer_id: str, *, ports: Ports) -> Payment | None:
    """A transfer that a sale made, or that paid a trainer back after a dispute was won."""
    transfer = _retrieve_known(StoredId.TRANSFER, ports.stripe.retrieve_transfer, transfer_id)
    if transfer is None:
        return None
    if transfer.source_transaction is not None:
        return apply_charge(transfer.source_transaction, ports=ports)
    return _apply_known(transfer.metadata.get("payment_id"), ports=ports)


def _retrieve_known(stored: StoredId, retrieve: Callable[[str], T], object_id: str) -> T | None:
    """None when Stripe has no such object; any other refusal is raised: it does not say."""
    try:
        return retrieve(object_id)
    except StripeRefused as refused:
        if not is_gone(stored, refused):
            raise
        return None


def _apply_known(payment_intent_id: str | None, *, ports: Ports) -> Payment | None:
    if payment_intent_id is None:
        return None
    return apply_payment_intent(payment_intent_id, ports=ports, thorough=True)


def _observe(
    payment_intent_id: str, *, thorough: bool, actor: str, permit: Permit, ports: Ports
) -> _Observation | None:
    """Fetch the sale and record it: the payment and its entries in one commit."""
    document = ports.store.get(payment_path(payment_intent_id))
    document = document or _adopt(payment_intent_id, permit=permit, ports=ports)
    if document is None:
        return None
    payment = Payment.of(document)
    permit(payment.challenge_id, payment.buyer_id)
    if not is_adopted(document):
        alert_unadopted(payment, subject=document.path, ports=ports)
        return _Observation(document, payment, None, [])
    corrections = find_corrections(payment.payment_id, ports=ports)
    known = [Correction.of(one) for one in corrections]
    sale = fetch_sale(payment, known, thorough=thorough, ports=ports)
    if problem := _contradiction(payment, sale):
        message = f"Stripe and our record disagree on a payment's {problem}. Nothing is recorded or enrolled."
        ports.alerts.raise_alert(_alert(payment, causes.PAYMENT_MISMATCHED, message))
        return _Observation(document, payment, Sale(sale.intent), [])
    posted = entries(payment, sale, known)
    others, paid = _find_missing(payment, sale, posted, subject=document.path, ports=ports)
    known += [paid.refund] if paid.refund else []
    after = updated_payment(
        payment.but(paid_too_late=payment.paid_too_late or paid.too_late),
        sale,
        posted,
        known,
        now=ports.clock.now(),
    )
    others = [*others, *_note_taken_back(payment, after)]
    if after != payment or others:
        act = "payment.changed" if after.status is not payment.status else "payment.observed"
        change = Change(act, actor, after.updated_at)
        # Told before the commit: a crash repeats an alert instead of losing it.
        _alert_failed_refund(payment, after, ports=ports)
        alert_unusual_sale(payment, after, ports=ports)
        alert_shared_card(payment, after, sale.charge, ports=ports)
        document = commit_update(ports.store, document, after, change, *others)
        if paid.refund:
            raise Conflict("the sale came too late and its refund is reserved: observe it again")
    return _Observation(document, after, sale, corrections)


def _note_taken_back(before: Payment, after: Payment) -> list[Write]:
    """In the same commit, so that a prize of the buyer's is held before it is paid (decision 0702)."""
    back = after.status in rules.TAKEN_BACK
    if back is (before.status in rules.TAKEN_BACK):
        return []
    return [note_taken_back(after.challenge_id, after.buyer_id, after.payment_id, back=back)]


def _alert_failed_refund(before: Payment, after: Payment, *, ports: Ports) -> None:
    if after.failed_refund_amount > before.failed_refund_amount:
        message = (
            "A refund failed: we have the money and owe it to the buyer. Stripe makes no second refund of a "
            "payment after one that failed."
        )
        ports.alerts.raise_alert(_alert(after, causes.REFUND_FAILED, message))


def _find_missing(
    payment: Payment, sale: Sale, posted: list[SaleEntry], *, subject: str, ports: Ports
) -> tuple[list[Write], FirstPaid]:
    """The entries that the books do not hold yet, with what a first payment writes beside them.

    They are written only together with the payment.
    """
    paths = {entry_path(entry.reference, entry.kind): entry for entry in posted}
    is_first = is_first_paid(payment, sale)
    if not posted and not is_first:
        return [], FirstPaid()
    held = (
        fetch_for_first_paid(payment, *paths, ports=ports)
        if is_first
        else Found(ports.store.get_all(list(paths)))
    )
    missing = [
        write
        for where, entry in paths.items()
        if where not in held.ours
        for write in entry_writes(entry.reference, entry.kind, entry.postings, subject=subject, at=entry.at)
    ]
    paid = first_paid(payment, sale, held, ports=ports)
    return [*missing, *paid.writes], paid


def _adopt(payment_intent_id: str, *, permit: Permit, ports: Ports) -> Document | None:
    """Record an intent that Stripe has and we did not record: its metadata names the purchase.

    What this system makes names its generation. A document of the first system may have another name.
    """
    intent = _retrieve_known(StoredId.PAYMENT_INTENT, ports.stripe.retrieve_payment_intent, payment_intent_id)
    if intent is None:
        return None
    if "generation" not in intent.metadata:
        return find_elsewhere(payment_intent_id, ports=ports)
    challenge_id, buyer_id = (intent.metadata.get(name) for name in ("challenge_id", "buyer_user_id"))
    if not challenge_id or not buyer_id or not (is_id(challenge_id) and is_id(buyer_id)):
        return None
    permit(challenge_id, buyer_id)
    purchases = purchase_of(challenge_id, buyer_id)
    document = purchases.place(ports.store.get_all(purchases.paths)).document
    if document is None or not is_made_for(Purchase.of(document), intent):
        return None
    return link(document, intent, SYSTEM_ACTOR, ports=ports)


def _contradiction(payment: Payment, sale: Sale) -> str | None:
    """The first of the terms on which Stripe and our record differ; no amount is trusted until all agree."""
    intent = sale.intent
    pairs = {
        "amount": (payment.amount, intent.amount),
        "currency": (payment.currency, intent.currency),
        "destination": (payment.stripe_account_id, intent.destination),
        "application_fee_amount": (payment.application_fee_amount, intent.application_fee_amount or 0),
        "trainer's share": (payment.owner_amount, intent.amount - (intent.application_fee_amount or 0)),
    }
    return next((name for name, (ours, theirs) in pairs.items() if ours != theirs), None)


def _alert(payment: Payment, cause: AlertCause, message: str) -> Alert:
    return cause.alert(
        message,
        subject=payment_path(payment.payment_id),
        amount_cents=payment.amount,
        currency=payment.currency,
    )
