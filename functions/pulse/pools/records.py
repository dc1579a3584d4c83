"""What is stored of a pool: the pool itself, which is the lock, its fundings, returns and contests.

Amounts are minor units of the record's currency. What decides money is read strictly: a number that is a
text, an amount below 0 or sums that do not fit make the record unreadable, and nothing is done with it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from pulse.attempts import PoolFundingAttempt, PoolReturnAttempt
from pulse.ledger import Record
from pulse.money import BASIS_POINTS
from pulse.pools.states import (
    ContestStatus,
    FundingKind,
    FundingStatus,
    HeldFor,
    PoolPhase,
    ReturnKind,
    ReturnStatus,
    TakingKind,
    UnclaimedRule,
)
from pulse.ports.joined_ids import JoinedId
from pulse.ports.paths import path

Cents = Annotated[int, Field(strict=True, ge=0)]
Count = Annotated[int, Field(strict=True, ge=0)]
Share = Annotated[int, Field(strict=True, ge=0, le=BASIS_POINTS)]
Currency = Annotated[str, Field(pattern=r"^[a-z]{3}$")]


class Pool(Record):
    """`prizePools/{challengeId}`: the lock. Who decides on a pool's money writes it with its version.

    It holds no sums: they follow from `poolFundings` and `prizeRecords`.
    """

    challenge_id: str
    currency: Currency
    distribution_type: str
    places: tuple[Share, ...] = Field(min_length=1)
    """One weight per place, best first, as in an award; for `custom` in basis points of the pool."""
    unclaimed_rule: UnclaimedRule = UnclaimedRule.RETURN
    phase: PoolPhase
    ends_at: datetime
    """The challenge's end as it was when money was first asked for. What is charged later is late."""
    frozen_at: datetime | None = None
    """When currency, split and rules were frozen: with the first participant or the first paid funding."""
    review_until: datetime | None = None
    """Until then the award may be contested. None once it is awarded: in review, its end not known yet."""
    award_version: Count = 0
    """Of the award whose prizes may be paid; 0 before there is one."""
    cover_epoch: Count = 0
    """A prize may be sent only while it was allotted in this pass."""
    settled_epoch: Count = 0
    """The last pass that found all money settled: a prize that it does not cover waits for no maturity."""
    contested_place: Annotated[int, Field(strict=True, ge=1)] | None = None
    """The best place with an open contest: it and all below it wait."""
    sponsor_of_record: str = "platform"
    """The legal entity that stands for the contest, as it was when the pool was opened."""
    rules_version: str = ""
    """Of the official rules that people were shown then; empty for pools of before."""
    payer_ids: tuple[str, ...] = ()
    """Who paid in: no payer decides about the pool."""
    proven_payer_ids: tuple[str, ...] = ()
    """Whose money paid its prizes and was not taken back: set while it is settled, it makes them known."""
    limit_raised_to: Cents = 0
    """By two administrators: so much may be paid into this pool."""
    funded: bool = False
    """Its award divides what was paid in. Without it, what another program promised: nobody paid that in."""
    next_check_at: datetime | None = None
    """When the sweep looks at it; None when nothing is left to do."""
    version: Count = 1
    created_at: datetime
    updated_at: datetime

    @property
    def path(self) -> str:
        return pool_path(self.challenge_id)


class Taking(Record):
    """What a refund or a dispute has taken from a funding by now; a dispute that was won has taken 0."""

    reference: str
    """Stripe's id of the refund or dispute."""
    kind: TakingKind
    amount: Cents
    """As Stripe has it: asked for by a refund, withdrawn by a dispute."""
    pool_amount: Cents
    """The part of it that was the pool's; the rest is booked to the processing."""
    undone: bool = False
    """The refund failed: it has taken nothing, and what it gave back is known by its part."""

    @model_validator(mode="after")
    def _part_of_the_whole(self) -> Self:
        if self.pool_amount > self.amount:
            raise ValueError("a taking takes no more from the pool than in all")
        return self


