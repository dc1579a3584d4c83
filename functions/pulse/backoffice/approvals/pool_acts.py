"""Acts on prize pools: held payments, limits, our own money, and what goes back or is missing."""

from __future__ import annotations

from pulse.backoffice.approvals.act import ApproveAct, RequestAct, Rule, Terms, decision_of
from pulse.backoffice.approvals.parties import funding_parties, pool_parties, sponsoring_parties
from pulse.backoffice.approvals.records import Approval
from pulse.backoffice.approvals.refusals import TermsChanged
from pulse.pools import (
    Funding,
    Pool,
    accept_funding,
    raise_limit,
    read_funding,
    read_pool,
    require_held,
    require_raise,
)
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes import (
    LossDecision,
    ResolvePoolLoss,
    ReturnPool,
    SponsorPool,
    loss_terms,
    require_sponsoring,
    resolve_pool_loss,
    return_pool,
    return_terms,
    sponsor_pool,
)


def _read_acceptance_terms(command: RequestAct, *, ports: Ports) -> Terms:
    funding = read_funding(command.subject_id, ports=ports)
    require_held(funding)
    return _held_terms(funding)


def _held_terms(funding: Funding) -> Terms:
    """*heldFor* and *warnings* tie the request to what is known: a later warning needs another one."""
    return {
        "amount": funding.amount,
        "currency": funding.currency,
        "heldFor": [why.value for why in funding.held_for],
        "warnings": list(funding.warning_ids),
    }


def _accept_funding(
    approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports
) -> Funding:
    if dict(_held_terms(read_funding(command.subject_id, ports=ports))) != approval.terms:
        raise TermsChanged("more is known about this payment since the request; please request it again")
    return accept_funding(
        command.subject_id,
        actor=command.actor,
        reason=command.reason,
        approval_id=approval.path,
        ports=ports,
        others=writes,
    )


def _read_raise_terms(command: RequestAct, *, ports: Ports) -> Terms:
    pool = read_pool(command.subject_id, ports=ports)
    return {"amount": require_raise(pool, command.amount), "currency": pool.currency}


def _raise_limit(approval: Approval, command: ApproveAct, writes: tuple[Write, ...], ports: Ports) -> Pool:
    amount = int(approval.terms["amount"])
    return raise_limit(
        command.subject_id, amount, actor=command.actor, reason=command.reason, ports=ports, others=writes
    )


def _read_loss_terms(command: RequestAct, *, ports: Ports) -> Terms:
    decision = LossDecision(decision_of(command))
    return loss_terms(command.subject_id, decision, command.amount, ports=ports)


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


def _read_return_terms(command: RequestAct, *, ports: Ports) -> Terms:
    return return_terms(command.subject_id, ports=ports)


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


def _read_sponsoring_terms(command: RequestAct, *, ports: Ports) -> Terms:
    quoted = require_sponsoring(command.subject_id, command.amount, ports=ports)
    return {"amount": quoted.amount, "currency": quoted.currency}


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


def _funding_parties(funding_id: str, actor: str, ports: Ports) -> tuple[str, ...]:
    return funding_parties(read_funding(funding_id, ports=ports), actor, ports=ports)


def _pool_parties(challenge_id: str, actor: str, ports: Ports) -> tuple[str, ...]:
    return pool_parties(read_pool(challenge_id, ports=ports), actor, ports=ports)


ACCEPT_FUNDING = Rule(
    collection="poolFundings", terms=_read_acceptance_terms, parties=_funding_parties, do=_accept_funding
)
RAISE_LIMIT = Rule(
    collection="prizePools", terms=_read_raise_terms, parties=_pool_parties, do=_raise_limit, chosen=True
)
RESOLVE_POOL_LOSS = Rule(
    collection="prizePools", terms=_read_loss_terms, parties=_pool_parties, do=_resolve_pool_loss, chosen=True
)
RETURN_POOL = Rule(collection="prizePools", terms=_read_return_terms, parties=_pool_parties, do=_return_pool)
SPONSOR_POOL = Rule(
    collection="prizePools",
    terms=_read_sponsoring_terms,
    parties=lambda challenge_id, actor, ports: sponsoring_parties(challenge_id, actor, ports=ports),
    do=_sponsor_pool,
    chosen=True,
)
