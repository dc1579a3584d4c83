"""Two administrators decide about a pool that lacks money: our own stands in, or prizes take less."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pulse.errors import Conflict
from pulse.ledger import Change, audited_update
from pulse.money import written
from pulse.pools import Claim, FundingStatus, PoolPhase, Use, cover, cover_shares, cover_writes
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes.acts import may_be_transferred
from pulse.prizes.notices import lost_notice
from pulse.prizes.pool_look import PoolLook, listed, read_look, why_not_final
from pulse.prizes.pool_prizes import Stored, claims_of, paid_out, revised_pool
from pulse.prizes.reasons import LOST, Reason
from pulse.prizes.records import PrizeRecord, PrizeStatus
from pulse.prizes.reduce_prizes import reduced_amounts, reduction_writes, stop_claims
from pulse.prizes.refusals import ChangedMeanwhile, NothingLost, PoolNotFinal
from pulse.prizes.revise_record import was_sent
from pulse.prizes.spend_own_money import require_own_money, spend_own_money

_PRIZES_MAX = 100
"""Prizes that one decision cancels, in one commit with their audit rows and notices."""


class LossDecision(StrEnum):
    COVER = "cover"
    """Our own money stands in. Its payer owes us that, and we have it again when the dispute is won."""
    CANCEL = "cancel"
    """Prizes that the pool does not cover and that were not sent are canceled, the last places first."""
    REDUCE = "reduce"
    """Prizes that were not sent share what is left, in proportion: a new version of the award."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvePoolLoss:
    """*agreed*: the terms as they were requested. *others* use the approval up in the same commit."""

    challenge_id: str
    agreed: Mapping[str, Any]
    actor: str
    reason: str
    approval_id: str
    others: tuple[Write, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    terms: Mapping[str, Any]
    writes: Callable[[Change, str], list[Write]]
    own_money: int = 0
    """What it takes of ours that is still there. What the pool lacks for what it has paid is gone already."""


def loss_terms(
    challenge_id: str, decision: LossDecision, amount: int | None, *, ports: Ports
) -> Mapping[str, Any]:
    """What two administrators agree to.

    Raises *NotFound*, *NothingLost*, *PoolNotFinal*, *PoolUnreadable*, *PrizesDamaged*, *StripeUnavailable*,
    and what `require_own_money` raises.
    """
    look = read_look(challenge_id, ports=ports)
    plan = _PLANS[decision](look, amount, ports)
    if plan.own_money:
        require_own_money(plan.own_money, look.pool.currency, ports=ports)
    return plan.terms


def resolve_pool_loss(command: ResolvePoolLoss, *, ports: Ports) -> PoolLook:
    """The pool as it was decided on. One commit, on the pool as it was read before its prizes.

    Raises *ChangedMeanwhile* where the terms are not those of now, and what `loss_terms` raises, by the
    balance as Stripe has it now.
    """
    decision = LossDecision(command.agreed["decision"])
    if decision is LossDecision.REDUCE:
        stop_claims(command.challenge_id, command.actor, ports=ports)
    look = read_look(command.challenge_id, ports=ports)
    plan = _PLANS[decision](look, command.agreed["amount"], ports)
    if dict(plan.terms) != dict(command.agreed):
        raise ChangedMeanwhile("the pool has changed since the request; please request it again")
    change = Change("loss.resolved", command.actor, ports.clock.now(), f"{decision}: {command.reason}")
    try:
        taken = _taken(plan, look.pool.currency, ports=ports)
        ports.store.commit([*plan.writes(change, command.approval_id), *taken, *command.others])
    except Conflict as error:
        raise ChangedMeanwhile("the pool or a prize was changed by another request just now") from error
    return look


def _taken(plan: _Plan, currency: str, *, ports: Ports) -> list[Write]:
    return [spend_own_money(plan.own_money, currency, ports=ports)] if plan.own_money else []


def _cover(look: PoolLook, amount: int | None, ports: Ports) -> _Plan:
    """By default what the pool lacks for what it has paid; with an *amount* also for prizes that wait."""
    loss = look.loss(ports.clock.now())
    wanted = loss.for_paid if amount is None else amount
    if look.pool.phase is not PoolPhase.AWARDED or not 0 < wanted <= loss.for_all:
        currency = look.pool.currency
        raise NothingLost(
            f"this pool lacks {written(loss.for_paid, currency)} that were taken back for what it has paid, "
            f"and {written(loss.for_all, currency)} for all its prizes: cover no more than that",
            for_paid=loss.for_paid,
            for_all=loss.for_all,
        )
    shares = cover_shares(wanted, look.scene.fundings)
    terms = {**_terms(look, LossDecision.COVER, wanted, ports), "shares": listed(shares)}
    paid = [one for one in look.scene.fundings if one.status is FundingStatus.SUCCEEDED]
    gone = max(0, paid_out(look.prizes) - sum(one.in_pool for one in paid))
    own_money = max(0, wanted - gone)
    return _Plan(terms, lambda change, _: cover_writes(look.scene, shares, change), own_money)


def _cancel(look: PoolLook, _: int | None, ports: Ports) -> _Plan:
    if why := why_not_final(look, ports.clock.now(), ports.settings):
        raise PoolNotFinal(f"{why}; no prize is canceled for lack of money before that is over")
    lost = look.loss(ports.clock.now()).lost
    stored = _uncovered(look, ports=ports) if lost else []
    if not stored:
        raise NothingLost("no prize that was not sent lacks money that was taken back", lost=lost)
    amount = sum(record.prize_amount for _, record in stored)
    prizes = [record.id for _, record in stored]
    terms = {**_terms(look, LossDecision.CANCEL, amount, ports), "prizes": prizes}
    return _Plan(terms, lambda change, _: _cancellations(look, stored, change, ports=ports))


def _reduce(look: PoolLook, _: int | None, ports: Ports) -> _Plan:
    if why := why_not_final(look, ports.clock.now(), ports.settings):
        raise PoolNotFinal(f"{why}; no prize is reduced for lack of money before that is over")
    lost = look.loss(ports.clock.now()).lost
    unsent = [one for one in look.prizes if lost and not was_sent(one) and _is_unsent(one, ports=ports)]
    amounts = reduced_amounts(look, unsent)
    least = dict(ports.settings.prize_min).get(look.pool.currency, 1)
    if sum(amounts.values()) >= sum(one.prize_amount for one in unsent):
        raise NothingLost("no prize that was not sent lacks money that was taken back", lost=lost)
    if any(amount < least for amount in amounts.values()):
        raise NothingLost("what is left is too little for every prize: cancel some", lost=lost)
    terms = {
        **_terms(look, LossDecision.REDUCE, sum(amounts.values()), ports),
        "prizes": [{"userId": name, "amount": amounts[name]} for name in sorted(amounts)],
    }
    return _Plan(
        terms,
        lambda change, approval_id: reduction_writes(look, amounts, change, approval_id, ports=ports),
    )


def _terms(look: PoolLook, decision: LossDecision, amount: int, ports: Ports) -> dict[str, Any]:
    lost = look.loss(ports.clock.now()).lost
    return {"decision": decision.value, "amount": amount, "currency": look.pool.currency, "lost": lost}


def _uncovered(look: PoolLook, *, ports: Ports) -> Sequence[Stored]:
    """The last of the prizes that all of the pool's money does not cover, and of which nothing is in flight.

    Money that is young or waits to be accepted is there: nobody loses a prize because of it.
    """
    unsent = {record.id for record in look.prizes if _is_unsent(record, ports=ports)}
    claims = [claim for record in look.prizes for claim in _claims(record, waits=record.id in unsent)]
    paid = [one for one in look.scene.fundings if one.status is FundingStatus.SUCCEEDED]
    allotted = set(cover(sum(one.in_pool for one in paid), claims).allotted)
    lacking = [one for one in look.stored if one[1].id in unsent and one[1].id not in allotted]
    return lacking[-_PRIZES_MAX:]


def _is_unsent(record: PrizeRecord, *, ports: Ports) -> bool:
    leased = record.lease is not None and record.lease.is_live(ports.clock.now())
    waits = record.status is PrizeStatus.PENDING and not leased
    return waits and not may_be_transferred(record, ports=ports)


def _claims(record: PrizeRecord, *, waits: bool) -> list[Claim]:
    claims = claims_of(record)
    if not waits:
        return claims
    return [Claim(one.prize_id, one.placement, one.amount, _waiting(one.use)) for one in claims]


def _waiting(use: Use) -> Use:
    """Stripe shows nothing of it, and nothing can appear any more."""
    return Use.WAITING if use is Use.IN_FLIGHT else use


def _cancellations(look: PoolLook, stored: Sequence[Stored], change: Change, *, ports: Ports) -> list[Write]:
    assert look.scene.document is not None  # noqa: S101 - it was read with the pool
    pool = revised_pool(look.pool, change.at)
    changed = Change("pool.changed", change.actor, change.at)
    writes: list[Write] = [*audited_update(look.scene.document, pool, changed)]
    for document, record in stored:
        after = record.but(
            status=PrizeStatus.CANCELED,
            reason=Reason.POOL_DISPUTED,
            next_action=LOST.winner,
            next_check_at=None,
            version=record.version + 1,
            updated_at=change.at,
        )
        writes += [*audited_update(document, after, change), lost_notice(after, change.at, ports.settings)]
    return writes


_PLANS: Mapping[LossDecision, Callable[[PoolLook, int | None, Ports], _Plan]] = {
    LossDecision.COVER: _cover,
    LossDecision.CANCEL: _cancel,
    LossDecision.REDUCE: _reduce,
}
