"""Find scores and prize money that were edited after the award was recorded."""

from __future__ import annotations

from datetime import timedelta

from pulse.batches import BatchResult, each, is_under_way, skip_unreadable, take_pages
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.prizes import Award, compare_award

WATCHED_FOR = timedelta(days=45)
"""Since the award: in this time its prizes are paid, so an edit still matters."""
COMPARING_SECONDS_MAX = 100
"""Of the nine minutes that a scheduled function has."""
_AT_ONCE = 10
"""Awards between two looks at the clock: every participant of each award is read."""
_COMPARED = "comparedAwards"
_ACTOR = "system:reconcile"


def notice_edits(*, begin: bool, ports: Ports) -> BatchResult:
    """Compare the recorded awards of recent weeks with their challenges. Returns how many were edited.

    Runs that do not *begin* a new pass continue where the last one ran out of time.
    """
    if not begin and not is_under_way(_COMPARED, ports=ports):
        return BatchResult()
    young = Query(
        "awards",
        where=[("createdAt", ">=", ports.clock.now() - WATCHED_FOR)],
        order_by=[("createdAt", "asc")],
        limit=_AT_ONCE,
    )
    pages = take_pages(
        _COMPARED, young, timedelta(0), whole=begin, seconds_max=COMPARING_SECONDS_MAX, ports=ports
    )
    awards = (award for page in pages for award in skip_unreadable(Award, page, ports=ports))
    return each(
        filter(_is_watched, awards),
        lambda award: compare_award(award.challenge_id, actor=_ACTOR, ports=ports),
        lambda award: f"awards/{award.challenge_id}",
    )


def _is_watched(award: Award) -> bool:
    pays = award.winner_count > 0 and award.pool > 0
    return pays and award.status == "recorded" and not award.needs_review
