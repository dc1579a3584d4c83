"""Which prizes own money covers, and whether earlier marks still stand: one pass of its allotment. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.prizes.allotment import Allotment, allot, may_be_sent, source_that_covers
from pulse.prizes.reasons import Reason
from pulse.prizes.records import PrizeRecord
from pulse.settings import Settings

_FOR_FUNDS_ALONE = frozenset({Reason.AWAITING_FUNDS, Reason.IN_REVIEW, Reason.RETRYING})


@dataclass(frozen=True, slots=True)
class Purse:
    """What there is to divide, in minor units of one currency."""

    spendable: int
    """Own money, without what prizes that were sent may still take. It may be below 0."""
    available: Mapping[str, int]
    """The whole balance, by source: a transfer draws on one."""
    overtaken: Mapping[str, datetime]
    """Since when prizes have been overtaken."""


@dataclass(frozen=True, slots=True)
class Plan:
    takes_back: bool
    """Earlier marks do not stand: a new epoch begins, and *allotted* has all that may be sent."""
    allotted: Allotment


def plan(
    marked: Sequence[PrizeRecord],
    waiting: Sequence[PrizeRecord],
    purse: Purse,
    now: datetime,
    settings: Settings,
) -> Plan:
    """Add to what is *marked* if that harms nobody; else divide everything anew.

    *marked* may be sent already, and was not. *waiting* lacks nothing but funds. Anew, where there is less
    than was marked, or where somebody waits who is older, or who waits only because a marked prize that
    cannot be sent now keeps its money.
    """
    left = _without(marked, purse.available)
    own = purse.spendable - sum(one.winner_amount for one in marked)
    if left is not None and own >= 0:
        added = allot(_in_turn(waiting), left, purse.overtaken, now, settings, own=own)
        if not added.kept or not _wrongs(added, marked, now, settings):
            return Plan(False, added)
    ready = [one for one in marked if _waits_for_funds_alone(one, now, settings)]
    everyone = _in_turn([*ready, *waiting])
    anew = allot(everyone, purse.available, purse.overtaken, now, settings, own=purse.spendable)
    return Plan(True, anew)


def left_for_sponsoring(
    marked: Sequence[PrizeRecord],
    waiting: Sequence[PrizeRecord],
    purse: Purse,
    now: datetime,
    settings: Settings,
) -> int:
    """What people may take: it is the youngest, so all that is marked or covered comes first. Marks stand."""
    left = _without(marked, purse.available)
    own = purse.spendable - sum(one.winner_amount for one in marked)
    if left is None or own <= 0:
        return 0
    allotted = allot(_in_turn(waiting), left, purse.overtaken, now, settings, own=own)
    if allotted.whole_for is not None:
        return 0
    return max(0, own - sum(one.winner_amount for one in allotted.covered))


def _in_turn(records: Sequence[PrizeRecord]) -> list[PrizeRecord]:
    return sorted(records, key=lambda one: one.turn)


def _waits_for_funds_alone(record: PrizeRecord, now: datetime, settings: Settings) -> bool:
    return record.reason in _FOR_FUNDS_ALONE and may_be_sent(record, now, settings)


def _wrongs(added: Allotment, marked: Sequence[PrizeRecord], now: datetime, settings: Settings) -> bool:
    """Whether one of those that were not added waits behind a marked one that should not be before it."""
    if added.whole_for is not None:
        return True
    if not all(_waits_for_funds_alone(one, now, settings) for one in marked):
        return True
    youngest = max((one.turn for one in marked), default=None)
    return youngest is not None and any(one.turn < youngest for one in added.kept)


def _without(marked: Sequence[PrizeRecord], available: Mapping[str, int]) -> dict[str, int] | None:
    """*available* without what marked prizes take; None if it does not cover them."""
    left = dict(available)
    for record in _in_turn(marked):
        source = source_that_covers(record.winner_amount, left)
        if source is None:
            return None
        left[source] -= record.winner_amount
    return left
