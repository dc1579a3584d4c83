"""Operations on approvals: one administrator requests an act; a second approves it, which performs it."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from functools import partial

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.backoffice import Act, Approval, ApproveAct, RequestAct, approve_act, request_act
from pulse.doors.access.rate_limits import ACTS
from pulse.doors.access.roles import Access
from pulse.doors.deployment import SLACK
from pulse.doors.operation import WRITE, Answer, Call, Operation
from pulse.doors.wire import fields
from pulse.doors.wire.fields import ActName, Cents, ComposedId, Decision, Id, Policy
from pulse.doors.wire.inputs import WithReason
from pulse.doors.wire.moments import iso
from pulse.ports import Ports
from pulse.sales import RefundPolicy, RefundReason


class ApproveInput(WithReason):
    act: ActName
    subjectId: ComposedId


class RequestInput(ApproveInput):
    amount: Cents | None = None
    """The amount that the act is about, in minor units, for the acts that take one."""
    policy: Policy = "proportional"
    refundReason: fields.RefundReason = "requested_by_customer"
    decision: Decision | None = None
    disqualifiedUserId: Id | None = None


class ApprovalAnswer(TypedDict):
    act: str
    subject: str
    """The record that the act is about, as `prizeRecords/{id}`."""
    path: str
    """The request's own record, as `approvals/{id}`."""
    status: str
    """How far the request is."""
    requestedBy: str
    approvedBy: str | None
    expiresAt: str


def request_approval(call: Call[RequestInput], ports: Ports) -> Answer:
    command = RequestAct(
        act=Act(call.fields.act),
        subject_id=call.fields.subjectId,
        actor=call.actor,
        reason=call.fields.reason,
        amount=call.fields.amount,
        policy=RefundPolicy(call.fields.policy),
        refund_reason=RefundReason(call.fields.refundReason),
        decision=call.fields.decision,
        disqualified_user_id=call.fields.disqualifiedUserId,
    )

    approval = request_act(command, ports=ports)

    return Answer(_approval(approval))


def approve_request(call: Call[ApproveInput], ports: Ports) -> Answer:
    command = ApproveAct(
        act=Act(call.fields.act),
        subject_id=call.fields.subjectId,
        actor=call.actor,
        reason=call.fields.reason,
    )

    approved = approve_act(command, ports=ports)

    return Answer(_approval(approved.approval))


def _approval(approval: Approval) -> ApprovalAnswer:
    return {
        "act": approval.act,
        "subject": approval.subject,
        "path": approval.path,
        "status": approval.status.value,
        "requestedBy": approval.requested_by,
        "approvedBy": approval.approved_by,
        "expiresAt": iso(approval.expires_at),
    }


_row = partial(Operation, methods=WRITE, access=Access.ADMIN, limit=ACTS, answer=ApprovalAnswer)

ROWS = (
    _row(
        "request-approval",
        "Request an act that takes two administrators",
        input=RequestInput,
        handler=request_approval,
        secrets=(SLACK,),
    ),
    _row(
        "approve-request",
        "Approve what another administrator requested; this performs it",
        input=ApproveInput,
        handler=approve_request,
    ),
)