class Funding(Record):
    """`poolFundings/{id}`: one payment into a pool. What the payer pays is *total* = amount + processing."""

    funding_id: str
    challenge_id: str
    payer_id: str
    kind: FundingKind = FundingKind.CARD
    amount: Annotated[int, Field(strict=True, gt=0)]
    """The pool part: what the pool gets of it, whatever the payment costs."""
    processing_fee: Cents
    """What the payer pays on top for the payment itself; 0 where the platform bears it."""
    total: Cents
    currency: Currency
    challenge_title: str = ""
    status: FundingStatus
    attempt: PoolFundingAttempt
    payment_intent_id: str | None = None
    charge_id: str | None = None
    charged_at: datetime | None = None
    """By Stripe: decides whether it was in time."""
    stripe_fee: Annotated[int, Field(strict=True)] | None = None
    available_on: datetime | None = None
    mature_at: datetime | None = None
    """From then on it may pay prizes. Frozen when the funding is recorded."""
    is_payers_first: bool = True
    """No funding of this payer was settled before; so it matures later and is limited more."""
    risk_level: str | None = None
    card_country: str | None = None
    card_fingerprint: str | None = None
    held_for: tuple[HeldFor, ...] = ()
    """Why it does not count until two people accept it."""
    accepted_by: str | None = None
    """The approval by which two people accepted it, for all that it was held for until then."""
    warning_ids: tuple[str, ...] = ()
    """Early fraud warnings that are known."""
    takings: tuple[Taking, ...] = ()
    """Refunds, ours and others', and disputes: in the order in which they were first seen."""
    returning_amount: Cents = 0
    """Reserved by open returns, of which Stripe has no refund yet; in pool parts."""
    covered_amount: Cents = 0
    """What our own money stands in for of what was taken; two people decided it (decision 1722)."""
    revoked_at: datetime | None = None
    """When it was decided that the intent must not be paid any more."""
    next_check_at: datetime | None = None
    recorded_at: datetime | None = None
    version: Count = 1
    created_at: datetime
    updated_at: datetime

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.total != self.amount + self.processing_fee:
            raise ValueError("the total is the amount and the processing fee")
        if self.taken + self.returning_amount > self.base:
            raise ValueError("no more leaves a funding than there was of it")
        if self.covered_amount > self.taken:
            raise ValueError("no more is covered than was taken")
        return self

    @property
    def path(self) -> str:
        return funding_path(self.funding_id)

    @property
    def base(self) -> int:
        """What takings take from: the pool part, or the whole of late money, which is no pool's."""
        return self.total if self.status is FundingStatus.LATE else self.amount

    @property
    def taken(self) -> int:
        """Refunded and disputed, in pool parts."""
        return sum(taking.pool_amount for taking in self.takings if not taking.undone)

    @property
    def left(self) -> int:
        """What is left of it, without what open returns have reserved."""
        return self.base - self.taken - self.returning_amount

    def is_available(self, now: datetime) -> bool:
        """Whether its money is available at Stripe. Own money that was sponsored was so before."""
        is_own = self.kind is FundingKind.SPONSOR
        return is_own or (self.available_on is not None and self.available_on <= now)

    @property
    def in_pool(self) -> int:
        """What the pool has because of it: what is left, and what our own money stands in for."""
        return self.left + self.covered_amount

    @property
    def is_held(self) -> bool:
        return bool(self.held_for) and self.accepted_by is None


class PoolReturn(Record):
    """`poolReturns/{id}`: one refund of a funding to its payer."""

    return_id: str
    funding_id: str
    challenge_id: str
    payer_id: str
    kind: ReturnKind
    amount: Annotated[int, Field(strict=True, gt=0)]
    """What Stripe is asked to refund."""
    pool_amount: Cents
    """The part of it that is taken from what is left of the funding."""
    currency: Currency
    charge_id: str | None
    """None for what goes back to our own money: nothing is refunded."""
    status: ReturnStatus
    owed: bool = True
    """Its money is in our balance and belongs to the payer: until the refund has left it."""
    attempt: PoolReturnAttempt
    stripe_refund_id: str | None = None
    refused_code: str | None = None
    approval_id: str | None = None
    next_check_at: datetime | None = None
    version: Count = 1
    created_at: datetime
    updated_at: datetime

    @property
    def path(self) -> str:
        return return_path(self.return_id)

    @property
    def may_be_out(self) -> bool:
        """Whether its refund may have left our balance, while our record says that it is owed."""
        return self.attempt.sends != 0 and self.status in {ReturnStatus.OPEN, ReturnStatus.DONE}


class Contest(Record):
    """`poolContests/{id}`: a ranked person says that a place is wrong."""

    contest_id: str
    challenge_id: str
    award_version: Count
    user_id: str
    placement: Annotated[int, Field(strict=True, ge=1)]
    """The contested one. It follows its person into the next version of the award."""
    contested_user_id: str
    """Who had the place when it was contested."""
    reason: str
    evidence: tuple[str, ...] = ()
    evidence_hash: str = ""
    """SHA-256 of reason and evidence: two people agree on what they have read. It stays when these go."""
    status: ContestStatus
    disqualified_user_id: str | None = None
    approval_id: str | None = None
    decide_by: datetime
    next_check_at: datetime | None = None
    version: Count = 1
    created_at: datetime
    updated_at: datetime

    @property
    def path(self) -> str:
        return contest_path(self.contest_id)


SPONSOR_ID = "platform"
"""The payer of a sponsoring: no person."""


def sponsoring_of(challenge_id: str, number: int) -> JoinedId:
    """The sponsoring that request *number* for this pool made: an approval makes one."""
    own = {"challengeId": challenge_id, "kind": FundingKind.SPONSOR.value}
    return JoinedId("poolFundings", ("sponsor", challenge_id, str(number)), own)


def funding_of(challenge_id: str, payer_id: str, number: int) -> JoinedId:
    """The payer's funding *number* of this pool, from 1 on: two calls at once cannot both create it."""
    own = {"challengeId": challenge_id, "payerId": payer_id}
    return JoinedId("poolFundings", (challenge_id, payer_id, str(number)), own)


def contest_of(challenge_id: str, user_id: str, award_version: int) -> JoinedId:
    own = {"challengeId": challenge_id, "userId": user_id}
    return JoinedId("poolContests", (challenge_id, user_id, str(award_version)), own)


def pool_path(challenge_id: str) -> str:
    return path("prizePools", challenge_id)


def funding_path(funding_id: str) -> str:
    return path("poolFundings", funding_id)


def return_path(return_id: str) -> str:
    return path("poolReturns", return_id)


def contest_path(contest_id: str) -> str:
    return path("poolContests", contest_id)
