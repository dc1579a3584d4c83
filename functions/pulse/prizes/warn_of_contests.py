"""For the sweep: operators are told of a contest that nobody has decided. Silence pays nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse import log
from pulse.alerts import causes
from pulse.batches import BatchResult, TimeLimit, each, read_pages, readable
from pulse.errors import Conflict
from pulse.pools import Contest, ContestStatus
from pulse.ports import Document, Ports
from pulse.ports.store import Query, Update

_PAGES_MAX = 10
_DAILY = timedelta(days=1)


def warn_of_contests(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """How many alerts were raised. One that waits for longer than it should is told every day."""
    now = ports.clock.now()
    due = Query(
        "poolContests",
        where=[("status", "==", ContestStatus.OPEN.value), ("nextCheckAt", "<=", now)],
        order_by=[("nextCheckAt", "asc")],
        fields=Contest.names(),
    )
    pages = read_pages(ports.store, due, ports.settings.sweep_batch, pages_max=_PAGES_MAX)
    return each(
        [document for page in pages for document in page],
        lambda document: _warn(document, now, ports=ports),
        lambda document: document.path,
        limit=limit,
    )


def _warn(document: Document, now: datetime, *, ports: Ports) -> int:
    """First the alert, then the time of the next: a worker that dies in between tells it twice."""
    contest = readable(Contest, document)
    overdue = now >= contest.decide_by
    cause = causes.CONTEST_DELAYED if overdue else causes.CONTEST_UNDECIDED
    ports.alerts.raise_alert(
        cause.alert(
            "A contest of an award is not decided. Its place and those below it are not paid until two "
            "administrators decide it.",
            subject=contest.path,
            user_id=contest.user_id,
            facts={
                "challenge": contest.challenge_id,
                "placement": contest.placement,
                "decide_by": contest.decide_by.isoformat(),
            },
        )
    )
    next_at = now + _DAILY if overdue else contest.decide_by
    try:
        ports.store.commit([Update(document.path, {"nextCheckAt": next_at}, document.version)])
    except Conflict:
        log.write("contest.changed_meanwhile", contest=document.path)
    return 1
