"""Administrators' acts on prizes and payouts, alone or with a second administrator."""

from __future__ import annotations

from collections.abc import Callable

from pulse.backoffice import Act, Approval, ApproveAct, RequestAct, approve_act, request_act
from pulse.doors import inputs
from pulse.doors.answers import ApprovalAnswer, PausedAnswer, PrizeStateAnswer
from pulse.doors.moments import iso
from pulse.doors.operation import Answer, Call
from pulse.ports import Ports
from pulse.prizes import PrizeAct, PrizeRecord, cancel_prize, hold_prize, pause_payouts, release_prize
from pulse.sales import RefundPolicy, RefundReason


def cancel(call: Call[inputs.PrizeAct], ports: Ports) -> Answer:
    return _acted(cancel_prize, call, ports)


def hold(call: Call[inputs.PrizeAct], ports: Ports) -> Answer:
    return _acted(hold_prize, call, ports)


def release(call: Call[inputs.PrizeAct], ports: Ports) -> Answer:
    return _acted(release_prize, call, ports)


def pause(call: Call[inputs.Because], ports: Ports) -> Answer:
    control = pause_payouts(paused=True, actor=call.actor, reason=call.fields.reason, ports=ports)

    answer: PausedAnswer = {"paused": control.paused, "since": iso(control.at)}
    return Answer(answer)


def request_approval(call: Call[inputs.ActAskedFor], ports: Ports) -> Answer:
    fields = call.fields
    command = RequestAct(
        act=Act(fields.act),
        subject_id=fields.subjectId,
        actor=call.actor,
        reason=fields.reason,
        amount=fields.amount,
        policy=RefundPolicy(fields.policy),
        refund_reason=RefundReason(fields.refundReason),
    )

    approval = request_act(command, ports=ports)

    return Answer(_approval(approval))


def approve_request(call: Call[inputs.ActAgreedTo], ports: Ports) -> Answer:
    fields = call.fields
    command = ApproveAct(
        act=Act(fields.act), subject_id=fields.subjectId, actor=call.actor, reason=fields.reason
    )

    approved = approve_act(command, ports=ports)

    return Answer(_approval(approved.approval))


def _acted(act: Callable[..., PrizeRecord], call: Call[inputs.PrizeAct], ports: Ports) -> Answer:
    record = act(PrizeAct(call.fields.prizeRecordId, call.actor, call.fields.reason), ports=ports)

    answer: PrizeStateAnswer = {
        "prizeRecordId": record.id,
        "status": record.status.value,
        "reason": record.reason and record.reason.value,
        "nextAction": record.next_action,
    }
    return Answer(answer)


def _approval(approval: Approval) -> ApprovalAnswer:
    return {
        "act": approval.act,
        "subject": approval.subject,
        "status": approval.status.value,
        "requestedBy": approval.requested_by,
        "approvedBy": approval.approved_by,
        "expiresAt": iso(approval.expires_at),
    }
