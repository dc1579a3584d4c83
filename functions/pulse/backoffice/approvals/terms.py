"""The terms of an act that takes two administrators, and who would get its money."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from pulse.backoffice.approvals.decide_contest import contest_parties, contest_terms
from pulse.backoffice.approvals.parties import (
    challenge_parties,
    funding_parties,
    payment_parties,
    pool_parties,
    prize_parties,
    sponsoring_parties,
    unclaimed_parties,
)
from pulse.backoffice.approvals.refusals import AmountOutOfRange, NotHeld, NotPaused, NotReversed
from pulse.backoffice.approvals.revert_entry import entry_parties, read_entry, revert_terms
from pulse.backoffice.cancellations import read_extent
from pulse.backoffice.people import PersonNotHeld, read_person_hold
from pulse.errors import InvalidRequest, NotFound
from pulse.ledger import existing
from pulse.pools import Funding, UnclaimedRule, read_funding, read_pool, require_held, require_raise
from pulse.ports import Ports
from pulse.prizes import (
    ContestDecision,
    LossDecision,
    PrizeRecord,
    PrizeStatus,
    is_paused,
    loss_terms,
    prize_path,
    read_known_reasons,
    require_sponsoring,
    return_terms,
    unclaimed_terms,
)
from pulse.sales import Payment, RefundPolicy, RefundReason, payment_path


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


Terms = Mapping[str, Any]


def read_payment_terms(command: RequestAct, *, ports: Ports) -> Terms:
    record = read_prize(command.subject_id, ports=ports)
    if record.settled or record.approved_by is not None:
        raise NotHeld("this prize does not wait for approval")
    return payment_terms(record, ports=ports)


def read_reissue_terms(command: RequestAct, *, ports: Ports) -> Terms:
    record = read_prize(command.subject_id, ports=ports)
    if record.status is not PrizeStatus.REVERSED:
        raise NotReversed("only a reversed prize can be issued again")
    return money_of(record)


def read_refund_terms(command: RequestAct, *, ports: Ports) -> Terms:
    payment = read_payment(command.subject_id, ports=ports)
    left = payment.amount - payment.refunded_amount - payment.reserved_refund_amount
    amount = left if command.amount is None else command.amount
    if not 0 < amount <= left:
        raise AmountOutOfRange(f"at most {left} of this payment can be refunded")
    return {
        "amount": amount,
        "currency": payment.currency,
        "policy": command.policy.value,
        "refundReason": command.refund_reason.value,
    }


def read_resuming_terms(command: RequestAct, *, ports: Ports) -> Terms:
    if command.subject_id != "payouts":
        raise NotFound("there is no such switch")
    return read_pause_terms(ports=ports)


def read_pause_terms(*, ports: Ports) -> Mapping[str, Any]:
    """Who paused payouts, and why."""
    document = ports.store.get("control/payouts")
    if document is None or not is_paused(document):
        raise NotPaused("payouts are not paused")
    return {"pausedBy": document.fields.get("by"), "pausedFor": document.fields.get("reason")}


def read_release_terms(command: RequestAct, *, ports: Ports) -> Terms:
    return read_hold_terms(command.subject_id, ports=ports)


def read_hold_terms(user_id: str, *, ports: Ports) -> Mapping[str, Any]:
    """Who put the person on hold, when, and why."""
    hold = read_person_hold(user_id, ports=ports)
    if hold is None or not hold.held:
        raise PersonNotHeld("this person is not on hold")
    return {"heldBy": hold.by, "heldAt": hold.at, "heldFor": hold.reason}


def read_cancellation_terms(command: RequestAct, *, ports: Ports) -> Terms:
    return read_extent(command.subject_id, ports=ports)


def read_acceptance_terms(command: RequestAct, *, ports: Ports) -> Terms:
    funding = read_funding(command.subject_id, ports=ports)
    require_held(funding)
    return held_terms(funding)


def read_raise_terms(command: RequestAct, *, ports: Ports) -> Terms:
    pool = read_pool(command.subject_id, ports=ports)
    return {"amount": require_raise(pool, command.amount), "currency": pool.currency}


def read_revert_terms(command: RequestAct, *, ports: Ports) -> Terms:
    return revert_terms(command.subject_id, ports=ports)


def read_unclaimed_terms(command: RequestAct, *, ports: Ports) -> Terms:
    record = read_prize(command.subject_id, ports=ports)
    return unclaimed_terms(record, UnclaimedRule(decision_of(command)), ports=ports)


def read_loss_terms(command: RequestAct, *, ports: Ports) -> Terms:
    decision = LossDecision(decision_of(command))
    return loss_terms(command.subject_id, decision, command.amount, ports=ports)


def read_return_terms(command: RequestAct, *, ports: Ports) -> Terms:
    return return_terms(command.subject_id, ports=ports)


def read_contest_terms(command: RequestAct, *, ports: Ports) -> Terms:
    decision, out = decision_of(command), command.disqualified_user_id
    return contest_terms(command.subject_id, decision, out, ports=ports)


DECISIONS: Mapping[Act, tuple[str, ...]] = {
    Act.RESOLVE_UNCLAIMED: tuple(one.value for one in UnclaimedRule),
    Act.RESOLVE_POOL_LOSS: tuple(one.value for one in LossDecision),
    Act.DECIDE_CONTEST: tuple(one.value for one in ContestDecision),
}
"""The acts that take one, and what it may be."""
CHOSEN = frozenset({Act.REFUND_PAYMENT, Act.RAISE_LIMIT, Act.SPONSOR_POOL, *DECISIONS})
"""The acts whose terms the administrator chooses."""


def decision_of(command: RequestAct) -> str:
    """Raises *InvalidRequest* that names the decisions there are."""
    allowed = DECISIONS[command.act]
    if command.decision not in allowed:
        raise InvalidRequest(f"decision must be one of {', '.join(allowed)}", field="decision")
    return command.decision


def read_sponsoring_terms(command: RequestAct, *, ports: Ports) -> Terms:
    quoted = require_sponsoring(command.subject_id, command.amount, ports=ports)
    return {"amount": quoted.amount, "currency": quoted.currency}


class TermsReader(Protocol):
    """Raises *NotFound*, and a refusal where the state forbids the act."""

    def __call__(self, command: RequestAct, *, ports: Ports) -> Terms: ...


READERS: Mapping[Act, TermsReader] = {
    Act.PAY_PRIZE: read_payment_terms,
    Act.REISSUE_PRIZE: read_reissue_terms,
    Act.REFUND_PAYMENT: read_refund_terms,
    Act.RESUME_PAYOUTS: read_resuming_terms,
    Act.RELEASE_PERSON: read_release_terms,
    Act.CANCEL_CHALLENGE: read_cancellation_terms,
    Act.ACCEPT_FUNDING: read_acceptance_terms,
    Act.RAISE_LIMIT: read_raise_terms,
    Act.REVERT_ENTRY: read_revert_terms,
    Act.RESOLVE_UNCLAIMED: read_unclaimed_terms,
    Act.RESOLVE_POOL_LOSS: read_loss_terms,
    Act.RETURN_POOL: read_return_terms,
    Act.SPONSOR_POOL: read_sponsoring_terms,
    Act.DECIDE_CONTEST: read_contest_terms,
}
_COLLECTIONS = {
    Act.PAY_PRIZE: "prizeRecords",
    Act.REISSUE_PRIZE: "prizeRecords",
    Act.REFUND_PAYMENT: "payments",
    Act.RESUME_PAYOUTS: "control",
    Act.RELEASE_PERSON: "personHolds",
    Act.CANCEL_CHALLENGE: "challenges",
    Act.ACCEPT_FUNDING: "poolFundings",
    Act.RAISE_LIMIT: "prizePools",
    Act.REVERT_ENTRY: "journal",
    Act.RESOLVE_UNCLAIMED: "prizeRecords",
    Act.RESOLVE_POOL_LOSS: "prizePools",
    Act.RETURN_POOL: "prizePools",
    Act.SPONSOR_POOL: "prizePools",
    Act.DECIDE_CONTEST: "poolContests",
}


def read_parties(act: Act, subject_id: str, actor: str, *, ports: Ports) -> tuple[str, ...]:
    """The parties to an act as they are now; *actor* is among them if they are one. Raises *NotFound*."""
    return _PARTIES[act](subject_id, actor, ports)


def _prize_parties(subject_id: str, _: str, ports: Ports) -> tuple[str, ...]:
    return prize_parties(read_prize(subject_id, ports=ports), ports=ports)


def _pool_parties(subject_id: str, actor: str, ports: Ports) -> tuple[str, ...]:
    return pool_parties(read_pool(subject_id, ports=ports), actor, ports=ports)


_PARTIES: Mapping[Act, Callable[[str, str, Ports], tuple[str, ...]]] = {
    Act.PAY_PRIZE: _prize_parties,
    Act.REISSUE_PRIZE: _prize_parties,
    Act.REFUND_PAYMENT: lambda subject, _, ports: payment_parties(
        read_payment(subject, ports=ports), ports=ports
    ),
    Act.RESUME_PAYOUTS: lambda _subject, _actor, _ports: (),
    Act.RELEASE_PERSON: lambda subject, _actor, _ports: (subject,),
    Act.CANCEL_CHALLENGE: lambda subject, actor, ports: challenge_parties(subject, actor, ports=ports),
    Act.ACCEPT_FUNDING: lambda subject, actor, ports: funding_parties(
        read_funding(subject, ports=ports), actor, ports=ports
    ),
    Act.RAISE_LIMIT: _pool_parties,
    Act.RESOLVE_POOL_LOSS: _pool_parties,
    Act.RETURN_POOL: _pool_parties,
    Act.REVERT_ENTRY: lambda subject, _, ports: entry_parties(read_entry(subject, ports=ports)),
    Act.RESOLVE_UNCLAIMED: lambda subject, actor, ports: unclaimed_parties(
        read_prize(subject, ports=ports), actor, ports=ports
    ),
    Act.SPONSOR_POOL: lambda subject, actor, ports: sponsoring_parties(subject, actor, ports=ports),
    Act.DECIDE_CONTEST: lambda subject, actor, ports: contest_parties(subject, actor, ports=ports),
}


def subject_of(act: Act, subject_id: str) -> str:
    return f"{_COLLECTIONS[act]}/{subject_id}"


def payment_terms(record: PrizeRecord, *, ports: Ports) -> Mapping[str, Any]:
    """*heldFor* is all that is known against paying the prize: a later reason needs another request."""
    known = read_known_reasons(record.id, ports=ports)
    return {**money_of(record), "heldFor": list(known.sentences)}


def money_of(record: PrizeRecord) -> Mapping[str, Any]:
    """*reissues* ties the request to this reversal and not to a later one."""
    return {"amount": record.winner_amount, "currency": record.currency, "reissues": record.reissues}


def held_terms(funding: Funding) -> Mapping[str, Any]:
    """*heldFor* and *warnings* tie the request to what is known: a later warning needs another one."""
    return {
        "amount": funding.amount,
        "currency": funding.currency,
        "heldFor": [why.value for why in funding.held_for],
        "warnings": list(funding.warning_ids),
    }


def read_prize(prize_record_id: str, *, ports: Ports) -> PrizeRecord:
    found = ports.store.get(prize_path(prize_record_id))
    return PrizeRecord.of(existing(found, "prize record", code="prize_record_not_found"))


def read_payment(payment_id: str, *, ports: Ports) -> Payment:
    found = ports.store.get(payment_path(payment_id))
    return Payment.of(existing(found, "payment", code="payment_not_found"))
