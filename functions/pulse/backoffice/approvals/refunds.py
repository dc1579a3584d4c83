"""Refunds by administrators: below the cap by one, above it by two."""

from __future__ import annotations

from dataclasses import replace

from pulse.alerts import causes
from pulse.backoffice.approvals.act import Act, ApproveAct, RequestAct, Rule, Terms
from pulse.backoffice.approvals.parties import payment_parties, refuse_party
from pulse.backoffice.approvals.records import Approval
from pulse.backoffice.approvals.refusals import AmountOutOfRange, ApprovalRequired
from pulse.ledger import existing
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.sales import (
    AboveTotal,
    Correction,
    CorrectionStatus,
    OwnMoneyLimitReached,
    Payment,
    RefundedPayment,
    RefundPayment,
    RefundPolicy,
    RefundReason,
    correction_path,
    read_payment,
    refund_id,
    refund_payment,
)


def refund_below_cap(command: RefundPayment, *, ports: Ports) -> RefundedPayment:
    """A refund by one administrator: all refunds of a payment together stay within the cap.

    The commit that reserves the amount decides, so simultaneous refunds cannot exceed the cap together.
    Raises *ApprovalRequired* above it, *OwnMoneyLimitReached* with an alert, *PartyToIt*, and what
    `refund_payment` raises.
    """
    payment = _read_payment(command.payment_id, ports=ports)
    refuse_party(command.actor, payment_parties(payment, ports=ports))
    within = replace(
        command,
        total_max=ports.settings.refund_approval_cap_cents,
        own_money_max=ports.settings.platform_pays_per_day_cents_max,
    )
    try:
        return refund_payment(within, ports=ports)
    except OwnMoneyLimitReached as refusal:
        _alert_own_money(command, refusal, ports=ports)
        raise
    except AboveTotal as error:
        raise ApprovalRequired(
            "a refund of this size takes a second administrator", act=Act.REFUND_PAYMENT
        ) from error


def _alert_own_money(command: RefundPayment, refusal: OwnMoneyLimitReached, *, ports: Ports) -> None:
    ports.alerts.raise_alert(
        causes.REFUND_LIMITED.alert(
            "An administrator tried to refund more of the platform's own money than one may a day.",
            subject=f"payments/{command.payment_id}",
            currency=refusal.facts["currency"],
            facts={"actor": command.actor, "spent": refusal.facts["spent"], "limit": refusal.facts["limit"]},
        )
    )


def _read_terms(command: RequestAct, *, ports: Ports) -> Terms:
    payment = _read_payment(command.subject_id, ports=ports)
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


def _parties(payment_id: str, _: str, ports: Ports) -> tuple[str, ...]:
    return payment_parties(_read_payment(payment_id, ports=ports), ports=ports)


def _refund(approval: Approval, command: ApproveAct, _: tuple[Write, ...], ports: Ports) -> RefundedPayment:
    """The request's number is part of the refund's id: a repeat finds the same refund."""
    terms = approval.terms
    return refund_payment(
        RefundPayment(
            payment_id=command.subject_id,
            actor=command.actor,
            reason=RefundReason(terms["refundReason"]),
            amount=terms["amount"],
            policy=RefundPolicy(terms["policy"]),
            request_id=_request_id(approval),
        ),
        ports=ports,
    )


def _request_id(approval: Approval) -> str:
    return f"{approval.path}:{approval.number}"


def _was_reserved(approval: Approval, ports: Ports) -> bool:
    """The sweep sends a reserved refund, unless Stripe has refused it."""
    payment_id = approval.subject.removeprefix(f"{REFUND_PAYMENT.collection}/")
    found = ports.store.get(correction_path(refund_id(payment_id, _request_id(approval))))
    return found is not None and Correction.of(found).status is not CorrectionStatus.REFUSED


def _read_payment(payment_id: str, *, ports: Ports) -> Payment:
    found = read_payment(payment_id, ports=ports)
    return Payment.of(existing(found, "payment", code="payment_not_found"))


REFUND_PAYMENT = Rule(
    collection="payments",
    terms=_read_terms,
    parties=_parties,
    do=_refund,
    chosen=True,
    was_done=_was_reserved,
)
