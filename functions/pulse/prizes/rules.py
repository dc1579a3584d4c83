"""The payment protocol's decisions, pure: what to do with a prize now, and what an answer of Stripe means.

Stripe forgets an idempotency key after 24 hours and replays cached answers before that; tasks arrive at least
once; a process can die between any two lines. So every send carries a stored key, nothing is sent again
before a look-up, and a new key is opened only when no transfer of the old one exists or can still appear
(`docs/protocol.md`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pulse import attempts
from pulse.accounts import AccountState, ConnectedAccount
from pulse.attempts import Attempt
from pulse.ports.stripe_objects import DEFAULT_SOURCE, Transfer
from pulse.prizes.allotment import source_that_covers
from pulse.prizes.pool_conditions import NO_POOL, PoolAsRead, payable_from, why_not_covered, why_reviewed
from pulse.prizes.reasons import WAITS_FOR_ACCOUNT, Reason
from pulse.prizes.records import PrizeRecord, PrizeStatus, Turn
from pulse.settings import Settings

ALLOWED = {
    PrizeStatus.PENDING: {
        PrizeStatus.PENDING,
        PrizeStatus.PROCESSING,
        PrizeStatus.PAID,
        PrizeStatus.REVERSED,
        PrizeStatus.FAILED,
        PrizeStatus.CANCELED,
    },
    PrizeStatus.PROCESSING: {
        PrizeStatus.PENDING,
        PrizeStatus.PROCESSING,
        PrizeStatus.PAID,
        PrizeStatus.REVERSED,
        PrizeStatus.FAILED,
    },
    PrizeStatus.PAID: {PrizeStatus.PAID, PrizeStatus.REVERSED, PrizeStatus.FAILED},
    PrizeStatus.FAILED: {PrizeStatus.FAILED, PrizeStatus.PENDING, PrizeStatus.PAID, PrizeStatus.REVERSED},
    PrizeStatus.REVERSED: {PrizeStatus.REVERSED, PrizeStatus.PENDING, PrizeStatus.FAILED},
    PrizeStatus.CANCELED: {PrizeStatus.CANCELED, PrizeStatus.FAILED, PrizeStatus.PENDING},
}
"""Which status may follow which. An approved re-issue leaves `reversed`; a release leaves `failed`; an
unclaimed prize that two administrators leave to its winner leaves `canceled`."""

REFUSALS_THAT_CLOSE = {
    "balance_insufficient": Reason.AWAITING_FUNDS,
    "insufficient_capabilities_for_transfer": Reason.ACCOUNT_RESTRICTED,
    "account_invalid": Reason.AWAITING_ACCOUNT,
    "resource_missing": Reason.AWAITING_ACCOUNT,
    "transfers_not_allowed": Reason.NEEDS_REVIEW,
}
"""Stripe executed that send and refused it. Other codes prove nothing. If another send of the same key was
not answered, the quiet time still applies (decision 0033)."""


class Step(StrEnum):
    STOP = "stop"
    """Settled, or waiting for a person."""
    NOT_DUE = "not_due"
    """The next try is not due yet. Surplus tasks end here, so an outage does not multiply them."""
    BUSY = "busy"
    """Another worker holds the lease."""
    WAIT = "wait"
    """Nothing is sent; the reason says what the prize waits for."""
    LOOK_UP = "look_up"
    """An attempt was made: first find out whether its transfer exists."""
    SEND = "send"
    """Send the first attempt, the same again, or a new generation."""


@dataclass(frozen=True, slots=True)
class Decision:
    step: Step
    reason: Reason | None = None
    not_before: datetime | None = None
    attempt: Attempt | None = None
    """For `SEND`: the attempt as it must be stored before the call."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the decision depends on, apart from the record."""

    account: ConnectedAccount | None
    paused: bool
    first_waiting_for_funds: Turn | None
    now: datetime
    on_hold: bool = False
    """An administrator stopped the winner: not even an approved prize is sent (decision 1161)."""
    suspected: bool = False
    """Something has come up that the prize's hold does not name."""
    account_unreadable: bool = False
    """There is an account, but its document is damaged: it is not known whether it can be paid to."""
    covered: frozenset[str] = frozenset()
    """Younger prizes that the balance covered in their turn, just now."""
    available: Mapping[str, int] | None = None
    """What the platform has in the prize's currency, by source. Asked only for a prize that waits for it."""
    pool: PoolAsRead = NO_POOL
    restored_at: datetime | None = None
    """When the database was last restored from a backup: what was stored between the two is not known."""


