"""Acts that take two administrators: one asks with a reason, another agrees, and with that it is done.

Paying above the cap or against a hold, paying again after a reversal, a large refund, resuming payouts.
Pausing takes one: stopping must be quick. Calling this with an administrator's uid is the doors' matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pulse.errors import InvalidRequest, NotFound, Refusal
from pulse.ledger.approvals import (
    Approval,
    ApprovalStatus,
    RequestApproval,
    agreed,
    approval_path,
    finished,
    request_approval,
)
from pulse.ports import Ports
from pulse.prizes import (
    PayoutControl,
    PrizeAct,
    PrizeRecord,
    PrizeStatus,
    approve_prize,
    pause_payouts,
    prize_path,
    reissue_prize,
)
from pulse.sales import Payment, RefundedPayment, RefundPayment, payment_path, refund_payment
from pulse.sales.states import RefundPolicy, RefundReason


class Act(StrEnum):
    PAY_PRIZE = "pay-prize"
    REISSUE_PRIZE = "reissue-prize"
    REFUND_PAYMENT = "refund-payment"
    RESUME_PAYOUTS = "resume-payouts"


class ApprovalRequired(Refusal):
    """`facts["act"]` names what has to be asked for."""

    code = "approval_required"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAct:
    """*subject_id*: the prize record's or the payment's id; `payouts` for resuming.

    For a refund also its *amount* in minor units (None: all that is left), *policy* and *refund_reason*.
    """

    act: Act
    subject_id: str
    actor: str
    reason: str
    amount: int | None = None
    policy: RefundPolicy = RefundPolicy.PROPORTIONAL
    refund_reason: RefundReason = RefundReason.REQUESTED_BY_CUSTOMER


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveAct:
    act: Act
    subject_id: str
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class Approved:
    approval: Approval
    outcome: PrizeRecord | RefundedPayment | PayoutControl
    """The record after the act."""


def request_act(command: RequestAct, *, ports: Ports) -> Approval:
    """Ask. Nothing happens to any money. A repeat is answered with the open request.

    Raises *NotFound*, *Refusal* where the state already forbids the act, *NotAllowed* for a party to it.
    """
    terms, parties = _TERMS[command.act](command, ports)
    return request_approval(
        RequestApproval(
            act=command.act,
            subject=_subject(command.act, command.subject_id),
            actor=command.actor,
            reason=command.reason,
            terms=terms,
            parties=parties,
        ),
        ports=ports,
    )


def approve_act(command: ApproveAct, *, ports: Ports) -> Approved:
    """Agree to what another administrator asked for, and do it. Repeating it does nothing twice.

    Raises what `ledger.approvals.agreed` and the act itself raise; a refused act leaves the request open.
    """
    if command.act is Act.REFUND_PAYMENT:
        return _refund(command, ports)
    approval, writes = agreed(
        command.act,
        _subject(command.act, command.subject_id),
        command.actor,
        command.reason,
        ports=ports,
        used=True,
    )
    if command.act is Act.RESUME_PAYOUTS:
        outcome = pause_payouts(
            paused=False, actor=command.actor, reason=command.reason, ports=ports, others=tuple(writes)
        )
        return Approved(approval, outcome)
    _same_prize(approval, command.subject_id, ports)
    act = PrizeAct(command.subject_id, command.actor, command.reason, tuple(writes))
    do = approve_prize if command.act is Act.PAY_PRIZE else reissue_prize
    return Approved(approval, do(act, ports=ports))


def refund_below_cap(command: RefundPayment, *, ports: Ports) -> RefundedPayment:
    """What one administrator may refund alone: all refunds of a payment together stay within the cap.

    Raises *ApprovalRequired* above it, and what `refund_payment` raises.
    """
    payment = _payment(command.payment_id, ports)
    left = payment.amount - payment.refunded_amount - payment.reserved_refund_amount
    wanted = left if command.amount is None else command.amount
    total = payment.amount - left + wanted
    if total > ports.settings.refund_approval_cap_cents:
        raise ApprovalRequired("a refund of this size takes a second administrator", act=Act.REFUND_PAYMENT)
    return refund_payment(command, ports=ports)


def _refund(command: ApproveAct, ports: Ports) -> Approved:
    """Stripe is asked, so it is no single commit: approved, done under a name that repeats nothing, used."""
    subject = _subject(command.act, command.subject_id)
    approval, writes = agreed(command.act, subject, command.actor, command.reason, ports=ports, used=False)
    ports.store.commit(writes)
    terms = approval.terms
    outcome = refund_payment(
        RefundPayment(
            payment_id=command.subject_id,
            actor=command.actor,
            reason=RefundReason(terms["refundReason"]),
            amount=terms["amount"],
            policy=RefundPolicy(terms["policy"]),
            request_id=f"{approval_path(command.act, subject)}:{approval.number}",
        ),
        ports=ports,
    )
    return Approved(finished(approval, ports=ports), outcome)


Terms = tuple[Mapping[str, Any], tuple[str, ...]]


def _terms_of_payment(command: RequestAct, ports: Ports) -> Terms:
    record = _prize(command.subject_id, ports)
    if record.settled or record.approved_by is not None:
        raise Refusal("this prize does not wait for approval", code="not_held")
    return _money(record), (record.user_id,)


def _terms_of_reissue(command: RequestAct, ports: Ports) -> Terms:
    record = _prize(command.subject_id, ports)
    if record.status is not PrizeStatus.REVERSED:
        raise Refusal("only a reversed prize can be issued again", code="not_reversed")
    return _money(record), (record.user_id,)


def _terms_of_refund(command: RequestAct, ports: Ports) -> Terms:
    payment = _payment(command.subject_id, ports)
    left = payment.amount - payment.refunded_amount - payment.reserved_refund_amount
    amount = left if command.amount is None else command.amount
    if not 0 < amount <= left:
        raise InvalidRequest(f"of this payment {left} can be refunded", code="amount_out_of_range")
    terms = {
        "amount": amount,
        "currency": payment.currency,
        "policy": command.policy.value,
        "refundReason": command.refund_reason.value,
    }
    return terms, (payment.buyer_id, payment.owner_id)


def _terms_of_resuming(command: RequestAct, ports: Ports) -> Terms:
    if command.subject_id != "payouts":
        raise NotFound("there is no such switch")
    document = ports.store.get("control/payouts")
    if document is None or not document.fields.get("paused"):
        raise Refusal("payouts are not paused", code="not_paused")
    return {"pausedBy": document.fields.get("by"), "pausedFor": document.fields.get("reason")}, ()


_TERMS: Mapping[Act, Callable[[RequestAct, Ports], Terms]] = {
    Act.PAY_PRIZE: _terms_of_payment,
    Act.REISSUE_PRIZE: _terms_of_reissue,
    Act.REFUND_PAYMENT: _terms_of_refund,
    Act.RESUME_PAYOUTS: _terms_of_resuming,
}
_COLLECTIONS = {
    Act.PAY_PRIZE: "prizeRecords",
    Act.REISSUE_PRIZE: "prizeRecords",
    Act.REFUND_PAYMENT: "payments",
    Act.RESUME_PAYOUTS: "control",
}


def _subject(act: Act, subject_id: str) -> str:
    return f"{_COLLECTIONS[act]}/{subject_id}"


def _money(record: PrizeRecord) -> Mapping[str, Any]:
    """*reissues* ties the request to this reversal, and to no later one."""
    return {"amount": record.winner_amount, "currency": record.currency, "reissues": record.reissues}


def _same_prize(approval: Approval, prize_record_id: str, ports: Ports) -> None:
    if dict(_money(_prize(prize_record_id, ports))) != approval.terms:
        raise Refusal("the prize is not what was asked about; ask again", code="terms_changed")


def _prize(prize_record_id: str, ports: Ports) -> PrizeRecord:
    document = ports.store.get(prize_path(prize_record_id))
    if document is None:
        raise NotFound("there is no such prize record", code="prize_record_not_found")
    return PrizeRecord.of(document)


def _payment(payment_id: str, ports: Ports) -> Payment:
    document = ports.store.get(payment_path(payment_id))
    if document is None:
        raise NotFound("there is no such payment", code="payment_not_found")
    return Payment.of(document)


__all__ = [
    "Act",
    "Approval",
    "ApprovalRequired",
    "ApprovalStatus",
    "ApproveAct",
    "Approved",
    "RequestAct",
    "approve_act",
    "refund_below_cap",
    "request_act",
]
