"""For the sweep: each pool that is due returns its rest, or is settled, or gets a pass and its tasks."""

from __future__ import annotations

from pulse import log
from pulse.batches import BatchResult, TimeLimit, each_in_line, read_pages
from pulse.errors import Conflict
from pulse.pools import PoolPhase, close_pool, read_overdrawn
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Query
from pulse.prizes.allot_pool import allot_pool
from pulse.prizes.count_claims import count_claims
from pulse.prizes.finish_pool import Finish, finish_pool
from pulse.prizes.records import CONTROL_PAYOUTS, is_paused
from pulse.prizes.wake import queue_all

_LOOKED_AT = (PoolPhase.AWARDED.value, PoolPhase.OPEN.value, PoolPhase.CLOSED.value)
_FAILED = "failedPools"
_PAGES_MAX = 10


def wake_pools(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """How many prizes were queued. A pool that cannot be read stops no other, and comes last next time.

    While payouts are paused no pool is looked at: nothing is allotted, and no return is decided by itself.
    While our balance lacks money of pools, those in that currency stay due: nothing leaves it (`own_money`).
    """
    if is_paused(ports.store.get(CONTROL_PAYOUTS)):
        return BatchResult()
    now = ports.clock.now()
    due = Query(
        "prizePools",
        where=[("phase", "in", list(_LOOKED_AT)), ("nextCheckAt", "<=", now)],
        order_by=[("nextCheckAt", "asc")],
        fields=["phase", "nextCheckAt", "currency"],
    )
    pages = read_pages(ports.store, due, ports.settings.sweep_batch, pages_max=_PAGES_MAX)
    due_pools = [document for page in pages for document in page]
    overdrawn = read_overdrawn(ports.settings.settlement_currencies, ports=ports)
    phases = {
        pool.id: pool.fields.get("phase")
        for pool in due_pools
        if pool.fields.get("currency") not in overdrawn
    }

    def wake(challenge_id: str) -> int:
        if phases[challenge_id] != PoolPhase.AWARDED:
            return _close(challenge_id, ports=ports)
        finish = finish_pool(challenge_id, ports=ports)
        if finish is Finish.SETTLED:
            return 0
        allotted = [] if finish is Finish.WAITS else allot_pool(challenge_id, ports=ports)
        count_claims(challenge_id, ports=ports)
        return queue_all(allotted, f"-allotted-{now:%Y%m%d%H%M}", limit=limit, ports=ports)

    return each_in_line(_FAILED, phases, wake, lambda one: path("prizePools", one), limit=limit, ports=ports)


def _close(challenge_id: str, *, ports: Ports) -> int:
    """Nothing to queue. A pool that changed just now is looked at again by the next sweep."""
    try:
        close_pool(challenge_id, ports=ports)
    except Conflict:
        log.write("pool.not_closed", pool=path("prizePools", challenge_id))
    return 0
