"""Turn one task into one task per prize, page by page: no function runs long, even for 10,000 winners."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from pulse import log
from pulse.batches import each, skip_unreadable
from pulse.errors import OutcomeUnknown, Refusal
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.prizes.allot_pool import allot_pool
from pulse.prizes.records import UNSETTLED, PrizeRecord, prize_path

PAGE = 200
"""Tasks that one delivery enqueues: at some 10 ms each, a few seconds."""


def fan_out_prizes(challenge_id: str, after: str | None, occasion: str = "", *, ports: Ports) -> str | None:
    """Queue the payment of a page of the challenge's prizes; the last id of the page, or None at the end.

    *occasion* is why once more, in the names of tasks: a prize may have been queued in this version before.
    Before the first page a pass finds what the pool's money covers. Raises *OutcomeUnknown* when the queue
    does not answer; the task is then delivered again.
    """
    if after is None:
        _allot(challenge_id, ports=ports)
    records = ports.store.query(
        Query(
            "prizeRecords",
            where=[("challengeId", "==", challenge_id)],
            limit=PAGE,
            after=ports.store.get(prize_path(after)) if after else None,
        )
    )
    unsettled = [one for one in skip_unreadable(PrizeRecord, records, ports=ports) if one.status in UNSETTLED]
    result = each(unsettled, partial(_queue, occasion, ports=ports), lambda record: record.path)
    if result.problems:
        log.write("fanout.incomplete", severity="ERROR", problems=list(result.problems[:10]))
    if len(records) < PAGE:
        return None
    last = records[-1].id
    ports.queue.enqueue(
        "fanoutprizes",
        {"challengeId": challenge_id, "after": last, "occasion": occasion},
        name=f"fanout/{challenge_id}/after/{last}{occasion}",
    )
    return last


def _allot(challenge_id: str, *, ports: Ports) -> None:
    """A pool that cannot be read was told to operators; its prizes say themselves why they wait."""
    try:
        allot_pool(challenge_id, ports=ports)
    except Refusal as refusal:
        log.write("pool.not_allotted", severity="ERROR", challenge_id=challenge_id, code=refusal.code)


def _queue(occasion: str, record: PrizeRecord, *, ports: Ports) -> int:
    queue_payment(record, ports=ports, occasion=occasion)
    return 1


def queue_payment(record: PrizeRecord, *, ports: Ports, occasion: str = "", delay_seconds: float = 0) -> None:
    """Queue one payment. The record's version is in the task's name: two wake-ups of one state are one task.

    The name saves calls; safety does not depend on it. Its parts are joined with `/`, which no id contains.
    """
    name = f"pay/{record.id}/{record.version}{occasion}"
    ports.queue.enqueue("payprize", {"prizeRecordId": record.id}, name=name, delay_seconds=delay_seconds)


def queue_again(record: PrizeRecord, delay: timedelta, *, ports: Ports) -> None:
    """Queue the next try after an unclear answer. If the queue fails too, the sweep finds the prize due."""
    try:
        queue_payment(record, ports=ports, occasion="-again", delay_seconds=delay.total_seconds())
    except OutcomeUnknown as error:
        log.write("queue.unavailable", severity="WARNING", code=error.code)
