"""What waits for someone: prizes by reason, approvals, differences, contests, refunds asked for, alerts."""

from __future__ import annotations

import base64
import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pulse.alerts import HEARTBEAT, read_recent_alerts
from pulse.backoffice.approvals import Approval, ApprovalStatus
from pulse.backoffice.reconciliation import Difference
from pulse.backoffice.refund_requests import RefundRequest, RefundRequestStatus
from pulse.backoffice.support.measure import EPOCH
from pulse.backoffice.support.work_item import (
    WorkItem,
    alert_item,
    approval_item,
    contest_item,
    damaged_item,
    difference_item,
    prize_item,
    refund_request_item,
)
from pulse.batches import partition, read_all
from pulse.errors import InvalidRequest
from pulse.pools import Contest, ContestStatus
from pulse.ports import Ports, Severity
from pulse.ports.store import Operator, Query
from pulse.prizes import PrizeRecord, PrizeStatus, Reason

PAGE = 50
_Place = tuple[datetime, str]
"""Since when, and the path: no two items share one, and a page is in this order."""
_Placed = tuple[_Place, WorkItem]


@dataclass(frozen=True, slots=True)
class WorkPage:
    items: tuple[WorkItem, ...]
    cursor: str | None
    """Where the next page begins; None at the end."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Documents whose status is one of *words*, in order of the time in their field *since*."""

    collection: str
    words: tuple[str, ...]
    since: str
    record: type[Any]
    item: Callable[[Any], WorkItem]
    reason: Reason | None = None

    def read(self, start: _Place, *, ports: Ports) -> Iterator[_Placed]:
        where: list[tuple[str, Operator, Any]] = [
            ("status", "in", list(self.words)), (self.since, ">=", max(start[0], EPOCH)),
        ]  # fmt: skip
        if self.reason is not None:
            where.append(("reason", "==", self.reason.value))
        query = Query(self.collection, where, [(self.since, "asc")])
        for document in read_all(ports.store, query, page=PAGE + 1):
            place = document.fields[self.since], document.path
            records, _ = partition(self.record, [document])
            if not records:
                yield place, damaged_item(document.path, place[0])
            elif not (isinstance(records[0], Approval) and _is_expired(records[0], ports.clock.now())):
                yield place, self.item(records[0])


_UNPAID = (PrizeStatus.PENDING, PrizeStatus.PROCESSING, PrizeStatus.FAILED, PrizeStatus.REVERSED)
"""A reversed prize waits too: only two administrators pay it again."""

_UNCLAIMED = (PrizeStatus.CANCELED,)


def _prizes(reason: Reason | None) -> _Source:
    words = tuple(one.value for one in (_UNCLAIMED if reason is Reason.UNCLAIMED else _UNPAID))
    return _Source("prizeRecords", words, "createdAt", PrizeRecord, prize_item, reason)


_SOURCES: Mapping[str, _Source] = {
    "approval": _Source(
        "approvals",
        (ApprovalStatus.REQUESTED.value, ApprovalStatus.APPROVED.value),
        "requestedAt",
        Approval,
        approval_item,
    ),
    "difference": _Source("differences", ("open",), "firstSeen", Difference, difference_item),
    "contest": _Source("poolContests", (ContestStatus.OPEN.value,), "createdAt", Contest, contest_item),
    "refund_request": _Source(
        "refundRequests", (RefundRequestStatus.OPEN.value,), "askedAt", RefundRequest, refund_request_item
    ),
    **{reason.value: _prizes(reason) for reason in Reason},
}
_ALERT = "alert"
WORK_KINDS = (*_SOURCES, _ALERT)


def list_work(*, kind: str | None = None, cursor: str | None = None, ports: Ports) -> WorkPage:
    """A page of what waits, of one kind or of all. Raises *InvalidRequest* for a kind or cursor of nobody."""
    if kind is not None and kind not in WORK_KINDS:
        raise InvalidRequest(f"kind must be one of {', '.join(WORK_KINDS)}", field="kind")
    start = _place_of(cursor) if cursor else (EPOCH, "")
    placed = heapq.merge(*_streams(kind, start, ports=ports), key=lambda one: one[0])
    page = list(islice((one for one in placed if one[0] > start), PAGE + 1))
    items = tuple(item for _, item in page[:PAGE])
    return WorkPage(items, _cursor_of(page[PAGE - 1][0]) if len(page) > PAGE else None)


def _streams(kind: str | None, start: _Place, *, ports: Ports) -> list[Iterator[_Placed]]:
    """Each in order of place."""
    if kind is None:
        others = [_SOURCES[one] for one in ("approval", "difference", "contest", "refund_request")]
        sources = [_prizes(None), _prizes(Reason.UNCLAIMED), *others]
    else:
        sources = [_SOURCES[kind]] if kind in _SOURCES else []
    alerts = [_alerts(ports=ports)] if kind in {None, _ALERT} else []
    return [*(source.read(start, ports=ports) for source in sources), *alerts]


def _alerts(*, ports: Ports) -> Iterator[_Placed]:
    groups = [
        one
        for one in read_recent_alerts(ports=ports)
        if one.cause != HEARTBEAT and one.severity is not Severity.INFO
    ]
    yield from sorted((((one.first_at, one.path), alert_item(one)) for one in groups), key=lambda one: one[0])


def _is_expired(approval: Approval, now: datetime) -> bool:
    return approval.expires_at <= now


def _cursor_of(place: _Place) -> str:
    text = f"{place[0].isoformat()} {place[1]}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _place_of(cursor: str) -> _Place:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        since, _, path = text.partition(" ")
        moment = datetime.fromisoformat(since)
    except ValueError as error:
        raise _not_ours() from error
    if not path or moment.tzinfo is None:
        raise _not_ours()
    return moment, path


def _not_ours() -> InvalidRequest:
    return InvalidRequest("cursor is not valid; please start with the first page", field="cursor")
