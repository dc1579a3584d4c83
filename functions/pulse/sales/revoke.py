"""An open payment whose reason is gone is canceled at Stripe: the buyer holds a secret that pays it.

Reserve, act, record: that it must not be paid is stored first; then Stripe is asked to cancel; then the
payment is brought to what Stripe says. Whatever stops in between, the sweep repeats, and a payment that was
paid nevertheless is refunded when it is recorded (`first_paid`).
"""

from __future__ import annotations

from collections.abc import Iterable

from pulse import log
from pulse.accounts import is_on_hold, person_hold_path
from pulse.alerts import notify_missing_rights
from pulse.batches import BatchResult, each
from pulse.documents import fetch
from pulse.errors import StripeRefused
from pulse.ledger import Change, commit_update, retry_after_conflict
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.sales import rules
from pulse.sales.adopted import is_adopted
from pulse.sales.apply import apply_payment_intent
from pulse.sales.first_paid import erasure_path
from pulse.sales.records import Payment, payment_path
from pulse.sales.revoke_rules import CHECK, why_revoked
from pulse.sales.states import SYSTEM_ACTOR, RevokedWhy
from pulse.sales.stored_payment import read_payment


def revoke_if_due(payment_id: str, *, otherwise: RevokedWhy | None = None, ports: Ports) -> bool:
    """Cancel the payment if its reason is gone, or for the reason *otherwise*. True if Stripe was asked to.

    Raises *StripeUnavailable*, *StoreUnavailable*, *Busy*: the sweep asks again.
    """
    if not retry_after_conflict(
        lambda _: _reserve(payment_id, otherwise, ports=ports), busy="this payment is being worked on"
    ):
        return False
    try:
        ports.stripe.cancel_payment_intent(payment_id)
    except StripeRefused as refused:
        # It is paid, canceled, or with the bank; or Stripe does not know it. Applying it finds out.
        log.write("sale.not_canceled", payment_intent=payment_id, code=refused.stripe_code)
    apply_payment_intent(payment_id, ports=ports)
    return True


def find_open(field: str, value: str, *, ports: Ports) -> list[str]:
    """The ids of the open payments of which *field* has *value*: a challenge's, a buyer's or a trainer's."""
    statuses = [status.value for status in rules.OPEN]
    query = Query("payments", where=[(field, "==", value), ("status", "in", statuses)], fields=["paymentId"])
    return [str(one.fields.get("paymentId") or one.id) for one in ports.store.query(query)]


def revoke_all(payment_ids: Iterable[str], *, ports: Ports) -> BatchResult:
    """How many were canceled, and which could not be: the sweep tries those again.

    Raises *OutcomeUnknown* when Stripe or Firestore is silent.
    """
    result = each(payment_ids, lambda one: int(revoke_if_due(one, ports=ports)), payment_path)
    notify_missing_rights(result.missing_rights, ports=ports)
    return result


def _reserve(payment_id: str, otherwise: RevokedWhy | None, *, ports: Ports) -> bool:
    """Store why the payment must not be paid any more. False if it may, or is not open."""
    document = read_payment(payment_id, ports=ports)
    if document is None or not is_adopted(document):
        return False
    payment, now = Payment.of(document), ports.clock.now()
    if payment.status not in rules.OPEN:
        return False
    if payment.revoked_at is not None:
        return True
    erasure, hold = erasure_path(payment.buyer_id), person_hold_path(payment.owner_id)
    found = fetch(ports.store, erasure, hold, challenge=payment.challenge_id)
    on_hold = is_on_hold(found.ours.get(hold))
    erased = erasure in found.ours
    why = why_revoked(payment, found.challenge, buyer_is_erased=erased, on_hold=on_hold, at=now)
    why = why or otherwise
    if why is None:
        return False
    revoked = payment.but(revoked_at=now, revoked_why=why, next_check_at=now + CHECK, updated_at=now)
    commit_update(ports.store, document, revoked, Change("payment.revoked", SYSTEM_ACTOR, now, why.value))
    return True
