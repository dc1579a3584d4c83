"""A paid round enrols its buyer once, after the money is recorded, and never again when they have left.

The entry is for apps and holds text that people wrote. So it has a commit of its own: whatever keeps it from
being written keeps no sale from being recorded.
"""

from __future__ import annotations

from pulse.documents import EntryPlace, User, fetch
from pulse.ledger import Change, commit_update
from pulse.ports import Document, Ports
from pulse.ports.store import Create
from pulse.sales import rules
from pulse.sales.records import Payment, enrolment_of


def needs_enrolment(payment: Payment) -> bool:
    """Whether the sale is recorded, stands, and its buyer was never enrolled for it."""
    return payment.status in rules.SOLD and payment.enrolled_at is None and not payment.paid_too_late


def enrol(document: Document, payment: Payment, actor: str, *, ports: Ports) -> Payment:
    """Create the buyer's entry, unless there is one, and store in *payment* that it has it.

    *document* is the payment as it is stored. Raises *Conflict* when it has changed, or when the entry was
    created meanwhile: read it again.
    """
    enrolments = enrolment_of(payment.challenge_id, payment.buyer_id, known=payment.user_challenge_id)
    found = fetch(ports.store, user=payment.buyer_id, enrolments=enrolments)
    place = found.entry
    assert place is not None  # noqa: S101 - it was asked for
    enrolled = payment.but(user_challenge_id=place.id)
    entry = [] if place.enrolment else [_entry(enrolled, place, found.user)]
    change = Change("payment.enrolled", actor, enrolled.updated_at)
    commit_update(ports.store, document, enrolled, change, *entry)
    return enrolled


def _entry(payment: Payment, place: EntryPlace, buyer: User | None) -> Create:
    fields = {
        "id": place.id,
        "challengeId": payment.challenge_id,
        "userId": payment.buyer_id,
        "username": (buyer and buyer.username) or "",
        "joinDate": payment.enrolled_at,
        "isCompleted": False,
        "completedAt": None,
        "pulsePoints": {"totalPoints": 0},
        "paymentId": payment.payment_id,
    }
    return Create(place.path, fields)
