"""What must be true of the pools of a healed world: every cent is where Stripe and the records say."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pulse.charges import undone
from pulse.pools import RETURN_ID, Funding, FundingStatus, Pool, PoolPhase, PoolReturn, ReturnStatus
from pulse.prizes import PrizeRecord, PrizeStatus
from tests.simulation.absent import judge_unclaimed
from tests.simulation.award_verdict import judge_contests

if TYPE_CHECKING:
    from tests.simulation.verdict import Verdict
    from tests.simulation.world import SimulatedWorld


def judge_pools(world: SimulatedWorld, records: list[PrizeRecord], verdict: Verdict) -> None:
    verdict.uncovered += world.paid.uncovered
    verdict.in_review += world.paid.in_review
    verdict.alone += world.paid.alone
    if not world.paid.challenges:
        return
    fundings = [Funding.of(one) for one in world.memory.peek("poolFundings")]
    returns = [PoolReturn.of(one) for one in world.memory.peek("poolReturns")]
    judge_contests(world, verdict)
    verdict.promises += world.paid.unclaimed
    verdict.stuck += judge_unclaimed(world)
    _judge_returns(world, returns, verdict)
    for funding in fundings:
        _judge_funding(world, funding, returns, verdict)
    known = {one.payment_intent_id for one in fundings}
    verdict.lost += [f"{one}: paid into a pool by nobody" for one in world.paid.intents if one not in known]
    for pool in map(Pool.of, world.memory.peek("prizePools")):
        if pool.challenge_id in world.paid.challenges:
            _judge_pool(world, pool, fundings, returns, records, verdict)


def _judge_returns(world: SimulatedWorld, returns: list[PoolReturn], verdict: Verdict) -> None:
    """At Stripe, for each return: one refund of its amount at most, and none of no return."""
    made: dict[str, list[int]] = {one.return_id: [] for one in returns}
    for refund in world.plain.stripe.list_refunds({}):
        return_id = refund.metadata.get(RETURN_ID)
        if return_id is not None and not undone(refund):
            made.setdefault(return_id, []).append(refund.amount)
    for one in returns:
        refunded = made.pop(one.return_id)
        if sum(refunded) > one.amount or len(refunded) > 1:
            verdict.returned_twice.append(f"{one.return_id}: {refunded} refunded of {one.amount}")
        if refunded and one.status is not ReturnStatus.DONE:
            verdict.books.append(f"{one.return_id}: {one.status}, and Stripe has refunded {refunded}")
        if one.status is ReturnStatus.OPEN:
            verdict.stuck.append(f"{one.return_id}: not refunded yet")
    verdict.returned_twice += [f"{one}: refunded, and never reserved" for one in made]


def _judge_funding(
    world: SimulatedWorld, funding: Funding, returns: list[PoolReturn], verdict: Verdict
) -> None:
    """Recorded as paid if and only if it is; late money is back, all of it."""
    if funding.payment_intent_id is None:
        return
    intent = world.plain.stripe.retrieve_payment_intent(funding.payment_intent_id)
    is_paid = funding.status in {FundingStatus.SUCCEEDED, FundingStatus.LATE}
    if is_paid and intent.status != "succeeded":
        verdict.uncovered.append(f"{funding.funding_id}: {funding.status}, and nobody paid it")
    if intent.status == "succeeded" and not is_paid:
        verdict.lost.append(f"{funding.funding_id}: paid, and {funding.status}")
    if not is_paid or intent.latest_charge is None:
        return
    warnings = world.plain.stripe.list_early_fraud_warnings({"charge": intent.latest_charge})
    if not {one.id for one in warnings} <= set(funding.warning_ids):
        verdict.uncovered.append(f"{funding.funding_id}: a warning holds it, and nobody has heard of it")
    if funding.status is FundingStatus.LATE and funding.left and not _came_back(funding, returns):
        verdict.lost.append(f"{funding.funding_id}: {funding.left} came too late and did not go back")


def _came_back(funding: Funding, returns: list[PoolReturn]) -> bool:
    """A refund that failed, or money that its bank decided about, waits for people."""
    mine = [one for one in returns if one.funding_id == funding.funding_id]
    return bool(funding.takings) or any(
        one.status in {ReturnStatus.FAILED, ReturnStatus.REFUSED} for one in mine
    )


def _assigned(record: PrizeRecord) -> int:
    """Our fee of a prize that was taken back and issued again stays ours if that is canceled.

    What nobody claimed is nobody's else.
    """
    if record.status is not PrizeStatus.CANCELED:
        return record.prize_amount
    return record.unclaimed_amount + (record.platform_fee if record.reissues else 0)


def _judge_pool(
    world: SimulatedWorld,
    pool: Pool,
    fundings: list[Funding],
    returns: list[PoolReturn],
    records: list[PrizeRecord],
    verdict: Verdict,
) -> None:
    """What no prize takes went back, but for what waits for people."""
    paid = [
        one
        for one in fundings
        if one.challenge_id == pool.challenge_id and one.status is FundingStatus.SUCCEEDED
    ]
    if not paid:
        return
    free = sum(one.left for one in paid if not one.is_held)
    waits = sum(one.left for one in paid if _came_back(one, returns))
    prizes = [one for one in records if one.challenge_id == pool.challenge_id]
    assigned = sum(_assigned(one) for one in prizes)
    if pool.phase is PoolPhase.OPEN and free:
        verdict.stuck.append(f"{pool.path}: neither awarded nor closed, and holds {free}")
    elif free - waits > assigned:
        verdict.stuck.append(f"{pool.path}: {free - assigned} of no prize did not go back")
    statuses = Counter(one.status for one in prizes)
    if pool.phase is PoolPhase.SETTLED and statuses.keys() - {PrizeStatus.PAID, PrizeStatus.CANCELED}:
        verdict.books.append(f"{pool.path}: settled, with prizes that are {dict(statuses)}")
