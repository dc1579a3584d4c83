"""For the sweep: each pool that is due returns its rest, or is settled, or gets a pass and its tasks."""

from __future__ import annotations

from pulse import log
from pulse.batches import BatchResult, TimeLimit, each
from pulse.errors import Conflict
from pulse.pools import PoolPhase, close_pool
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Query
from pulse.prizes.allot_pool import allot_pool
from pulse.prizes.finish_pool import Finish, finish_pool
from pulse.prizes.wake import queue_all

_LOOKED_AT = (PoolPhase.AWARDED.value, PoolPhase.OPEN.value, PoolPhase.CLOSED.value)


def wake_pools(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """How many prizes were queued. One pool that cannot be read stops no other."""
    now = ports.clock.now()
    due = Query(
        "prizePools",
        where=[("phase", "in", list(_LOOKED_AT)), ("nextCheckAt", "<=", now)],
        order_by=[("nextCheckAt", "asc")],
        limit=ports.settings.sweep_batch,
        fields=["phase"],
    )
    phases: dict[str, object] = {}

    def wake(challenge_id: str) -> int:
        if phases[challenge_id] != PoolPhase.AWARDED:
            return _close(challenge_id, ports=ports)
        if finish_pool(challenge_id, ports=ports) in {Finish.WAITS, Finish.SETTLED}:
            return 0
        allotted = allot_pool(challenge_id, ports=ports)
        return queue_all(allotted, f"-allotted-{now:%Y%m%d%H%M}", limit=limit, ports=ports)

    phases |= {document.id: document.fields.get("phase") for document in ports.store.query(due)}
    return each(list(phases), wake, lambda one: path("prizePools", one), limit=limit)


def _close(challenge_id: str, *, ports: Ports) -> int:
    """Nothing to queue. A pool that changed just now is looked at again by the next sweep."""
    try:
        close_pool(challenge_id, ports=ports)
    except Conflict:
        log.write("pool.not_closed", pool=path("prizePools", challenge_id))
    return 0
