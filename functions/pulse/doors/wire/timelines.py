"""The history of a record as operations answer it: one line for each thing that happened, oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.attempts import Attempt
from pulse.backoffice import History
from pulse.doors.wire.moments import iso
from pulse.ports.stripe_objects import Transfer


class HappeningAnswer(TypedDict):
    at: str
    kind: str
    """Where it is recorded: `audit`, `journal`, `attempt`, `transfer` or `event`."""
    what: str
    id: str
    """The id of the row, the entry, the transfer or the event, or the key of the attempt."""
    actor: str | None
    """Who did it: a uid, or `system:` and the part of the system; null if the record names nobody."""
    before: str | None
    after: str | None
    reason: str | None
    """Why it was done; null if nobody said."""
    amount: int | None
    """The amount that moved, in minor units; null if none did."""


class HistoryAnswer(TypedDict):
    answer: str
    """What an operator has to know, in sentences."""
    flaw: str | None
    """Why the history cannot be trusted; null if it can."""
    timeline: list[HappeningAnswer]


def history_fields(answer: str, history: History, others: Iterable[HappeningAnswer]) -> HistoryAnswer:
    return {
        "answer": answer,
        "flaw": history.flaw.sentence if history.flaw else None,
        "timeline": sorted([*_rows(history), *others], key=lambda one: one["at"]),
    }


def attempt_rows(attempts: Iterable[tuple[str, Attempt]]) -> Iterator[HappeningAnswer]:
    """Each attempt by its idempotency key: when it was sent first and last, and how it was closed."""
    for name, one in attempts:
        what = f"{name}, generation {one.generation}"
        closed = "closed" if one.closed else "open"
        yield _line(one.first_sent_at, "attempt", f"{what}: sent", one.key, reason=one.closed_reason)
        if one.last_sent_at is not None and one.last_sent_at != one.first_sent_at:
            yield _line(one.last_sent_at, "attempt", f"{what}: sent last", one.key, after=closed)


def transfer_rows(transfers: Iterable[Transfer]) -> Iterator[HappeningAnswer]:
    """By Stripe's account."""
    for one in transfers:
        at, what = datetime.fromtimestamp(one.created, UTC), "reversed" if one.reversed else "sent"
        yield _line(at, "transfer", what, one.id, amount=one.amount)


def _rows(history: History) -> Iterator[HappeningAnswer]:
    for row in history.rows:
        yield {
            "at": iso(row.at),
            "kind": "audit",
            "what": row.act,
            "id": row.id,
            "actor": row.actor,
            "before": row.before,
            "after": row.after,
            "reason": row.reason,
            "amount": None,
        }
    for entry in history.entries:
        amount = max(posting.amount for posting in entry.postings)
        yield _line(entry.at, "journal", entry.kind, entry.reference, amount=amount)
    for event in history.events:
        yield _line(
            event.created,
            "event",
            event.type,
            event.event_id,
            after=event.status.value,
            reason=event.error_class,
        )


def _line(
    at: datetime,
    kind: str,
    what: str,
    id_: str,
    *,
    after: str | None = None,
    reason: str | None = None,
    amount: int | None = None,
) -> HappeningAnswer:
    return {
        "at": iso(at),
        "kind": kind,
        "what": what,
        "id": id_,
        "actor": None,
        "before": None,
        "after": after,
        "reason": reason,
        "amount": amount,
    }
