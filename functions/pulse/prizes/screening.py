"""Prizes are looked at for unusual patterns before their records exist: no record is ever paid unseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulse import log
from pulse.alerts import causes
from pulse.batches import skip_unreadable
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Merge, Query, Write
from pulse.prizes.patterns import Pattern, Win, Won, matched
from pulse.prizes.records import NEXT_ACTION, PrizeRecord, PrizeStatus, Reason

_IN_MAX = 30
"""Values that one `in` may have in Firestore."""

Matches = Mapping[str, tuple[Pattern, ...]]
"""By prize record id; empty where nothing is unusual."""


@dataclass(frozen=True, slots=True)
class Owners:
    """Of a challenge, and the trainers whose rounds they have bought."""

    ids: frozenset[str]
    sellers: frozenset[str]


def screened(records: Sequence[PrizeRecord], owners: Owners, *, ports: Ports) -> Matches:
    """Which of the records to be are unusual. A few queries for a whole batch, whoever is in it."""
    earlier = _earlier(records, ports)
    return {
        record.id: matched(
            Win(
                user_id=record.user_id,
                amount=record.winner_amount,
                at=record.updated_at,
                owner_ids=owners.ids,
                sellers_to_owners=owners.sellers,
                earlier=earlier[record.user_id],
            ),
            ports.settings,
        )
        for record in records
    }


def owners_of(challenge: Mapping[str, Any], *, ports: Ports) -> Owners:
    listed = challenge.get("ownerId")
    names = listed if isinstance(listed, list) else [listed]
    ids = frozenset(name for name in names if isinstance(name, str) and name)
    return Owners(ids, _sellers_to(ids, ports))


def held(record: PrizeRecord, patterns: Sequence[Pattern]) -> PrizeRecord:
    if not patterns:
        return record
    reason = Reason.HELD_FOR_APPROVAL
    return record.but(held=True, reason=reason, next_action=NEXT_ACTION[reason])


def hold_writes(record: PrizeRecord, patterns: Sequence[Pattern]) -> list[Write]:
    """Why, for staff alone: the winner reads their own record, and there stands only that it waits."""
    if not patterns:
        return []
    return [_hold(record, [one.word for one in patterns], [one.sentence for one in patterns])]


def held_by_hand(record: PrizeRecord, reason: str) -> Write:
    """An administrator's own reason, where the patterns' reasons stand."""
    return _hold(record, ["held_by_hand"], [log.redacted(reason)])


def _hold(record: PrizeRecord, words: list[str], sentences: list[str]) -> Write:
    fields = {
        "prizeRecordId": record.id,
        "userId": record.user_id,
        "patterns": words,
        "sentences": sentences,
        "amount": record.winner_amount,
        "currency": record.currency,
        "createdAt": record.updated_at,
    }
    return Merge(path("holds", record.id), fields)


def tell_of(record: PrizeRecord, patterns: Sequence[Pattern], ports: Ports) -> None:
    if not patterns:
        return
    ports.alerts.raise_alert(
        causes.PRIZE_UNUSUAL.alert(
            "A prize is unusual and held. Two administrators look at it and let it go, or cancel it.",
            subject=record.path,
            amount_cents=record.winner_amount,
            currency=record.currency,
            user_id=record.user_id,
            facts={"patterns": [pattern.word for pattern in patterns]},
        )
    )


def _sellers_to(owners: frozenset[str], ports: Ports) -> frozenset[str]:
    found = [
        document.fields.get("ownerId")
        for owner in sorted(owners)
        for document in ports.store.query(Query("payments", where=[("buyerId", "==", owner)]))
    ]
    return frozenset(seller for seller in found if isinstance(seller, str))


def _earlier(records: Sequence[PrizeRecord], ports: Ports) -> Mapping[str, list[Won]]:
    people = sorted({record.user_id for record in records})
    own = {record.id for record in records}
    won: dict[str, list[Won]] = defaultdict(list)
    for start in range(0, len(people), _IN_MAX):
        chunk = people[start : start + _IN_MAX]
        found = ports.store.query(Query("prizeRecords", where=[("userId", "in", chunk)]))
        for record in skip_unreadable(PrizeRecord, found, ports=ports):
            if record.id not in own and record.status is not PrizeStatus.CANCELED:
                won[record.user_id].append(_won(record))
    return won


def _won(record: PrizeRecord) -> Won:
    return Won(
        record.winner_amount, record.created_at, record.status is PrizeStatus.PAID, record.challenge_id
    )
