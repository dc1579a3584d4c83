"""What exactly an act that takes two administrators is asked to do, and who would get the money of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pulse.errors import InvalidRequest, NotFound, Refusal
from pulse.ports import Ports
from pulse.prizes import PrizeRecord, PrizeStatus, prize_path
from pulse.sales import Payment, payment_path
from pulse.sales.states import RefundPolicy, RefundReason


class Act(StrEnum):
    PAY_PRIZE = "pay-prize"
    REISSUE_PRIZE = "reissue-prize"
    REFUND_PAYMENT = "refund-payment"
    RESUME_PAYOUTS = "resume-payouts"


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


Terms = tuple[Mapping[str, Any], tuple[str, ...]]


def terms_of_payment(command: RequestAct, ports: Ports) -> Terms:
    record = prize_of(command.subject_id, ports)
    if record.settled or record.approved_by is not None:
        raise Refusal("this prize does not wait for approval", code="not_held")
    return money_of(record), (record.user_id,)


def terms_of_reissue(command: RequestAct, ports: Ports) -> Terms:
    record = prize_of(command.subject_id, ports)
    if record.status is not PrizeStatus.REVERSED:
        raise Refusal("only a reversed prize can be issued again", code="not_reversed")
    return money_of(record), (record.user_id,)


def terms_of_refund(command: RequestAct, ports: Ports) -> Terms:
    payment = payment_of(command.subject_id, ports)
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


def terms_of_resuming(command: RequestAct, ports: Ports) -> Terms:
    if command.subject_id != "payouts":
        raise NotFound("there is no such switch")
    return pause_terms(ports), ()


def pause_terms(ports: Ports) -> Mapping[str, Any]:
    """Who paused payouts, and why."""
    document = ports.store.get("control/payouts")
    if document is None or not document.fields.get("paused"):
        raise Refusal("payouts are not paused", code="not_paused")
    return {"pausedBy": document.fields.get("by"), "pausedFor": document.fields.get("reason")}


TERMS: Mapping[Act, Callable[[RequestAct, Ports], Terms]] = {
    Act.PAY_PRIZE: terms_of_payment,
    Act.REISSUE_PRIZE: terms_of_reissue,
    Act.REFUND_PAYMENT: terms_of_refund,
    Act.RESUME_PAYOUTS: terms_of_resuming,
}
_COLLECTIONS = {
    Act.PAY_PRIZE: "prizeRecords",
    Act.REISSUE_PRIZE: "prizeRecords",
    Act.REFUND_PAYMENT: "payments",
    Act.RESUME_PAYOUTS: "control",
}


def subject_of(act: Act, subject_id: str) -> str:
    return f"{_COLLECTIONS[act]}/{subject_id}"


def money_of(record: PrizeRecord) -> Mapping[str, Any]:
    """*reissues* ties the request to this reversal, and to no later one."""
    return {"amount": record.winner_amount, "currency": record.currency, "reissues": record.reissues}


def prize_of(prize_record_id: str, ports: Ports) -> PrizeRecord:
    document = ports.store.get(prize_path(prize_record_id))
    if document is None:
        raise NotFound("there is no such prize record", code="prize_record_not_found")
    return PrizeRecord.of(document)


def payment_of(payment_id: str, ports: Ports) -> Payment:
    document = ports.store.get(payment_path(payment_id))
    if document is None:
        raise NotFound("there is no such payment", code="payment_not_found")
    return Payment.of(document)
