"""I14: no prize is sent, and nothing of an awarded pool goes back, before its review allows it.

What was true when money was claimed is in the trail: each row of a pool and of a prize holds the terms on
which others rely. Rows are in the order of their commits, which the store's versions tell.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pulse.backoffice.checks.invariants.facts import Facts, Violation
from pulse.pools import PoolPhase, ReturnKind, pool_path
from pulse.ports import Document
from pulse.prizes import PrizeRecord

_SENDS = frozenset({"prize.claimed", "prize.resent"})
_REVIEWED = frozenset({PoolPhase.AWARDED.value, PoolPhase.SETTLED.value})


def review_violations(facts: Facts) -> Iterator[Violation]:
    funded = {one.path: one.funded for one in facts.pools}
    pools = {
        subject: sorted(rows, key=lambda row: row.version)
        for subject, rows in facts.rows_by_subject.items()
        if subject.startswith("prizePools/")
    }
    for record in facts.prizes:
        where = pool_path(record.challenge_id)
        for row in facts.rows_by_subject.get(record.path, ()):
            pool_row = _before(row, pools.get(where, ())) if row.fields.get("act") in _SENDS else None
            if pool_row is not None:
                yield from _sent_as_allowed(record, row, pool_row, is_funded=funded.get(where, False))
    for made in facts.returns:
        reserved = next(
            (r for r in facts.rows_by_subject.get(made.path, ()) if r.fields.get("number") == 1), None
        )
        if reserved is None or made.kind is ReturnKind.LATE:
            continue  # late money was no pool's
        pool_row = _before(reserved, pools.get(pool_path(made.challenge_id), ()))
        if pool_row is not None:
            yield from _returned_as_allowed(made.path, reserved, pool_row)


def _before(row: Document, rows: Sequence[Document]) -> Document | None:
    """The last of *rows* that was committed before *row*: as the pool was then."""
    place = bisect_left(rows, row.version, key=lambda one: one.version)
    return rows[place - 1] if place else None


def _sent_as_allowed(
    record: PrizeRecord, row: Document, pool_row: Document, *, is_funded: bool
) -> Iterator[Violation]:
    prize, pool = _terms(row), _terms(pool_row)
    if prize is None or pool is None:
        return  # written before rows held their terms
    sent = f"was sent in row {row.fields['number']}"
    if _is_in_review(row, pool):
        yield Violation("I14", record.path, f"{sent} before its review was over")
    place = pool.get("contestedPlace")
    if place is not None and record.placement >= place:
        yield Violation("I14", record.path, f"{sent} while place {place} was contested")
    if prize.get("awardVersion") != pool.get("awardVersion"):
        yield Violation("I14", record.path, f"{sent} by an award that did not stand any more")
    if prize.get("held") and prize.get("approvedBy") is None:
        yield Violation("I14", record.path, f"{sent} before two administrators had agreed")
    if is_funded and prize.get("coverEpoch") != pool.get("coverEpoch"):
        yield Violation("I14", record.path, f"{sent} without the pool's epoch")


def _returned_as_allowed(subject: str, row: Document, pool_row: Document) -> Iterator[Violation]:
    pool = _terms(pool_row)
    if pool is None or pool.get("phase") not in _REVIEWED:
        return
    if _is_in_review(row, pool):
        yield Violation("I14", subject, "was reserved before the pool's review was over")
    if pool.get("contestedPlace") is not None:
        yield Violation("I14", subject, f"was reserved while place {pool['contestedPlace']} was contested")


def _is_in_review(row: Document, pool: Mapping[str, Any]) -> bool:
    at, until = row.fields.get("at"), pool.get("reviewUntil")
    return not (isinstance(until, datetime) and isinstance(at, datetime) and at >= until)


def _terms(row: Document) -> Mapping[str, Any] | None:
    terms = row.fields.get("terms")
    return terms if isinstance(terms, dict) else None
