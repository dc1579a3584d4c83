"""Finds completed challenges by their end, in whichever form the end was written.

Firestore compares values of one type only: a query for Timestamps does not find an end in UNIX seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pulse.documents.challenges import COLLECTION, Challenge, ChallengeStatus
from pulse.ports.store import Direction, Document, Operator, Query, Store

_FIELDS = ("status", "endDate", "prizeMoney")
_PAGE = 300
_DAY = timedelta(days=1)
_MILLISECONDS_MIN = 100_000_000_000
Condition = tuple[str, Operator, Any]


def read_ended(since: datetime | None, store: Store, *, every_form: bool) -> Iterator[Challenge]:
    """Completed challenges that ended at *since* or later; None: all of them, also those without an end.

    Without *every_form* only ends that are Timestamps are found.
    """
    for conditions in _searches(since, every_form=every_form):
        for challenge in _read_all([("status", "==", ChallengeStatus.COMPLETED.value), *conditions], store):
            ends_at = challenge.ends_at.value_or(None)
            if since is None or ends_at is None or ends_at >= since:
                yield challenge


def _searches(since: datetime | None, *, every_form: bool) -> list[list[Condition]]:
    """An end in text is compared letter by letter, with a day's room for its offset."""
    if since is None:
        return [[]]
    stamps: list[list[Condition]] = [[("endDate", ">=", since)]]
    seconds = int(since.timestamp())
    others: list[list[Condition]] = [
        [("endDate", ">=", seconds), ("endDate", "<", _MILLISECONDS_MIN)],
        [("endDate", ">=", seconds * 1000)],
        [("endDate", ">=", (since - _DAY).date().isoformat())],
        [("endDate.seconds", ">=", seconds)],
        [("endDate._seconds", ">=", seconds)],
    ]
    return stamps + others if every_form else stamps


def _read_all(where: list[Condition], store: Store) -> Iterator[Challenge]:
    ordered: list[tuple[str, Direction]] = [
        (field, "asc") for field in dict.fromkeys(name for name, _, _ in where if name != "status")
    ]
    after: Document | None = None
    while True:
        query = Query(COLLECTION, where, ordered, limit=_PAGE, after=after, fields=_FIELDS)
        found = store.query(query)
        yield from map(Challenge.of, found)
        if len(found) < _PAGE:
            return
        after = found[-1]
