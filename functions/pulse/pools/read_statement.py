"""Read a pool's statement: for an operator everything, for who paid in their own payments."""

from __future__ import annotations

from pulse.alerts import causes
from pulse.batches import partition, read_all
from pulse.errors import NotFound
from pulse.ledger import Entry
from pulse.pools.lines import lines_of
from pulse.pools.postings import prizes_of, unclaimed_of
from pulse.pools.records import PoolReturn, pool_path
from pulse.pools.refusals import StatementMismatched
from pulse.pools.scene import read_scene, refuse_damaged
from pulse.pools.statement import Statement, statement_of
from pulse.ports import Ports
from pulse.ports.store import Query

_READS_MAX = 3


def read_pool_statement(
    challenge_id: str, reader_id: str, *, as_staff: bool = False, ports: Ports
) -> Statement:
    """Raises *NotFound* for who did not pay in, and *PoolUnreadable*.

    One that does not add up is told to operators, who see it all the same; others get *StatementMismatched*.
    Something may change between the reads, so it is read again first.
    """
    for _ in range(_READS_MAX):
        found = _read(challenge_id, None if as_staff else reader_id, ports=ports)
        if found.adds_up:
            return found
    ports.alerts.raise_alert(
        causes.POOL_MISMATCHED.alert(
            "The payments into a prize pool and its lines in the books differ. Compare them.",
            subject=pool_path(challenge_id),
            amount_cents=found.held,
            currency=found.currency,
        )
    )
    if as_staff:
        return found
    raise StatementMismatched("this statement does not add up just now; we have been told")


def _read(challenge_id: str, reader_id: str | None, *, ports: Ports) -> Statement:
    scene = read_scene(challenge_id, ports=ports)
    own = [one for one in scene.fundings if one.payer_id == reader_id]
    if reader_id is not None and not own:
        raise NotFound("you have not paid into this prize pool", code="funding_not_found")
    if scene.pool is None:
        raise NotFound("there is no such prize pool", code="pool_not_found")
    stored = ports.store.query(Query("poolReturns", where=[("challengeId", "==", challenge_id)]))
    returns, damaged = partition(PoolReturn, stored)
    entries = {
        document.path: document
        for account in (prizes_of(challenge_id), unclaimed_of(challenge_id))
        for document in read_all(ports.store, Query("journal", [("accounts", "array_contains", account)]))
    }
    readable, others = partition(Entry, entries.values())
    refuse_damaged([*damaged, *others], ports=ports)
    refunds = {one.stripe_refund_id for one in returns if one.stripe_refund_id}
    ours = frozenset(refunds | {one.return_id for one in returns})
    lines = lines_of(challenge_id, scene.pool.currency, readable, ours)
    return statement_of(
        challenge_id,
        scene.pool.currency,
        lines,
        scene.fundings,
        returns,
        reader_id=reader_id,
        at=ports.clock.now(),
    )
