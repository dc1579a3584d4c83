"""Acts that take two administrators: one requests with a reason, and when another approves, it is done.

Paying above the cap or despite a hold, paying again after a reversal, a large refund, resuming payouts,
letting a person go on who is on hold, cancelling a challenge that people paid for, reverting an entry,
sponsoring a pool.
Pausing takes one administrator: stopping must be quick. The doors make sure that the actor is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from pulse.accounts import PersonHold
from pulse.alerts import causes
from pulse.backoffice.approvals.decide_contest import decide
from pulse.backoffice.approvals.parties import payment_parties, refuse_party, refuse_prize_party
from pulse.backoffice.approvals.records import Approval, ApprovalStatus, approval_path
from pulse.backoffice.approvals.refusals import ApprovalRequired, TermsChanged
from pulse.backoffice.approvals.requests import (
    RequestApproval,
    mark_used,
    prepare_agreement,
    request_approval,
)
from pulse.backoffice.approvals.revert_entry import revert_entry, revert_terms
from pulse.backoffice.approvals.terms import (
    CHOSEN,
    READERS,
    Act,
    RequestAct,
    held_terms,
    money_of,
    payment_terms,
    read_hold_terms,
    read_parties,
    read_pause_terms,
    read_payment,
    read_prize,
    subject_of,
)
from pulse.backoffice.cancellations import AskCancellation, Cancellation, ask_cancellation
from pulse.backoffice.people import ReleasePerson, release_person
from pulse.ledger import Entry
from pulse.pools import Contest, Funding, Pool, UnclaimedRule, accept_funding, raise_limit, read_funding
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes import (
    PaymentOutcome,
    PayoutControl,
    PayPrize,
    PrizeAct,
    PrizeRecord,
    ResolvePoolLoss,
    ResolveUnclaimed,
    ReturnPool,
    SponsorPool,
    approve_prize,
    pause_payouts,
    pay_when_asked,
    reissue_prize,
    resolve_pool_loss,
    resolve_unclaimed,
    return_pool,
    sponsor_pool,
    unclaimed_terms,
)
from pulse.sales import (
    AboveTotal,
    OwnMoneyLimitReached,
    RefundedPayment,
    RefundPayment,
    RefundPolicy,
    RefundReason,
    refund_payment,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveAct:
    act: Act
    subject_id: str
    actor: str
    reason: str


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
InOneCommit: TypeAlias = Callable[[Approval, ApproveAct, tuple[Write, ...], Ports], Outcome]
"""An act whose own commit also holds the given writes, which use the approval up."""


@dataclass(frozen=True, slots=True)
class Approved:
    approval: Approval
    outcome: Outcome
    """The record after the act."""


def request_act(command: RequestAct, *, ports: Ports) -> Approval:
    """Store the request; no money moves. A repeat returns the open request.

    Raises *NotFound*, a refusal if the state already forbids the act, and *PartyToIt*.
    """
    terms = READERS[command.act](command, ports=ports)
    return request_approval(
        RequestApproval(
            act=command.act,
            subject=subject_of(command.act, command.subject_id),
            actor=command.actor,
            reason=command.reason,
            terms=terms,
            parties=read_parties(command.act, command.subject_id, command.actor, ports=ports),
            chosen=command.act in CHOSEN,
        ),
        ports=ports,
    )


def approve_act(command: ApproveAct, *, ports: Ports) -> Approved:
    """Approve what another administrator requested, and do it. Repeating it does nothing twice.

    Raises what `prepare_agreement` and the act itself raise; a refused act leaves the request open.
    """
    if command.act is Act.REFUND_PAYMENT:
        return _refund(command, ports=ports)
    approval, writes = prepare_agreement(
        command.act,
        subject_of(command.act, command.subject_id),
        command.actor,
        command.reason,
        parties=read_parties(command.act, command.subject_id, command.actor, ports=ports),
        ports=ports,
        used=True,
    )
    do = _IN_ONE_COMMIT[command.act]
    return Approved(approval, do(approval, command, tuple(writes), ports))


def find_open_approval(act: Act, subject_id: str, *, ports: Ports) -> Approval | None:
    """The request that another administrator may approve, or repeat the approval of."""
    document = ports.store.get(approval_path(act, subject_of(act, subject_id)))
    approval = Approval.of(document) if document else None
    if approval is None or not approval.open:
        return None
    waits = approval.status is ApprovalStatus.APPROVED or approval.expires_at > ports.clock.now()
    return approval if waits else None


def refund_below_cap(command: RefundPayment, *, ports: Ports) -> RefundedPayment:
    """A refund by one administrator: all refunds of a payment together stay within the cap.

    The commit that reserves the amount decides, so simultaneous refunds cannot exceed the cap together.
    Raises *ApprovalRequired* above it, *OwnMoneyLimitReached* with an alert, *PartyToIt*, and what
    `refund_payment` raises.
    """
    payment = read_payment(command.payment_id, ports=ports)
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


def pay_for_others(command: PayPrize, *, ports: Ports) -> PaymentOutcome:
    """An administrator asks for a payment now. Raises *PartyToIt*, and what `pay_when_asked` raises."""
    refuse_prize_party(command.prize_record_id, command.actor, ports=ports)
    return pay_when_asked(command, ports=ports)


def intervene(act: Callable[..., PrizeRecord], command: PrizeAct, *, ports: Ports) -> PrizeRecord:
    """Cancel, hold or release a prize as one administrator. Raises *PartyToIt*, and what *act* raises."""
    refuse_prize_party(command.prize_record_id, command.actor, ports=ports)
    return act(command, ports=ports)


def _refund(command: ApproveAct, *, ports: Ports) -> Approved:
    """Stripe is asked, so this is not one commit: approve, refund under a request id, mark as used."""
    subject = subject_of(command.act, command.subject_id)
    approval, writes = prepare_agreement(
        command.act,
        subject,
        command.actor,
        command.reason,
        parties=read_parties(command.act, command.subject_id, command.actor, ports=ports),
        ports=ports,
        used=False,
    )
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
    return Approved(mark_used(approval, ports=ports), outcome)


def _resume(
    approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> PayoutControl:
    refuse_changed_pause(approval, ports=ports)
    return pause_payouts(paused=False, actor=command.actor, reason=command.reason, ports=ports, others=writes)


def _release_person(
    approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> PersonHold:
    if dict(read_hold_terms(command.subject_id, ports=ports)) != approval.terms:
        raise TermsChanged("the person was put on hold again since the request; please request it again")
    return release_person(
        ReleasePerson(command.subject_id, command.actor, command.reason, writes), ports=ports
    )


def _cancel_challenge(
    _: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> Cancellation:
    """How many sales go back may have grown since the request; what is agreed to is that all of them do."""
    return ask_cancellation(
        AskCancellation(command.subject_id, command.actor, command.reason, writes), ports=ports
    )


def _accept_funding(
    approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> Funding:
    if dict(held_terms(read_funding(command.subject_id, ports=ports))) != approval.terms:
        raise TermsChanged("more is known about this payment since the request; please request it again")
    return accept_funding(
        command.subject_id,
        actor=command.actor,
        reason=command.reason,
        approval_id=approval_path(command.act, subject_of(command.act, command.subject_id)),
        ports=ports,
        others=writes,
    )


def _raise_limit(approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports) -> Pool:
    amount = int(approval.terms["amount"])
    return raise_limit(
        command.subject_id, amount, actor=command.actor, reason=command.reason, ports=ports, others=writes
    )


def _revert_entry(approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports) -> Entry:
    if dict(revert_terms(command.subject_id, ports=ports)) != approval.terms:
        raise TermsChanged("the entry has changed since the request; please request it again")
    return revert_entry(command.subject_id, ports=ports, others=writes)


def _resolve_unclaimed(
    approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> PrizeRecord:
    record, decision = read_prize(command.subject_id, ports=ports), UnclaimedRule(approval.terms["decision"])
    if dict(unclaimed_terms(record, decision, ports=ports)) != approval.terms:
        raise TermsChanged("the prize has changed since the request; please request it again")
    agreed = ResolveUnclaimed(
        prize_record_id=record.id,
        decision=decision,
        actor=command.actor,
        reason=command.reason,
        version=record.version,
        approval_id=approval.path,
        others=writes,
    )
    return resolve_unclaimed(agreed, ports=ports)


def _resolve_pool_loss(
    approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> Pool:
    agreed = ResolvePoolLoss(
        challenge_id=command.subject_id,
        agreed=approval.terms,
        actor=command.actor,
        reason=command.reason,
        approval_id=approval.path,
        others=writes,
    )
    return resolve_pool_loss(agreed, ports=ports).pool


def _return_pool(approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports) -> Pool:
    agreed = ReturnPool(
        challenge_id=command.subject_id,
        agreed=approval.terms,
        actor=command.actor,
        reason=command.reason,
        approval_id=approval.path,
        others=writes,
    )
    return return_pool(agreed, ports=ports).pool


def _sponsor_pool(
    approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> Funding:
    """The amount is the one that was asked for; our own money is read again."""
    terms = approval.terms
    return sponsor_pool(
        SponsorPool(
            challenge_id=command.subject_id,
            amount=int(terms["amount"]),
            currency=str(terms["currency"]),
            actor=command.actor,
            reason=command.reason,
            number=approval.number,
            others=writes,
        ),
        ports=ports,
    )


def _decide_contest(
    approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> Contest:
    return decide(approval, command.subject_id, command.actor, command.reason, writes, ports=ports)


def _on_prize(
    act: Callable[..., PrizeRecord], terms_of: Callable[[PrizeRecord, Ports], Mapping[str, Any]]
) -> InOneCommit:
    """The record that is changed is the one whose terms were compared: by its version."""

    def do(approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports) -> PrizeRecord:
        record = read_prize(command.subject_id, ports=ports)
        if dict(terms_of(record, ports)) != approval.terms:
            raise TermsChanged("the prize has changed since the request; please request it again")
        agreed = PrizeAct(command.subject_id, command.actor, command.reason, writes, record.version)
        return act(agreed, ports=ports)

    return do


def refuse_changed_pause(approval: Approval, *, ports: Ports) -> None:
    """A later pause has another reason, which the approving administrator has not seen."""
    if dict(read_pause_terms(ports=ports)) != approval.terms:
        raise TermsChanged("payouts were paused again since the request; please request it again")


_IN_ONE_COMMIT: Mapping[Act, InOneCommit] = {
    Act.PAY_PRIZE: _on_prize(approve_prize, lambda record, ports: payment_terms(record, ports=ports)),
    Act.REISSUE_PRIZE: _on_prize(reissue_prize, lambda record, _: money_of(record)),
    Act.RESUME_PAYOUTS: _resume,
    Act.RELEASE_PERSON: _release_person,
    Act.CANCEL_CHALLENGE: _cancel_challenge,
    Act.ACCEPT_FUNDING: _accept_funding,
    Act.RAISE_LIMIT: _raise_limit,
    Act.REVERT_ENTRY: _revert_entry,
    Act.RESOLVE_UNCLAIMED: _resolve_unclaimed,
    Act.RESOLVE_POOL_LOSS: _resolve_pool_loss,
    Act.RETURN_POOL: _return_pool,
    Act.SPONSOR_POOL: _sponsor_pool,
    Act.DECIDE_CONTEST: _decide_contest,
}
