"""What must be true of the awards of challenges that somebody was to pay in for, in all their versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pulse.pools import Contest, ContestStatus
from pulse.prizes import Award, PrizeRecord, Reason

if TYPE_CHECKING:
    from tests.simulation.verdict import Verdict
    from tests.simulation.world import SimulatedWorld


def allow_cancellations(world: SimulatedWorld, records: list[PrizeRecord]) -> None:
    """Of who was taken out, and of who never came in all the days that they had."""
    days = world.plain.settings.prize_claim_days
    out = {one: _taken_out(world, one) for one in world.paid.challenges}
    for record in records:
        never_came = record.reason is Reason.UNCLAIMED and record.claim_days >= days
        if never_came or record.user_id in out.get(record.challenge_id, ()):
            world.acts.canceled.add(record.id)


def judge_award(world: SimulatedWorld, challenge: Any, records: list[PrizeRecord], verdict: Verdict) -> None:
    """Everybody who won has a prize of the last version, nobody else, and no cent is divided twice."""
    document = world.memory.get(f"awards/{challenge.id}")
    if document is None:
        if challenge.fields["prizeMoney"]["totalAmount"]:
            verdict.lost.append(f"{challenge.id}: not awarded")
        return
    award, mine = Award.of(document), [one for one in records if one.challenge_id == challenge.id]
    if award.status != "recorded":
        verdict.lost.append(f"{challenge.id}: not awarded")
        return
    if any(one.award_version != award.award_version for one in mine):
        verdict.books.append(f"{challenge.id}: a prize is of an old version")
    won = {one.user_id for one in mine if one.prize_amount}
    if won != _winners(world, award):
        verdict.lost.append(f"{challenge.id}: {sorted(won)} won, not {sorted(_winners(world, award))}")
    if len({one.user_id for one in mine}) != len(mine):
        verdict.books.append(f"{challenge.id}: somebody has two prizes of it")
    if sum(one.prize_amount for one in mine) + award.unassigned_amount != award.pool:
        verdict.books.append(f"{challenge.id}: prizes do not add up to the pool")
    first = award.former[0].pool if award.former else award.pool
    if award.pool > first:
        verdict.books.append(f"{challenge.id}: a later version divides more")


def judge_contests(world: SimulatedWorld, verdict: Verdict) -> None:
    for contest in map(Contest.of, world.memory.peek("poolContests")):
        if contest.status is ContestStatus.OPEN:
            verdict.stuck.append(f"{contest.path}: nobody has decided it")


def _winners(world: SimulatedWorld, award: Award) -> set[str]:
    """The best of those who were not taken out; whose prize went to the next has none."""
    out = _taken_out(world, award.challenge_id)
    left = [one for one in world.paid.ranked[award.challenge_id] if one not in out]
    if not award.pool:
        return set()
    places = len(award.places or (1,))
    won, others = left[:places], left[places:]
    passed_on = world.paid.passed_on.get(award.challenge_id, [])
    for loser in [one for one in passed_on if one not in out]:
        won.remove(loser)
        won += others[:1]
        del others[:1]
    return set(won)


def _taken_out(world: SimulatedWorld, challenge_id: str) -> set[str]:
    contests = map(Contest.of, world.memory.peek("poolContests"))
    decided = [one for one in contests if one.status is ContestStatus.DISQUALIFIED]
    return {str(one.disqualified_user_id) for one in decided if one.challenge_id == challenge_id}
