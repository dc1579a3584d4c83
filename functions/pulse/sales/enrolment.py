"""A paid round enrols its buyer once: its id is made of the ids of the challenge and the buyer."""

from __future__ import annotations

from pulse.ports import Ports
from pulse.ports.store import Create
from pulse.sales import rules
from pulse.sales.records import Payment, enrolment_path, user_path


def prepare_enrolment(payment: Payment, *, ports: Ports) -> list[Create]:
    """The writes for the commit that completes *payment*; none when the buyer takes part already."""
    if payment.status not in rules.SOLD:
        return []
    where, user = enrolment_path(payment.user_challenge_id), user_path(payment.buyer_id)
    found = ports.store.get_all([where, user])
    if where in found:
        return []
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
    return [Create(where, fields)]
