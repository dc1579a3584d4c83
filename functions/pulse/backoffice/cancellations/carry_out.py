"""Carry out what two administrators agreed to: the money first, and the status `cancelled` last of all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pulse.alerts import causes
from pulse.backoffice.cancellations.records import Cancellation, CancellationStatus, cancellation_path
from pulse.batches import BatchResult, TimeLimit, each_in_line
from pulse.documents import fetch, mark_cancelled
from pulse.errors import Busy, Conflict
from pulse.ledger import Change, commit_update, existing
from pulse.pools import Closing, close_pool, find_open_fundings, revoke_fundings
from pulse.ports import Ports
from pulse.ports.store import NO_FIELDS, Query
from pulse.sales import (
    CHALLENGE_CANCELLED,
    RefundChallenge,
    find_open,
    find_unrefunded,
    is_refunded,
    refund_challenge,
    revoke_all,
    tell_refunded,
)

ACTOR = "system:cancellations"
_LINE = "failedCancellations"
_UNREFUNDED_MAX = 100

GiveBack = Callable[[str, TimeLimit | None, Ports], tuple[BatchResult, bool]]
"""Gives back a part of a challenge's money; also says whether all of that part is back, or cannot be."""


def _give_back_sales(challenge_id: str, limit: TimeLimit | None, ports: Ports) -> tuple[BatchResult, bool]:
    result = revoke_all(find_open("challengeId", challenge_id, ports=ports), ports=ports)
    command = RefundChallenge(challenge_id, ACTOR, CHALLENGE_CANCELLED)
    result += refund_challenge(command, limit=limit, ports=ports)
    if result.problems or not is_refunded(command, ports=ports):
        return result, False
    told = tell_refunded(command, limit=limit, ports=ports)
    return result + told, not told.problems


def _give_back_pool(challenge_id: str, _: TimeLimit | None, ports: Ports) -> tuple[BatchResult, bool]:
    """The sweep's look at fundings sends what is reserved here. What waits for people does not stop it."""
    result = revoke_fundings(find_open_fundings("challengeId", challenge_id, ports=ports), ports=ports)
    try:
        closing = close_pool(challenge_id, ports=ports)
    except Conflict:
        return result, False
    return result, not result.problems and closing is not Closing.MOVING


GIVES_BACK: tuple[GiveBack, ...] = (_give_back_sales, _give_back_pool)
"""In this order; the next one begins once the one before has given back everything."""


def carry_out_cancellations(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """For the sweep: continue every cancellation that was asked for. How many were finished."""
    asked = Query(
        "cancellations",
        where=[("status", "==", CancellationStatus.ASKED.value)],
        limit=ports.settings.sweep_batch,
        fields=NO_FIELDS,
    )
    ids = [document.id for document in ports.store.query(asked)]
    one = partial(_carry_out, limit=limit, ports=ports)
    return each_in_line(_LINE, ids, one, cancellation_path, limit=limit, ports=ports)


def _carry_out(challenge_id: str, *, limit: TimeLimit | None, ports: Ports) -> int:
    """1 once the challenge is cancelled; raises *Busy* when a part of it failed: the next sweep continues."""
    for give_back in GIVES_BACK:
        result, is_back = give_back(challenge_id, limit, ports)
        if result.problems and not result.out_of_time:
            raise Busy(f"not everything could be given back: {', '.join(result.problems[:3])}")
        if not is_back:
            return 0
    return _finish(challenge_id, ports=ports)


def _finish(challenge_id: str, *, ports: Ports) -> int:
    where = cancellation_path(challenge_id)
    found = fetch(ports.store, where, challenge=challenge_id)
    document = existing(found.ours.get(where), "cancellation")
    unrefunded = find_unrefunded(challenge_id, ports=ports)
    now = ports.clock.now()
    done = Cancellation.of(document).but(
        status=CancellationStatus.DONE, unrefunded=tuple(unrefunded[:_UNREFUNDED_MAX]), done_at=now
    )
    status = [] if found.challenge is None else [mark_cancelled(found.challenge)]
    try:
        commit_update(ports.store, document, done, Change("cancellation.done", ACTOR, now), *status)
    except Conflict:
        return 0  # the challenge was changed just now: the next sweep looks again
    if unrefunded:
        _alert(challenge_id, unrefunded, ports=ports)
    return 1


def _alert(challenge_id: str, unrefunded: list[str], *, ports: Ports) -> None:
    ports.alerts.raise_alert(
        causes.SALES_LEFT.alert(
            "A challenge was cancelled, and some of its sales were not refunded: they are disputed, or "
            "Stripe does not refund them.",
            subject=f"challenges/{challenge_id}",
            facts={"count": len(unrefunded), "payments": unrefunded[:10]},
        )
    )
