"""For the sweep: queue notices that are due and whose task or trigger was lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.batches import BatchResult, TimeLimit, each
from pulse.errors import RecordDamaged
from pulse.notices.send_notice import queue_notice
from pulse.ports import Document, Ports
from pulse.ports.store import Query


def queue_notices(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """The oldest first. Without a channel nothing is sent, and after three days it never is."""
    if not ports.channels:
        return BatchResult()
    late = ports.clock.now() - timedelta(seconds=ports.settings.outbox_age_seconds)
    due = Query(
        "notices",
        where=[("sendAt", "<=", late)],
        order_by=[("sendAt", "asc")],
        limit=ports.settings.sweep_batch,
        fields=["sendAt"],
        group=True,
    )
    return each(
        ports.store.query(due),
        lambda document: _queue(document, ports=ports),
        lambda document: document.path,
        limit=limit,
    )


def _queue(document: Document, *, ports: Ports) -> int:
    match document.path.split("/"), document.fields.get("sendAt"):
        case ["users", user_id, "notices", notice_id], datetime():
            # Each sweep asks again, so the name is this sweep's: a task that was lost keeps its name.
            queue_notice(user_id, notice_id, ports.clock.now(), ports=ports)
            return 1
    raise RecordDamaged(document.path, "where it is")
