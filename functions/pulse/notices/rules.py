"""When a message is tried, and what a try makes of its delivery. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from pulse.notices.records import Delivery, Notice, TryState
from pulse.ports.messages import Outcome, Sending
from pulse.settings import Settings

STALE = timedelta(days=3)
"""A notice that could not be sent for so long, as before e-mail was set up, is not news any more."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


def is_due(known: Delivery | None, now: datetime, settings: Settings) -> bool:
    """Whether this target is tried. A worker that died leaves its try behind, which ends with its lease."""
    if known is None or known.state is TryState.WAITING:
        return True
    return known.state is TryState.SENDING and now >= known.at + timedelta(seconds=settings.lease_seconds)


def begun(known: Delivery | None, now: datetime) -> Delivery:
    return Delivery(state=TryState.SENDING, tries=known.tries + 1 if known else 1, at=now)


def ended(delivery: Delivery, outcome: Outcome, now: datetime, settings: Settings) -> Delivery:
    match outcome.sending:
        case Sending.SENT:
            state = TryState.SENT
        case Sending.REFUSED:
            state = TryState.REFUSED
        case Sending.FAILED:
            last = delivery.tries >= settings.notice_tries_max
            state = TryState.GIVEN_UP if last else TryState.WAITING
    return delivery.but(state=state, at=now, code=outcome.code)


def next_try_at(deliveries: Mapping[str, Delivery], now: datetime, settings: Settings) -> datetime | None:
    """None when nothing is left to send."""
    due = [
        now + wait_after(one.tries)
        if one.state is TryState.WAITING
        else one.at + timedelta(seconds=settings.lease_seconds)
        for one in deliveries.values()
        if one.state in {TryState.WAITING, TryState.SENDING}
    ]
    return min(due, default=None)


def wait_after(tries: int) -> timedelta:
    """Four times as long after each try: an outage of half a day is outlasted by eight."""
    longer: int = 4 ** min(tries - 1, 10)
    return min(_FIRST_WAIT * longer, _LONGEST_WAIT)


def is_stale(notice: Notice, now: datetime) -> bool:
    return not notice.open and now - notice.created_at > STALE
