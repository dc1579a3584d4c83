"""The acts that take two administrators, how one is asked for and approved, and what a file of acts gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from pulse.accounts import PersonHold
from pulse.backoffice.approvals.records import Approval
from pulse.backoffice.cancellations import Cancellation
from pulse.errors import InvalidRequest
from pulse.ledger import Entry
from pulse.pools import Contest, Funding, Pool, UnclaimedRule
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes import ContestDecision, LossDecision, PayoutControl, PrizeRecord
from pulse.sales import RefundedPayment, RefundPolicy, RefundReason


class Act(StrEnum):
    PAY_PRIZE = "pay-prize"
    REISSUE_PRIZE = "reissue-prize"
    REFUND_PAYMENT = "refund-payment"
    RESUME_PAYOUTS = "resume-payouts"
    RELEASE_PERSON = "release_person"
    CANCEL_CHALLENGE = "cancel_challenge"
    ACCEPT_FUNDING = "accept_funding"
    RAISE_LIMIT = "raise_limit"
    REVERT_ENTRY = "revert_entry"
    RESOLVE_UNCLAIMED = "resolve_unclaimed"
    RESOLVE_POOL_LOSS = "resolve_pool_loss"
    RETURN_POOL = "return_pool"
    SPONSOR_POOL = "sponsor_pool"
    DECIDE_CONTEST = "decide_contest"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAct:
    """*subject_id*: the prize record's or the payment's id; `payouts` for resuming; the person's
    uid for releasing them, the challenge's id for cancelling it, the funding's for accepting it, and the
    journal entry's for reverting it.

    *decision*: what is to happen, for the acts of `DECISIONS`.
    *amount* of `resolve_pool_loss` is what to cover; None: what was paid.
    *disqualified_user_id*: whom a decision on a contest takes out.
    For a refund also its *amount* in minor units (None: all that is left), *policy* and *refund_reason*.
    """

    act: Act
    subject_id: str
    actor: str
    reason: str
    amount: int | None = None
    policy: RefundPolicy = RefundPolicy.PROPORTIONAL
    refund_reason: RefundReason = RefundReason.REQUESTED_BY_CUSTOMER
    decision: str | None = None
    disqualified_user_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveAct:
    act: Act
    subject_id: str
    actor: str
    reason: str


Terms: TypeAlias = Mapping[str, Any]
Outcome: TypeAlias = (
    PrizeRecord
    | RefundedPayment
    | PayoutControl
    | PersonHold
    | Cancellation
    | Funding
    | Pool
    | Entry
    | Contest
)


class ReadTerms(Protocol):
    """Raises *NotFound*, and a refusal where the state forbids the act."""

    def __call__(self, command: RequestAct, *, ports: Ports) -> Terms: ...


Parties: TypeAlias = Callable[[str, str, Ports], tuple[str, ...]]
"""Of the subject's id and the actor: who gets the money or bears it; the actor among them if they are one."""
Do: TypeAlias = Callable[[Approval, ApproveAct, tuple[Write, ...], Ports], Outcome]
"""The act. Its own commit also holds the given writes, which use the approval up."""
WasDone: TypeAlias = Callable[[Approval, Ports], bool]
"""Whether what was approved was begun: then it is carried out, also without a repeat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    collection: str
    """Of the record that the act is about."""
    terms: ReadTerms
    parties: Parties
    do: Do
    chosen: bool = False
    """Whether the administrator chooses the terms. Otherwise they follow from the record."""
    was_done: WasDone | None = None
    """For an act of more than one commit, which a repeat does not do twice. Others are done in the commit
    that approves them."""


DECISIONS: Mapping[Act, tuple[str, ...]] = {
    Act.RESOLVE_UNCLAIMED: tuple(one.value for one in UnclaimedRule),
    Act.RESOLVE_POOL_LOSS: tuple(one.value for one in LossDecision),
    Act.DECIDE_CONTEST: tuple(one.value for one in ContestDecision),
}
"""The acts that take a decision, and what it may be."""


def decision_of(command: RequestAct) -> str:
    """Raises *InvalidRequest* that names the decisions there are."""
    allowed = DECISIONS[command.act]
    if command.decision not in allowed:
        raise InvalidRequest(f"decision must be one of {', '.join(allowed)}", field="decision")
    return command.decision
