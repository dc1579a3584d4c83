"""A paid round enrols its buyer once: the id is made of the ids of the challenge and the buyer."""

from __future__ import annotations

from pulse.ports import Ports
from pulse.ports.store import Create
from pulse.sales import rules
from pulse.sales.records import Payment, enrolment_of, user_path


def needs_enrolment(payment: Payment) -> bool:
    """Whether the sale has just been seen for the first time: it enrols once, and never again later."""
    return payment.status in rules.SOLD and payment.enrolled_at is None


def prepare_enrolment(payment: Payment, *, ports: Ports) -> tuple[Payment, list[Create]]:
    """The payment with the id of its enrolment, marked as enrolled, and the writes for the same commit.

    There are none when the buyer takes part already.
    """
    user, now = user_path(payment.buyer_id), ports.clock.now()
    enrolments = enrolment_of(payment.challenge_id, payment.buyer_id, known=payment.user_challenge_id)
    found = ports.store.get_all([*enrolments.paths, user])
    place = enrolments.place(found)
    payment = payment.but(user_challenge_id=place.id, enrolled_at=now, updated_at=now)
    if place.document is not None:
        return payment, []
    username = found[user].fields.get("username") if user in found else None
    fields = {
        "id": payment.user_challenge_id,
        "challengeId": payment.challenge_id,
        "userId": payment.buyer_id,
        "username": username if isinstance(username, str) else "",
        "joinDate": ports.clock.now(),
        "isCompleted": False,
        "completedAt": None,
        "pulsePoints": {"totalPoints": 0},
        "paymentId": payment.payment_id,
    }
    return payment, [Create(place.path, fields)]
