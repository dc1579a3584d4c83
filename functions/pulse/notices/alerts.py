"""What operators are told about notices that do not arrive. No address is in an alert. Pure."""

from __future__ import annotations

from pulse.alerts import causes
from pulse.notices.records import Delivery, TryState
from pulse.ports import Alert, Medium, Outcome, Sending

_TOLD_AFTER = 3
"""Tries: by then a short outage is over."""


def alert_of(where: str, medium: Medium, outcome: Outcome, delivery: Delivery | None) -> Alert | None:
    """A device whose token is dead is no news: apps are deleted every day."""
    user_id, facts = where.split("/")[1], {"medium": medium.value, "code": outcome.code}
    if outcome.sending is Sending.REFUSED and medium is Medium.EMAIL:
        return causes.ADDRESS_REFUSED.alert(
            "A person's e-mail address takes no messages. They see their notices in the app alone.",
            subject=where,
            user_id=user_id,
            facts=facts,
        )
    if outcome.sending is not Sending.FAILED or delivery is None:
        return None
    if delivery.state is TryState.GIVEN_UP:
        return causes.NOTICE_UNDELIVERED.alert(
            "A notice could not be sent and is not tried again. The app shows it.",
            subject=where,
            user_id=user_id,
            facts=facts,
        )
    if delivery.tries == _TOLD_AFTER:
        return causes.NOTICE_DELAYED.alert(
            f"Notices cannot be sent by {medium.value}. They are tried again for half a day.",
            subject=where,
            user_id=user_id,
            facts=facts,
        )
    return None
