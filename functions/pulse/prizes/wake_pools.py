"""For the sweep: each pool that is due returns its rest, or is settled, or gets a pass and its tasks."""

from __future__ import annotations

from pulse.batches import BatchResult, TimeLimit, each
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import NO_FIELDS, Query
from pulse.prizes.allot_pool import allot_pool
from pulse.prizes.finish_pool import Finish, finish_pool
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
        if finish_pool(challenge_id, ports=ports) in {Finish.WAITS, Finish.SETTLED}:
            return 0
        allotted = allot_pool(challenge_id, ports=ports)
        return queue_all(allotted, f"-allotted-{now:%Y%m%d%H%M}", limit=limit, ports=ports)

    pools = [document.id for document in ports.store.query(due)]
    return each(pools, wake, lambda one: path("prizePools", one), limit=limit)
