"""`control/funds`: prizes of pools that wait for funds, one entry a currency. A hint that each sweep renews.

An entry has the head of the line, `{at, id}`, and, where they apply, `covered` at `coveredAt`: the prizes
that the balance covered although older ones wait. Prizes from our own money stand in no line (`own_money`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pulse import log
from pulse.ports import Document
from pulse.ports.store import DELETE_FIELD
from pulse.prizes.allotment import Allotment
from pulse.prizes.records import CONTROL_FUNDS, Turn

COVERED_MAX = 200
"""Prizes that overtake others at one time; the next sweep takes the next ones."""
_COVERED_FOR = timedelta(minutes=15)
"""Three sweeps. A task that comes later does not overtake: the balance may belong to others by then."""


@dataclass(frozen=True, slots=True)
class Line:
    first: Turn | None = None
    covered: frozenset[str] = frozenset()


def line_of(funds: Document | None, currency: str, now: datetime) -> Line:
    """The line for *currency*. What cannot be read counts as nobody waiting."""
    match funds.fields.get(currency) if funds else None:
        case None:
            return Line()
        case {"at": datetime() as at, "id": str() as record_id} as entry:
            return _with_details((at, record_id), entry, now)
    log.write("funds.unreadable", severity="ERROR", subject=CONTROL_FUNDS, currency=currency)
    return Line()


def turn_fields(turn: Turn) -> dict[str, object]:
    return {"at": turn[0], "id": turn[1]}


def line_fields(allotted: Allotment, now: datetime) -> dict[str, object] | None:
    """The entry to merge; None when nobody waits."""
    if allotted.first is None:
        return None
    ahead = [record.id for record in allotted.covered if record.turn > allotted.first.turn][:COVERED_MAX]
    return {
        **turn_fields(allotted.first.turn),
        "covered": ahead or DELETE_FIELD,
        "coveredAt": now if ahead else DELETE_FIELD,
    }


def _with_details(first: Turn, entry: Mapping[str, Any], now: datetime) -> Line:
    covered, at = entry.get("covered"), entry.get("coveredAt")
    is_fresh = isinstance(at, datetime) and now - at <= _COVERED_FOR
    return Line(
        first=first,
        covered=frozenset(one for one in covered if isinstance(one, str))
        if is_fresh and isinstance(covered, list)
        else frozenset(),
    )
