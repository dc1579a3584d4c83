"""Two administrators decide about a prize that its winner did not claim. It never becomes our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulse.errors import Conflict
from pulse.ledger import Change, audited_update, existing
from pulse.pools import Pool, UnclaimedRule, pool_path
from pulse.ports import Document, Ports
from pulse.ports.store import Write
from pulse.prizes.claims import reclaim
from pulse.prizes.next_place import find_next, next_place_writes
from pulse.prizes.pool_prizes import revised_pool
from pulse.prizes.reasons import NEXT_ACTION, Reason
from pulse.prizes.records import PrizeRecord, PrizeStatus, prize_path
from pulse.prizes.refusals import ChangedMeanwhile, PrizeNotUnclaimed


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveUnclaimed:
    """*version*: of the record that was agreed to."""

    prize_record_id: str
    decision: UnclaimedRule
    actor: str
    reason: str
    version: int
    approval_id: str
    others: tuple[Write, ...] = ()
    """Writes of the same commit: the approval, which is used up with the act."""


def require_unclaimed(record: PrizeRecord) -> None:
    """Raises *PrizeNotUnclaimed*."""
    if not record.unclaimed_amount or record.reason is not Reason.UNCLAIMED:
        raise PrizeNotUnclaimed("this prize does not wait for a decision about an unclaimed prize")


def unclaimed_terms(record: PrizeRecord, decision: UnclaimedRule, *, ports: Ports) -> Mapping[str, Any]:
    """What two administrators agree to, beside the rule that was promised. Raises *PrizeNotUnclaimed*."""
    require_unclaimed(record)
    stored = existing(ports.store.get(pool_path(record.challenge_id)), "prize pool", code="pool_not_found")
    next_place = decision is UnclaimedRule.NEXT_PLACE
    return {
        **({"userId": find_next(record, ports=ports)} if next_place else {}),
        "decision": decision.value,
        "rule": Pool.of(stored).unclaimed_rule.value,
        "amount": record.unclaimed_amount,
        "currency": record.currency,
        "round": record.claim_round,
    }


def resolve_unclaimed(command: ResolveUnclaimed, *, ports: Ports) -> PrizeRecord:
    """`pay`: it waits for its winner again. `return`: it is canceled for good, and its money goes back.
    `next_place`: it is canceled, and somebody else wins it in a new version of the award.

    Either way the pool has the money again in this commit, with its next version and epoch, so nothing else
    is decided beside it. Raises *NotFound*, *PrizeNotUnclaimed*, *NobodyNext*, *AwardGoesOn* and
    *ChangedMeanwhile*.
    """
    found = ports.store.get(prize_path(command.prize_record_id))
    document = existing(found, "prize record", code="prize_record_not_found")
    before = PrizeRecord.of(document)
    require_unclaimed(before)
    if before.version != command.version:
        raise ChangedMeanwhile("the prize was changed by another request just now")
    stored = existing(ports.store.get(pool_path(before.challenge_id)), "prize pool", code="pool_not_found")
    try:
        return _commit(command, document, before, stored, ports=ports)
    except Conflict as error:
        raise ChangedMeanwhile("the prize or its pool was changed by another request just now") from error


def _commit(
    command: ResolveUnclaimed, document: Document, before: PrizeRecord, stored: Document, *, ports: Ports
) -> PrizeRecord:
    now = ports.clock.now()
    change = Change("claim.resolved", command.actor, now, f"{command.decision}: {command.reason}")
    decided = _left_to_winner(before) if command.decision is UnclaimedRule.PAY else _canceled(before)
    after, entries = reclaim(before, decided.but(version=before.version + 1, updated_at=now))
    if after.status is PrizeStatus.PENDING:
        after = after.but(next_check_at=now)
    pool_changes = _pool_changes(command, before, stored, change, ports=ports)
    ports.store.commit([*audited_update(document, after, change), *entries, *pool_changes, *command.others])
    return after


def _pool_changes(
    command: ResolveUnclaimed, before: PrizeRecord, stored: Document, change: Change, *, ports: Ports
) -> list[Write]:
    if command.decision is UnclaimedRule.NEXT_PLACE:
        return next_place_writes(before, stored, change, command.approval_id, ports=ports)
    changed = Change("pool.changed", command.actor, change.at)
    return [*audited_update(stored, revised_pool(Pool.of(stored), change.at), changed)]


def _left_to_winner(record: PrizeRecord) -> PrizeRecord:
    """As at first: its days begin anew, and the next pass allots its money."""
    reason = Reason.RETRYING
    return record.but(
        status=PrizeStatus.PENDING,
        reason=reason,
        next_action=NEXT_ACTION[reason],
        claim_days=0,
        claim_counted_at=None,
    )


def _canceled(record: PrizeRecord) -> PrizeRecord:
    return record.but(reason=None, next_action=None)
