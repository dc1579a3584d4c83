"""The sweep asks Stripe about payments into pools that may have changed without an event."""

from __future__ import annotations

from pulse.batches import BatchResult, TimeLimit, each_in_line, read_pages
from pulse.pools import rules
from pulse.pools.apply_funding import apply_funding
from pulse.pools.cancel_funding import revoke_funding_if_due
from pulse.pools.funding_intent import close_unlinked
from pulse.pools.records import Funding, funding_path
from pulse.pools.states import SYSTEM_ACTOR
from pulse.ports import Ports
from pulse.ports.store import Query

_FAILED = "failedFundings"
_PAGES_MAX = 10


def refresh_fundings(*, ports: Ports, limit: TimeLimit | None = None) -> BatchResult:
    """Apply what Stripe says of every funding that is due, cancel those whose reason is gone, send refunds.

    What has no clear answer is a problem, and comes last at the next run.
    """
    due = Query(
        "poolFundings",
        where=[("nextCheckAt", "<=", ports.clock.now())],
        order_by=[("nextCheckAt", "asc")],
        fields=["nextCheckAt"],
    )
    pages = read_pages(ports.store, due, ports.settings.sweep_batch, pages_max=_PAGES_MAX)
    ids = [document.id for page in pages for document in page]
    return each_in_line(
        _FAILED, ids, lambda one: _look_again(one, ports=ports), funding_path, limit=limit, ports=ports
    )


def _look_again(funding_id: str, *, ports: Ports) -> int:
    """1 if something changed."""
    document = ports.store.get(funding_path(funding_id))
    if document is None:
        return 0
    before = Funding.of(document)
    if before.payment_intent_id is None:
        close_unlinked(document, SYSTEM_ACTOR, ports=ports)
        return 1
    if before.status in rules.OPEN and revoke_funding_if_due(funding_id, ports=ports):
        return 1
    after = apply_funding(before.payment_intent_id, ports=ports, thorough=before.status in rules.PAID)
    return int(after != before)
