"""Finds challenges by their end, in whichever form the end was written.

Firestore compares values of one type only: a query for Timestamps does not find an end in UNIX seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pulse.documents.challenges import COLLECTION, Challenge, ChallengeStatus
from pulse.ports.store import Direction, Document, Operator, Query, Store, Update

_FIELDS = ("status", "endDate", "prizeMoney", "cancelAskedAt")
_PAGE = 25
"""Prize money may be a map of a megabyte, and a page is in memory at once."""
_DAY = timedelta(days=1)
_MILLISECONDS_MIN = 100_000_000_000
Condition = tuple[str, Operator, Any]
_OPEN = (ChallengeStatus.PUBLISHED, ChallengeStatus.ACTIVE)


def read_ended(since: datetime | None, store: Store, *, every_form: bool) -> Iterator[Challenge]:
    """Completed challenges that ended at *since* or later; None: all of them, also those without an end.

    Without *every_form* only ends that are Timestamps are found.
    """
    for conditions in _searches(since, every_form=every_form):
        for challenge in _read_all([("status", "==", ChallengeStatus.COMPLETED.value), *conditions], store):
            ends_at = challenge.ends_at.value_or(None)
            if since is None or ends_at is None or ends_at >= since:
                yield challenge


def read_not_completed(
    since: datetime, until: datetime, store: Store, *, every_form: bool
) -> Iterator[Challenge]:
    """Published and active challenges that ended from *since* to *until*.

    Without *every_form* only ends that are Timestamps are found.
    """
    is_open: Condition = ("status", "in", [status.value for status in _OPEN])
    for conditions in _searches(since, until, every_form=every_form):
        for challenge in _read_all([is_open, *conditions], store):
            ends_at = challenge.ends_at.value_or(None)
            if ends_at is not None and since <= ends_at <= until:
                yield challenge


def mark_completed(challenge: Challenge, store: Store) -> None:
    """Write that it is completed. Raises *Conflict* when its document has changed since it was read."""
    completed = {"status": ChallengeStatus.COMPLETED.value}
    store.commit([Update(f"{COLLECTION}/{challenge.id}", completed, challenge.version)])


def _searches(
    since: datetime | None, until: datetime | None = None, *, every_form: bool
) -> list[list[Condition]]:
    """An end in text is compared letter by letter, with a day's room for its offset."""
    if since is None:
        return [[]]
    stamps = _between("endDate", since, until)
    first = int(since.timestamp())
    last = int(until.timestamp()) if until else None
    others = [
        _between("endDate", first, _MILLISECONDS_MIN - 1 if last is None else last),
        _between("endDate", first * 1000, last and (last + 1) * 1000),
        _between(
            "endDate", (since - _DAY).date().isoformat(), until and (until + 2 * _DAY).date().isoformat()
        ),
        _between("endDate.seconds", first, last),
        _between("endDate._seconds", first, last),
    ]
    return [stamps, *others] if every_form else [stamps]


def _between(field: str, least: Any, most: Any) -> list[Condition]:
    """*most* None: there is no upper limit."""
    return [(field, ">=", least)] if most is None else [(field, ">=", least), (field, "<=", most)]


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
