"""What must be true when money leaves a pool: the review is over, and what is claimed is covered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pulse.pools import PoolPhase, ReturnKind
from pulse.ports import Document
from pulse.ports.store import Create
from pulse.prizes import PrizeRecord, PrizeStatus

if TYPE_CHECKING:
    from tests.simulation.world import SimulatedWorld

REFUSED = frozenset(
    {"balance_insufficient", "insufficient_capabilities_for_transfer", "account_invalid", "resource_missing"}
)
"""A refusal of the only send: nothing of it is in flight."""


def watch_returns(world: SimulatedWorld, writes: Sequence[Any]) -> None:
    """At each return of what no prize takes: whether the review was over, by its first stored end."""
    acts = acts_of(writes)
    if "review.started" in acts:
        pool = world.memory.get(writes[0].path)
        world.paid.reviews[pool.id] = pool.fields["reviewUntil"]
    if "return.reserved" not in acts:
        return
    created = [one for one in writes if isinstance(one, Create) and one.path.startswith("poolReturns/")]
    for made in (one.fields for one in created):
        challenge_id = made["challengeId"]
        pool = world.memory.get(f"prizePools/{challenge_id}")
        if made["kind"] != ReturnKind.UNASSIGNED or pool.fields["phase"] == PoolPhase.CLOSED:
            continue
        until = world.paid.reviews.get(challenge_id)
        if until is None or world.scheduler.now() < until:
            world.paid.in_review.append(f"{pool.path}: returned before the end of its review")


def watch_claims(world: SimulatedWorld, writes: Sequence[Any]) -> None:
    """At each claim of a prize: whether its review was over, and the money that counts covered it."""
    path = claimed(writes)
    if path is None:
        return
    record = PrizeRecord.of(world.memory.get(path))
    pool = world.memory.get(f"prizePools/{record.challenge_id}")
    if pool is None:
        return
    until = pool.fields.get("reviewUntil")
    if until is None or world.scheduler.now() < until:
        world.paid.in_review.append(f"{record.id}: claimed before the end of its review")
    if not pool.fields["funded"]:
        return
    clean = sum(_clean(one.fields, world) for one in _of(world, "poolFundings", record.challenge_id))
    prizes = [_unedited(one, world) for one in _of(world, "prizeRecords", record.challenge_id)]
    used = sum(_used(one) for one in prizes)
    if used > clean:
        world.paid.uncovered.append(f"{record.id}: {used} of the pool's {clean} are used or claimed")


def claimed(writes: Sequence[Any]) -> str | None:
    """The path of the prize that *writes* claim for a send, if they do."""
    if not acts_of(writes) & {"prize.claimed", "prize.resent"}:
        return None
    return next(one.path for one in writes if one.path.startswith("prizeRecords/"))


def acts_of(writes: Sequence[Any]) -> set[str]:
    """What the audit trail says of *writes*."""
    return {write.fields["act"] for write in writes if write.path.startswith("auditLog/")}


def _of(world: SimulatedWorld, collection: str, challenge_id: str) -> list[Any]:
    return [one for one in world.memory.peek(collection) if one.fields["challengeId"] == challenge_id]


def _unedited(document: Document, world: SimulatedWorld) -> PrizeRecord:
    """What was paid, also while an operator's edit says otherwise."""
    said = world.paid.edited.get(document.path, {})
    return PrizeRecord.of(replace(document, fields={**document.fields, **said}))


def _clean(funding: Any, world: SimulatedWorld) -> int:
    """By a rule of this page alone: paid in time, not held, mature, and not taken back."""
    is_held = bool(funding["heldFor"]) and funding.get("acceptedBy") is None
    mature = funding.get("matureAt")
    now = world.scheduler.now() + timedelta(seconds=60)  # by the worker's clock
    if funding["status"] != "succeeded" or is_held or mature is None or mature > now:
        return 0
    gone = sum(one["poolAmount"] for one in funding["takings"] if not one.get("undone"))
    return int(funding["amount"] - gone - funding["returningAmount"])


def _used(record: PrizeRecord) -> int:
    """What is out, and what may be in flight: a closed attempt too, unless its only send was refused.

    Of a prize that came back and was issued again our fee stays ours; nothing of it is in flight.
    """
    attempt = record.attempt
    if record.status in {PrizeStatus.CANCELED, PrizeStatus.REVERSED} or attempt is None:
        return 0
    if record.status is PrizeStatus.PAID:
        return record.prize_amount - record.amount_reversed
    if attempt.closed and attempt.closed_reason == "reversed":
        return record.platform_fee
    refused = attempt.closed and attempt.sends == 1 and attempt.closed_reason in REFUSED
    return 0 if refused else record.prize_amount