def first_step(record: PrizeRecord, situation: Situation, settings: Settings, *, if_due: bool) -> Decision:
    """What a worker may do with the record it has just read. *if_due*: nothing before the next try is due."""
    if record.settled:
        return Decision(Step.STOP)
    if record.lease is not None and record.lease.is_live(situation.now):
        return Decision(Step.BUSY, not_before=record.lease.until)
    if situation.paused and not is_under_way(record):
        return Decision(Step.WAIT, Reason.PAYOUTS_PAUSED)
    if situation.on_hold and not is_under_way(record):
        return Decision(Step.WAIT, Reason.HELD_FOR_APPROVAL)
    if if_due and _retried_later(record, situation.now, settings):
        return Decision(Step.NOT_DUE)
    following = _new_attempt(record, situation, settings)
    may_be_sent = record.attempt is not None or _is_from_backup(record, situation)
    sends_another = may_be_sent and following.step is Step.SEND
    return Decision(Step.LOOK_UP) if is_under_way(record) or sends_another else following


def _is_from_backup(record: PrizeRecord, situation: Situation) -> bool:
    """Whether an attempt may have been stored, and sent, that the restored record does not have."""
    return situation.restored_at is not None and record.created_at <= situation.restored_at


def is_under_way(record: PrizeRecord) -> bool:
    """Whether a transfer may exist, or appear, of which nothing is recorded."""
    if record.attempt is None:
        return record.released
    return not attempts.was_refused_at_once(record.attempt, attempts.PRIZE)


def step_after_look_up(
    record: PrizeRecord, situation: Situation, looked_up_at: datetime, settings: Settings
) -> Decision:
    """What to do once the look-up found no transfer that counts: send, and under which key, or wait."""
    attempt = record.attempt
    stopped = situation.on_hold or (attempt and _is_held(record, situation))
    if situation.paused or stopped:
        reason = Reason.PAYOUTS_PAUSED if situation.paused else Reason.HELD_FOR_APPROVAL
        return Decision(Step.WAIT, reason)
    if attempt is None:
        return _new_attempt(record, situation, settings)
    if waits := _waits_for_review(record, situation, settings) or _waits_for_cover(
        record, situation, settings
    ):
        return waits
    following = attempts.next_step(
        attempt, attempts.PRIZE, now=situation.now, settings=settings, found_nothing_at=looked_up_at
    )
    match following.step:
        case attempts.AttemptStep.SEND_AGAIN:
            return Decision(Step.SEND, attempt=attempts.sent_again(attempt, situation.now))
        case attempts.AttemptStep.NEW_GENERATION:
            return _new_attempt(record, situation, settings)
        case _:
            return Decision(Step.WAIT, _why_quiet(situation.account), not_before=following.not_before)


def _retried_later(record: PrizeRecord, now: datetime, settings: Settings) -> bool:
    """A try without a clear answer, whose next is not yet due. A fresh prize has had none."""
    due, tried = record.next_check_at, record.attempt is not None or record.failures > 0
    unanswered = record.reason is Reason.RETRYING or record.status is PrizeStatus.PROCESSING
    if not unanswered or not tried or due is None:
        return False
    return due > now + timedelta(seconds=settings.clock_skew_seconds)


def _waits_for_review(record: PrizeRecord, situation: Situation, settings: Settings) -> Decision | None:
    """Nothing is sent, not even again, before the award stands. What was sent is looked up."""
    reason = why_reviewed(record, situation.pool, situation.now, settings)
    if reason is None:
        return None
    pool = situation.pool.pool
    at = payable_from(pool, settings) if pool and reason is Reason.IN_REVIEW else None
    return Decision(Step.WAIT, reason, not_before=at if at and at > situation.now else None)


def _waits_for_cover(record: PrizeRecord, situation: Situation, settings: Settings) -> Decision | None:
    reason = why_not_covered(record, situation.pool, settings)
    return Decision(Step.WAIT, reason) if reason else None


def _waits_for_people(record: PrizeRecord, situation: Situation, settings: Settings) -> Decision | None:
    takes_approval = record.approved_by is None and _takes_approval(record, situation.account, settings)
    if takes_approval or _is_held(record, situation):
        return Decision(Step.WAIT, Reason.HELD_FOR_APPROVAL)
    return Decision(Step.WAIT, Reason.NEEDS_REVIEW) if situation.account_unreadable else None


