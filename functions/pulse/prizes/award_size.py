"""How large an award is, beside what its owners and everybody awarded lately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pulse.batches import read_all, skip_unreadable
from pulse.errors import RecordDamaged
from pulse.ports import Document, Ports
from pulse.ports.store import Operator, Query
from pulse.prizes.patterns import AwardSize
from pulse.prizes.records import Award

_DAY = timedelta(days=1)
_FIELDS = ("currency", "pool", "unassignedAmount")
Condition = tuple[str, Operator, Any]


def measure_award(award: Award, *, ports: Ports) -> AwardSize:
    """Call it once the award is stored: of two at the same time, at least one then sees the other."""
    period = timedelta(seconds=ports.settings.pattern_period_seconds)
    of_owners = [
        _total(award, period, [("ownerIds", "array_contains", owner)], ports=ports)
        for owner in award.owner_ids or ()
    ]
    return AwardSize(
        currency=award.currency,
        total=award.awarded_amount,
        owner_total=max(of_owners, default=0),
        day_total=_total(award, _DAY, [], ports=ports),
        participants=award.participant_count,
    )


def _total(award: Award, period: timedelta, where: list[Condition], *, ports: Ports) -> int:
    """What the awards of this period, this one included, come to in its currency."""
    since: Condition = ("createdAt", ">", ports.clock.now() - period)
    query = Query("awards", [*where, since], [("createdAt", "asc")], fields=_FIELDS)
    return award.awarded_amount + sum(_amounts(award, query, ports=ports))


def _amounts(award: Award, query: Query, *, ports: Ports) -> Iterator[int]:
    for one in skip_unreadable(_Awarded, read_all(ports.store, query), ports=ports):
        if one.challenge_id != award.challenge_id and one.currency == award.currency:
            yield one.amount


@dataclass(frozen=True, slots=True)
class _Awarded:
    """What is read of another award. One that cannot be read is left out and alerted: it stops no other."""

    challenge_id: str
    currency: object
    amount: int

    @classmethod
    def of(cls, document: Document) -> _Awarded:
        fields = document.fields
        pool, unassigned = fields.get("pool"), fields.get("unassignedAmount")
        if not isinstance(pool, int) or not isinstance(unassigned, int):
            raise RecordDamaged(document.path)
        return cls(document.id, fields.get("currency"), pool - unassigned)
