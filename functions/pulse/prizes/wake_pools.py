"""For the sweep: a pass for every pool whose clean money may have grown, and tasks for what it covers."""

from __future__ import annotations

from pulse.batches import BatchResult, TimeLimit, each
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import NO_FIELDS, Query
from pulse.prizes.allot_pool import allot_pool
from pulse.prizes.wake import queue_all


def wake_pools(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """How many prizes were queued. One pool that cannot be read stops no other."""
    now = ports.clock.now()
    due = Query(
        "prizePools",
        where=[("phase", "==", "awarded"), ("nextCheckAt", "<=", now)],
        order_by=[("nextCheckAt", "asc")],
        limit=ports.settings.sweep_batch,
        fields=NO_FIELDS,
    )

    def wake(challenge_id: str) -> int:
        allotted = allot_pool(challenge_id, ports=ports)
        return queue_all(allotted, f"-allotted-{now:%Y%m%d%H%M}", limit=limit, ports=ports)

    pools = [document.id for document in ports.store.query(due)]
    return each(pools, wake, lambda one: path("prizePools", one), limit=limit)
