"""`auditHeads/{yyyy-mm-dd}`: the last row of every trail that grew that day, written outside the chains.

Each day's digest covers its heads and the previous day's digest. It is also logged, and a person who can
write to the database cannot change the log.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from pulse import log
from pulse.batches import read_all
from pulse.ledger import canonical
from pulse.ports import Document, Ports, Store
from pulse.ports.paths import is_document_path, path
from pulse.ports.store import Create, Merge, Query

PAGE = 1_000
"""Heads in one document: about 150 bytes each."""
SETTLED_AFTER = timedelta(minutes=30)
"""This long after a day's end all its rows are stored: no commit takes longer, no clock is further off."""
LOOK_BACK_DAYS_MAX = 31
"""Missed days that a run catches up on."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last row known to the record itself, or to a day's heads."""

    number: int
    hash: str

    @classmethod
    def of(cls, value: Any) -> Head | None:
        """The head in *value*, which may be anything; None if there is none."""
        match value:
            case {"number": int() as number, "hash": str() as digest} if not isinstance(number, bool):
                return cls(number, digest)
        return None


def write_audit_heads(*, ports: Ports) -> int:
    """Store the heads of every finished day that has none yet. Returns how many days."""
    finished = (ports.clock.now() - SETTLED_AFTER).date()
    days = [finished - timedelta(days=back) for back in range(LOOK_BACK_DAYS_MAX, 0, -1)]
    present = ports.store.get_all([_path(day) for day in days])
    first = max((index for index, day in enumerate(days) if _path(day) in present), default=-2) + 1
    missing = days[first:] if first >= 0 else days[-1:]
    for day in missing:
        _write_day(day, ports=ports)
    return len(missing)


def read_all_heads(*, store: Store) -> dict[str, list[Head]]:
    """Every stored head, by subject, oldest first. A day that cannot be read is an altered one."""
    found: dict[str, list[Head]] = defaultdict(list)
    for day in read_all(store, Query("auditHeads")):
        for subject, head in _read_day(day, store=store):
            found[subject].append(head)
    return found


def find_altered_days(*, store: Store) -> list[str]:
    """Days whose heads do not match their digest, or whose digest does not follow the previous day's."""
    days = {day.id: day for day in read_all(store, Query("auditHeads"))}
    return [one for one, day in days.items() if not _check_day(day, days.get(_before(one)), store=store)]


def read_heads(subject: str, rows: Sequence[Document], *, store: Store) -> list[Head]:
    """The heads of *subject* from the day of its last row on: a cut-off end would show there."""
    times = [at for row in rows if isinstance(at := row.fields.get("at"), datetime)]
    last = str(max((at.astimezone(UTC).date() for at in times), default=date.min))
    days = [day for day in read_all(store, Query("auditHeads")) if day.id >= last]
    return [head for day in days for about, head in _read_day(day, store=store) if about == subject]


def _write_day(day: date, *, ports: Ports) -> None:
    """The day's own document is written last: after a run that died, the next one writes the pages again."""
    heads = _read_grown_heads(day, store=ports.store)
    before = ports.store.get(_path(day - timedelta(days=1)))
    previous = _digest_of(before)
    digest = _digest(previous, heads)
    pages = [heads[start : start + PAGE] for start in range(0, len(heads), PAGE)]
    for number, page in enumerate(pages):
        ports.store.commit([Merge(path("auditHeads", str(day), "pages", str(number)), {"heads": page})])
    fields = {"digest": digest, "previousDigest": previous, "count": len(heads), "pageCount": len(pages)}
    ports.store.commit([Create(_path(day), {**fields, "at": ports.clock.now()})])
    log.write("audit.heads", day=str(day), digest=digest, count=len(heads))


def _digest(previous: str, heads: Sequence[Mapping[str, Any]]) -> str:
    return hashlib.sha256((previous + canonical(heads)).encode()).hexdigest()


def _digest_of(day: Document | None) -> str:
    return str(day.fields.get("digest")) if day else ""


def _check_day(day: Document, before: Document | None, *, store: Store) -> bool:
    heads = list(_read_pages(day, store=store))
    whole = len(heads) == day.fields.get("count") and all(map(_is_head, heads))
    previous = _digest_of(before)
    digests = (day.fields.get("previousDigest"), day.fields.get("digest"))
    return whole and digests == (previous, _digest(previous, heads))


def _before(day: str) -> str:
    """The day before; nothing for what is no day."""
    try:
        return str(date.fromisoformat(day) - timedelta(days=1))
    except (ValueError, OverflowError):
        return ""


def _read_grown_heads(day: date, *, store: Store) -> list[dict[str, Any]]:
    start = datetime.combine(day, time.min, UTC)
    rows = Query(
        "auditLog",
        where=[("at", ">=", start), ("at", "<", start + timedelta(days=1))],
        order_by=[("at", "asc")],
    )
    heads: dict[str, dict[str, Any]] = {}
    for row in read_all(store, rows, page=1_000):
        subject, head = row.fields.get("subject"), Head.of(row.fields)
        if head is None or not is_document_path(subject):
            continue  # `verify_all` names it
        if head.number >= heads.get(subject, {"number": 0})["number"]:
            heads[subject] = {"subject": subject, "number": head.number, "hash": head.hash}
    return [heads[subject] for subject in sorted(heads)]


def _read_day(day: Document, *, store: Store) -> Iterator[tuple[str, Head]]:
    for stored in filter(_is_head, _read_pages(day, store=store)):
        head = Head.of(stored)
        if head is not None:
            yield stored["subject"], head


def _read_pages(day: Document, *, store: Store) -> Iterator[Any]:
    """What the day's pages hold, which may be anything. A missing page is the end, whatever their count."""
    count = day.fields.get("pageCount")
    for number in range(count if isinstance(count, int) else 0):
        page = store.get(path("auditHeads", day.id, "pages", str(number)))
        if page is None:
            return
        heads = page.fields.get("heads")
        yield from heads if isinstance(heads, list | tuple) else [heads]


def _is_head(value: Any) -> bool:
    return Head.of(value) is not None and is_document_path(value.get("subject"))


def _path(day: date) -> str:
    return path("auditHeads", str(day))
