"""What else is true from the commit on that first records a sale as paid.

Either the round is bound by it (`firstPaidAt`: its owner cannot cancel it any more), or the round was no
longer sold, and the same commit reserves the refund of everything and tells the buyer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pulse.accounts import compares_fingerprints, is_on_hold, person_hold_path
from pulse.charges import note_card
from pulse.documents import Challenge, Found, bind_terms, fetch
from pulse.ledger import Change, audited_create
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Write
from pulse.ports.stripe_objects import Charge
from pulse.sales import rules
from pulse.sales.records import Correction, Payment, correction_path, refund_id
from pulse.sales.refund_notices import PAID_TOO_LATE, whole_refund_notice
from pulse.sales.refund_reservation import new_refund
from pulse.sales.revoke_rules import STRIPES_SECOND, is_paid_too_late
from pulse.sales.sale import Sale
from pulse.sales.states import SYSTEM_ACTOR, RefundReason

_REQUEST = PAID_TOO_LATE


@dataclass(frozen=True, slots=True)
class FirstPaid:
    too_late: bool = False
    refund: Correction | None = None
    writes: Sequence[Write] = ()


_NOT_NOW = FirstPaid()


def is_first_paid(payment: Payment, sale: Sale) -> bool:
    return sale.charge is not None and payment.status not in rules.SOLD


def fetch_for_first_paid(payment: Payment, *ours: str, ports: Ports) -> Found:
    """The documents *ours*, with the challenge, the buyer's erasure and the hold of the trainer."""
    beside = (erasure_path(payment.buyer_id), person_hold_path(payment.owner_id))
    return fetch(ports.store, *beside, *ours, challenge=payment.challenge_id)


def erasure_path(user_id: str) -> str:
    """`erasures/{uid}` exists from the beginning of an erasure on."""
    return path("erasures", user_id)


def first_paid(payment: Payment, sale: Sale, found: Found, *, ports: Ports) -> FirstPaid:
    """Nothing for a sale that is not paid now, or that was recorded as paid before."""
    if sale.charge is None or not is_first_paid(payment, sale):
        return _NOT_NOW
    now = ports.clock.now()
    erased = erasure_path(payment.buyer_id) in found.ours
    paid_at = datetime.fromtimestamp(sale.charge.created, UTC)
    card = [] if erased else _card(payment, sale.charge, paid_at, ports=ports)
    on_hold = is_on_hold(found.ours.get(person_hold_path(payment.owner_id)), paid_at + STRIPES_SECOND)
    if not is_paid_too_late(
        payment, found.challenge, buyer_is_erased=erased, on_hold=on_hold, paid_at=paid_at
    ):
        return FirstPaid(writes=[*_bind(found.challenge, now), *card])
    left = payment.amount - payment.refunded_amount
    notice = [] if erased else [whole_refund_notice(payment, left, PAID_TOO_LATE, ports.settings, now)]
    refund = _refund(payment, sale, now)
    if refund is None:
        return FirstPaid(too_late=True, writes=[*notice, *card])
    change = Change("refund.reserved", SYSTEM_ACTOR, now, _REQUEST)
    reserved = audited_create(correction_path(refund.correction_id), refund, change)
    return FirstPaid(too_late=True, refund=refund, writes=[*reserved, *notice, *card])


def _card(payment: Payment, charge: Charge, paid_at: datetime, *, ports: Ports) -> list[Write]:
    """Kept where cards are compared: in test mode all people share Stripe's few test cards."""
    if charge.card_fingerprint is None or not compares_fingerprints(ports):
        return []
    return [note_card(payment.payment_id, payment.buyer_id, charge.card_fingerprint, paid_at)]


def _bind(challenge: Challenge | None, now: datetime) -> list[Write]:
    return [] if challenge is None else [*bind_terms(challenge, now)]


def _refund(payment: Payment, sale: Sale, now: datetime) -> Correction | None:
    """None if the money went back already, or if the buyer's bank decides where it goes."""
    left = payment.amount - sale.refunded
    if left <= 0 or sale.disputes:
        return None
    where = refund_id(payment.payment_id, _REQUEST)
    reason = RefundReason.REQUESTED_BY_CUSTOMER
    return new_refund(payment, where, left, actor=SYSTEM_ACTOR, reason=reason, now=now)
