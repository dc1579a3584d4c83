"""A challenge with prizes is not cancelled after its end: its winners have won (decision 0037)."""

from __future__ import annotations

from datetime import datetime

from pulse.alerts import causes
from pulse.documents import Challenge, ChallengeStatus, fetch, mark_completed
from pulse.errors import Conflict
from pulse.ports import Ports

_OPEN = frozenset({ChallengeStatus.PUBLISHED, ChallengeStatus.ACTIVE})


def undo_cancellation(former: Challenge, cancelled_at: datetime, *, ports: Ports) -> bool:
    """Complete the challenge if it had ended when it was cancelled. Returns whether it did.

    *former* is the challenge before it was cancelled. The rules refuse it to clients, so a script did it.
    Challenges that ended before `awards_from` were settled by hand, and stay as they are.
    """
    if former.cancel_asked_at is not None:
        return False  # two administrators cancelled it, and it ended while its sales were refunded
    if not _had_ended(former, cancelled_at) or former.promises_nothing or _is_before_ours(former, ports):
        return False
    now = fetch(ports.store, challenge=former.id).challenge
    if now is None or now.status.value_or(ChallengeStatus.DRAFT) is not ChallengeStatus.CANCELLED:
        return False
    try:
        mark_completed(now, ports.store)
    except Conflict:
        return False  # another write was first, and is told by its own event
    ports.alerts.raise_alert(
        causes.CANCELLATION_UNDONE.alert(
            "A challenge with prizes was cancelled after its end. It is completed instead and awarded.",
            subject=f"challenges/{former.id}",
        )
    )
    return True


def _had_ended(former: Challenge, at: datetime) -> bool:
    ends_at = former.ends_at.value_or(None)
    return former.status.value_or(ChallengeStatus.DRAFT) in _OPEN and ends_at is not None and ends_at <= at


def _is_before_ours(former: Challenge, ports: Ports) -> bool:
    awards_from = ports.settings.awards_from
    if awards_from is None:
        return ports.stripe.livemode
    ends_at = former.ends_at.value_or(None)
    return ends_at is None or ends_at < awards_from