def _new_attempt(record: PrizeRecord, situation: Situation, settings: Settings) -> Decision:
    if waits := _waits_for_review(record, situation, settings) or _waits_for_people(
        record, situation, settings
    ):
        return waits
    account = situation.account
    if account is None or not account.ready_for_transfers or account.stripe_account_id is None:
        return Decision(Step.WAIT, why_not_ready(account))
    if waits := _waits_for_cover(record, situation, settings):
        return waits
    paid_from = account.paid_from(settings.bank_change_wait_seconds)
    if paid_from is not None and situation.now < paid_from:
        return Decision(Step.WAIT, Reason.BANK_CHANGED, not_before=paid_from)
    source = source_that_covers(record.winner_amount, situation.available)
    if source is None or _waits_in_line(record, situation):
        return Decision(Step.WAIT, Reason.AWAITING_FUNDS)
    kept: dict[str, Any] = {"destination": account.stripe_account_id}
    if source != DEFAULT_SOURCE:
        kept["source_type"] = source
    return Decision(Step.SEND, attempt=_attempt_of(record, situation.now, kept))


def _attempt_of(record: PrizeRecord, now: datetime, kept: dict[str, Any]) -> Attempt:
    """Under the key of the award's version; its generation goes on counting."""
    version = record.award_version
    if version > 1:
        kept["award_version"] = version
    if record.attempt is None:
        return attempts.first_attempt(attempts.PRIZE, record.id, now, version=version, **kept)
    return attempts.next_generation_of(attempts.PRIZE, record.attempt, record.id, version, now, **kept)


def _waits_in_line(record: PrizeRecord, situation: Situation) -> bool:
    """Oldest first: an older prize of a pool waits for funds, and this one was not found covered in its turn.

    Prizes from own money stand in no line: a pass lets them be sent.
    """
    first, pool = situation.first_waiting_for_funds, situation.pool.pool
    if first is None or pool is None or not pool.funded:
        return False
    return record.turn > first and record.id not in situation.covered


def _why_quiet(account: ConnectedAccount | None) -> Reason:
    """What a prize waits for whose last request must be over first: not for what Stripe said back then."""
    return Reason.RETRYING if account is not None and account.ready_for_transfers else why_not_ready(account)


def _is_held(record: PrizeRecord, situation: Situation) -> bool:
    """Held until two agree. What was not known when they were asked undoes their agreement."""
    return situation.suspected or (record.held and record.approved_by is None)


def _takes_approval(record: PrizeRecord, account: ConnectedAccount | None, settings: Settings) -> bool:
    shared_bank = account is not None and account.bank_shared_with > 0
    return record.held or shared_bank or record.winner_amount > settings.payout_approval_cap_cents


def why_not_ready(account: ConnectedAccount | None) -> Reason:
    if account is None:
        return Reason.AWAITING_ACCOUNT
    if account.state is AccountState.REJECTED:
        return Reason.ACCOUNT_REJECTED
    if account.state is AccountState.RESTRICTED:
        return Reason.ACCOUNT_RESTRICTED
    return Reason.AWAITING_ACCOUNT


def unreversed(transfers: Sequence[Transfer]) -> list[Transfer]:
    """The transfers that still have money at the destination."""
    return [transfer for transfer in transfers if transfer.amount_reversed < transfer.amount]


def fits(record: PrizeRecord, transfer: Transfer) -> bool:
    """Whether the transfer is the one this record asked for: the amount, the currency and the account."""
    attempt = record.attempt
    return (
        attempt is not None
        and transfer.amount == record.winner_amount
        and transfer.currency == record.currency
        and transfer.destination == attempt.destination
    )


def backoff(failures: int, settings: Settings, chance: float) -> timedelta:
    """2^failures seconds (`docs/guide.md`), up to the limit. *chance*, from 0 to 1, varies the later half."""
    seconds = min(2.0 ** min(failures, 30), settings.retry_seconds_max)
    return timedelta(seconds=seconds * (0.5 + chance / 2))


def wait_for(reason: Reason, settings: Settings) -> timedelta:
    """How long until the sweep looks again if the wake-up is lost."""
    # needs review: a document is damaged. The others are woken by a task or by a person.
    by_others = {Reason.CONTESTED, Reason.POOL_UNFUNDED, Reason.FUNDS_SETTLING, Reason.POOL_DISPUTED}
    slow = {*WAITS_FOR_ACCOUNT, Reason.NEEDS_REVIEW, *by_others}
    seconds = settings.account_retry_seconds if reason in slow else settings.funds_retry_seconds
    return timedelta(seconds=seconds)
