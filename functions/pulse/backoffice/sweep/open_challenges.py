"""Complete challenges with prizes whose owners did not: winners are paid without the owner's tap."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from pulse import log
from pulse.backoffice.sweep.missed_awards import RECENT, WINDOW
from pulse.batches import BatchResult, TimeLimit, each, is_due, save_cursor
from pulse.documents import Challenge, mark_completed, read_not_completed
from pulse.errors import Conflict
from pulse.ports import Ports

THOROUGH_EVERY = timedelta(minutes=30)
_MARK = "completionsCheckedAt"


def complete_ended(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """Complete published and active challenges with prizes once the owner has had an hour (decision 0037).

    The next step of the sweep awards them. Those that ended before `awards_from` were paid by hand, so with
    a live key and no `awards_from` nothing is completed. The thorough sweep, every half hour, looks further
    back and for ends that are no Timestamps.
    """
    now = ports.clock.now()
    until = now - timedelta(seconds=ports.settings.complete_after_seconds)
    thorough = is_due(_MARK, THOROUGH_EVERY, ports=ports)
    since = _since(now - (WINDOW if thorough else RECENT), ports=ports)
    if since is None or since > until:
        return BatchResult()
    found = read_not_completed(since, until, ports.store, every_form=thorough)
    due = [one for one in found if one.cancel_asked_at is None and not one.promises_nothing]
    complete = partial(_complete, ports=ports)
    result = each(due, complete, lambda challenge: challenge.id, limit=limit)
    if thorough and not result.out_of_time:
        save_cursor(_MARK, now, ports=ports)
    return result


def _since(window: datetime, *, ports: Ports) -> datetime | None:
    """From which end on challenges are ours; None where only an operator can say it."""
    awards_from = ports.settings.awards_from
    if awards_from is None:
        return None if ports.stripe.livemode else window
    return max(window, awards_from)


def _complete(challenge: Challenge, *, ports: Ports) -> int:
    try:
        mark_completed(challenge, ports.store)
    except Conflict:
        return 0  # its owner changed it just now; the next sweep looks again
    log.write("challenge.completed", challenge_id=challenge.id)
    return 1
