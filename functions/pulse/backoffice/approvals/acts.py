"""Acts that take two administrators: one requests with a reason, and when another approves, it is done.

`RULES` has a row for each. Pausing takes one administrator: stopping must be quick. The doors make sure that
the actor is an administrator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pulse.backoffice.approvals import pool_acts, prize_acts, refunds, stops
from pulse.backoffice.approvals.act import Act, ApproveAct, Outcome, RequestAct, Rule
from pulse.backoffice.approvals.decide_contest import DECIDE_CONTEST
from pulse.backoffice.approvals.records import Approval, approval_path
from pulse.backoffice.approvals.requests import (
    RequestApproval,
    close_expired,
    mark_used,
    prepare_agreement,
    request_approval,
)
from pulse.backoffice.approvals.revert_entry import REVERT_ENTRY
from pulse.batches import BatchResult, TimeLimit
from pulse.ports import Ports

RULES: Mapping[Act, Rule] = {
    Act.PAY_PRIZE: prize_acts.PAY_PRIZE,
    Act.REISSUE_PRIZE: prize_acts.REISSUE_PRIZE,
    Act.RESOLVE_UNCLAIMED: prize_acts.RESOLVE_UNCLAIMED,
    Act.REFUND_PAYMENT: refunds.REFUND_PAYMENT,
    Act.RESUME_PAYOUTS: stops.RESUME_PAYOUTS,
    Act.RELEASE_PERSON: stops.RELEASE_PERSON,
    Act.CANCEL_CHALLENGE: stops.CANCEL_CHALLENGE,
    Act.ACCEPT_FUNDING: pool_acts.ACCEPT_FUNDING,
    Act.RAISE_LIMIT: pool_acts.RAISE_LIMIT,
    Act.RESOLVE_POOL_LOSS: pool_acts.RESOLVE_POOL_LOSS,
    Act.RETURN_POOL: pool_acts.RETURN_POOL,
    Act.SPONSOR_POOL: pool_acts.SPONSOR_POOL,
    Act.REVERT_ENTRY: REVERT_ENTRY,
    Act.DECIDE_CONTEST: DECIDE_CONTEST,
}


@dataclass(frozen=True, slots=True)
class Approved:
    approval: Approval
    outcome: Outcome
    """The record after the act."""


def request_act(command: RequestAct, *, ports: Ports) -> Approval:
    """Store the request; no money moves. A repeat returns the open request.

    Raises *NotFound*, a refusal if the state already forbids the act, and *PartyToIt*.
    """
    rule = RULES[command.act]
    return request_approval(
        RequestApproval(
            act=command.act,
            subject=_subject_of(command.act, command.subject_id),
            actor=command.actor,
            reason=command.reason,
            terms=rule.terms(command, ports=ports),
            parties=rule.parties(command.subject_id, command.actor, ports),
            chosen=rule.chosen,
        ),
        ports=ports,
    )


def approve_act(command: ApproveAct, *, ports: Ports) -> Approved:
    """Approve what another administrator requested, and do it. Repeating it does nothing twice.

    Raises what `prepare_agreement` and the act itself raise; a refused act leaves the request open.
    """
    rule = RULES[command.act]
    approval, writes = prepare_agreement(
        command.act,
        _subject_of(command.act, command.subject_id),
        command.actor,
        command.reason,
        parties=rule.parties(command.subject_id, command.actor, ports),
        ports=ports,
        used=rule.was_done is None,
    )
    if rule.was_done is None:
        return Approved(approval, rule.do(approval, command, tuple(writes), ports))
    ports.store.commit(writes)
    outcome = rule.do(approval, command, (), ports)
    return Approved(mark_used(approval, ports=ports), outcome)


def find_open_approval(act: Act, subject_id: str, *, ports: Ports) -> Approval | None:
    """The request that another administrator may approve, or repeat the approval of."""
    document = ports.store.get(approval_path(act, _subject_of(act, subject_id)))
    approval = Approval.of(document) if document else None
    if approval is None or not approval.open:
        return None
    return approval if approval.expires_at > ports.clock.now() else None


def expire_approvals(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """For the sweep: close expired requests, which are refused in any case.

    An approved act whose end was not recorded is `used` if it was begun, and `expired` if not.
    """

    def was_done(approval: Approval) -> bool:
        check = RULES[Act(approval.act)].was_done
        return check is not None and check(approval, ports)

    return close_expired(was_done, limit=limit, ports=ports)


def _subject_of(act: Act, subject_id: str) -> str:
    return f"{RULES[act].collection}/{subject_id}"
