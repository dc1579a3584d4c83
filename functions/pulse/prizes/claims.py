"""How long a prize has waited for its winner alone, and what the winner is told meanwhile. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.ledger import entry_writes
from pulse.pools import Pool, claim_resolved
from pulse.ports.store import Create
from pulse.prizes.pool_prizes import kept_fee
from pulse.prizes.reasons import NEXT_ACTION, Reason
from pulse.prizes.records import PrizeRecord, PrizeStatus

_DAY = timedelta(days=1)
_AWAITS_WINNER = frozenset({Reason.AWAITING_ACCOUNT, Reason.ACCOUNT_RESTRICTED})
_REMINDED_AFTER, _REMINDED_BEFORE = (1, 7, 30, 60), 7


def awaits_winner_alone(record: PrizeRecord, pool: Pool, now: datetime) -> bool:
    """Whether its money is allotted, and nothing but the winner's own account keeps it from being paid."""
    is_allotted = pool.funded and record.cover_epoch == pool.cover_epoch
    is_current = record.award_version == pool.award_version
    is_held = record.held and record.approved_by is None
    is_leased = record.lease is not None and record.lease.is_live(now)
    waits = record.status is PrizeStatus.PENDING and record.reason in _AWAITS_WINNER
    return is_allotted and is_current and waits and not is_held and not is_leased


def counted(record: PrizeRecord, now: datetime) -> PrizeRecord | None:
    """The record with one day more; None while the day since the last count is not over.

    One look counts one day at most: a time in which nobody looked is never held against the winner.
    """
    since = record.claim_counted_at
    if since is None:
        return record.but(claim_counted_at=now)
    if now - since < _DAY:
        return None
    at = since + _DAY if now - since < 2 * _DAY else now
    return record.but(claim_days=record.claim_days + 1, claim_counted_at=at)


def reminder_days(claim_days: int) -> frozenset[int]:
    """After how many days the winner is reminded, of *claim_days* in all: the last time a week before."""
    last = claim_days - _REMINDED_BEFORE
    return frozenset({*(day for day in _REMINDED_AFTER if day < claim_days), *([last] if last > 0 else [])})


def claimed_until(record: PrizeRecord, claim_days: int, now: datetime) -> datetime:
    """Not before then is it set aside: days on which it waits for something else do not count."""
    return now + max(0, claim_days - record.claim_days) * _DAY


def unclaimed(record: PrizeRecord) -> PrizeRecord:
    """Its money waits outside the pool. Our fee that left with an earlier transfer stays where it is."""
    return record.but(
        status=PrizeStatus.CANCELED,
        reason=Reason.UNCLAIMED,
        next_action=NEXT_ACTION[Reason.UNCLAIMED],
        next_check_at=None,
        unclaimed_amount=record.prize_amount - kept_fee(record),
    )


def entry_reference(record: PrizeRecord) -> str:
    """Of the entries of this round: a prize that is left to its winner may become unclaimed again."""
    return f"{record.id}_c{record.claim_round}"


def reclaim(before: PrizeRecord, after: PrizeRecord) -> tuple[PrizeRecord, list[Create]]:
    """*after*, and the entry by which the pool has the money again of a prize that is unclaimed no more."""
    stays = after.status is PrizeStatus.CANCELED and after.reason is before.reason
    if not before.unclaimed_amount or stays:
        return after, []
    posted = claim_resolved(before.challenge_id, before.unclaimed_amount, before.currency)
    entry = entry_writes(
        entry_reference(before), "claim_resolved", posted, subject=before.path, at=after.updated_at
    )
    return after.but(unclaimed_amount=0, claim_round=before.claim_round + 1), entry
