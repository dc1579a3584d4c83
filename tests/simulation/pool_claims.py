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
CLAIMS = frozenset({"prize.claimed", "prize.resent"})
DECISIONS = frozenset(
    {"contest.decided", "loss.resolved", "claim.resolved", "funding.sponsored", "funding.accepted"}
)
"""What only two administrators may do."""


def watch_pools(world: SimulatedWorld, writes: Sequence[Any]) -> None:
    """After each commit."""
    acts = acts_of(writes)
    if not acts:
        return
    _watch_claims(world, writes, acts)
    _watch_returns(world, writes, acts)
    if acts & DECISIONS:
        _watch_decisions(world, writes, acts)
    if "funding.sponsored" in acts:
        _watch_sponsoring(world, writes)
    if "award.frozen" in acts:
        _watch_award(world, writes)


def _watch_sponsoring(world: SimulatedWorld, writes: Sequence[Any]) -> None:
    """It is of our own: the balance has all that pools hold, and this."""
    made = next(one.fields for one in writes if one.path.startswith("poolFundings/"))
    currency = made["currency"]
    postings = [one for entry in world.memory.peek("journal") for one in entry.fields["postings"]]
    held = sum(one["amount"] for one in postings if one["currency"] == currency and _is_held(one))
    balance = world.plain.stripe.retrieve_balance()
    there = balance.available_amount(currency)
    there += sum(one.amount for one in balance.pending if one.currency == currency)
    if held > there:
        world.paid.uncovered.append(f"{made['challengeId']}: {held} of pools, sponsored with {there} there")


def _is_held(posting: Any) -> bool:
    return str(posting["account"]).startswith(("prizes:", "returning:", "unclaimed:"))


def _watch_award(world: SimulatedWorld, writes: Sequence[Any]) -> None:
    """It divides what counts of the money paid in, and no more."""
    award = next(world.memory.get(one.path) for one in writes if one.path.startswith("awards/"))
    pool = world.memory.get(f"prizePools/{award.id}")
    counted = sum(_counted(one.fields) for one in _of(world, "poolFundings", award.id))
    if pool.fields["funded"] and award.fields["pool"] > counted:
        world.paid.uncovered.append(f"{award.path}: {award.fields['pool']} are awarded, and {counted} there")


def _watch_decisions(world: SimulatedWorld, writes: Sequence[Any], acts: set[str]) -> None:
    """Two people have agreed, which is used up in the same commit; and what becomes of whose prize."""
    approvals = [world.memory.get(one.path).fields for one in writes if one.path.startswith("approvals/")]
    agreed = [one for one in approvals if one["status"] == "used" and one["approvedBy"] != one["requestedBy"]]
    if len(agreed) != 1:
        world.paid.alone.append(f"{writes[0].path}: {sorted(acts & DECISIONS)} without two people")
    to_the_next = any(one.path.startswith("awards/") for one in writes)
    for path in [one.path for one in writes if one.path.startswith("prizeRecords/")]:
        record = PrizeRecord.of(world.memory.get(path))
        if record.status is PrizeStatus.CANCELED:
            world.acts.canceled.add(record.id)
            if to_the_next:
                world.paid.passed_on.setdefault(record.challenge_id, []).append(record.user_id)


def _watch_returns(world: SimulatedWorld, writes: Sequence[Any], acts: set[str]) -> None:
    """At each return of what no prize takes: whether the review was over, by its first stored end."""
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
        if _contested_from(world, challenge_id) is not None:
            world.paid.in_review.append(f"{pool.path}: returned while its award is contested")


def _watch_claims(world: SimulatedWorld, writes: Sequence[Any], acts: set[str]) -> None:
    """At each claim of a prize: whether its award stood, and the money that counts covered it."""
    path = claimed(writes) if acts & CLAIMS else None
    if path is None:
        return
    record = PrizeRecord.of(world.memory.get(path))
    pool = world.memory.get(f"prizePools/{record.challenge_id}")
    if pool is None:
        return
    until = pool.fields.get("reviewUntil")
    if until is None or world.scheduler.now() < until:
        world.paid.in_review.append(f"{record.id}: claimed before the end of its review")
    contested = _contested_from(world, record.challenge_id)
    if contested is not None and record.placement >= contested:
        world.paid.in_review.append(f"{record.id}: claimed while place {contested} is contested")
    award = world.memory.get(f"awards/{record.challenge_id}")
    if award.fields.get("awardVersion") != record.award_version:
        world.paid.in_review.append(f"{record.id}: claimed in a version of the award that is over")
    if not pool.fields["funded"]:
        return
    fundings = [one.fields for one in _of(world, "poolFundings", record.challenge_id)]
    clean = sum(_clean(one, world) + one.get("coveredAmount", 0) for one in fundings)
    prizes = [_unedited(one, world) for one in _of(world, "prizeRecords", record.challenge_id)]
    used = sum(_used(one) for one in prizes)
    if used > clean:
        world.paid.uncovered.append(f"{record.id}: {used} of the pool's {clean} are used or claimed")


def claimed(writes: Sequence[Any]) -> str | None:
    """The path of the prize that *writes* claim for a send, if they do."""
    if not acts_of(writes) & CLAIMS:
        return None
    return next(one.path for one in writes if one.path.startswith("prizeRecords/"))


def acts_of(writes: Sequence[Any]) -> set[str]:
    """What the audit trail says of *writes*."""
    return {write.fields["act"] for write in writes if write.path.startswith("auditLog/")}


def _contested_from(world: SimulatedWorld, challenge_id: str) -> int | None:
    """The best place of which somebody says that it is wrong, and nobody has decided."""
    contests = [one.fields for one in _of(world, "poolContests", challenge_id)]
    return min((one["placement"] for one in contests if one["status"] == "open"), default=None)


def _of(world: SimulatedWorld, collection: str, challenge_id: str) -> list[Any]:
    return [one for one in world.memory.peek(collection) if one.fields["challengeId"] == challenge_id]


def _unedited(document: Document, world: SimulatedWorld) -> PrizeRecord:
    """What was paid, also while an operator's edit says otherwise."""
    said = world.paid.edited.get(document.path, {})
    return PrizeRecord.of(replace(document, fields={**document.fields, **said}))


def _clean(funding: Any, world: SimulatedWorld) -> int:
    """By a rule of this page alone: paid in time, not held, mature, and not taken back."""
    mature = funding.get("matureAt")
    now = world.scheduler.now() + timedelta(seconds=60)  # by the worker's clock
    return 0 if mature is None or mature > now else _counted(funding)


def _counted(funding: Any) -> int:
    is_held = bool(funding["heldFor"]) and funding.get("acceptedBy") is None
    if funding["status"] != "succeeded" or is_held:
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
