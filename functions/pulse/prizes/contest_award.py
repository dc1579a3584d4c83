"""Contest a place of an award: from its commit on that place and those below it are not paid.

The commit writes the pool, which each claim requires unchanged. So a contest and a claim are never both
committed on the same state of the pool (decision 1707).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse.errors import NotAllowed, NotFound
from pulse.ledger import Change, audited_create, canonical, retry_after_conflict
from pulse.pools import Contest, ContestStatus, Pool, PoolPhase, contest_of, pool_path
from pulse.ports import Document, Ports
from pulse.ports.joined_ids import Place
from pulse.prizes.contest_notices import opened_notices
from pulse.prizes.contests import pool_change, read_pool_of
from pulse.prizes.pool_prizes import read_pool_prizes
from pulse.prizes.records import Award, PrizeRecord, PrizeStatus, Winner, award_path
from pulse.prizes.refusals import ContestedBefore, PrizeClaimed, ReviewNotBegun, ReviewOver
from pulse.prizes.revise_record import was_sent
from pulse.prizes.standings import fetch_standings


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestAward:
    challenge_id: str
    user_id: str
    placement: int
    reason: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContestedAward:
    contest: Contest
    review_until: datetime


@dataclass(frozen=True, slots=True)
class _Look:
    """What is decided on, read in this order: the pool first, so that its version covers the rest."""

    document: Document
    pool: Pool
    award: Award
    place: Place


def contest_award(command: ContestAward, *, ports: Ports) -> ContestedAward:
    """The open contest, and until when others may follow. One for each person and version of the award.

    Raises *NotFound* for a challenge without a result and a place without a prize, *NotAllowed* for a person
    who is not ranked, *ReviewNotBegun*, *ReviewOver*, *ContestedBefore*, *PrizeClaimed*, *PoolUnreadable*
    and *PrizesDamaged*: then nothing is written.
    """
    return retry_after_conflict(
        lambda _: _contest(command, ports=ports),
        busy="others are contesting this result just now; please try again",
        code="contest_busy",
    )


def _contest(command: ContestAward, *, ports: Ports) -> ContestedAward:
    look, now = _look(command, ports=ports), ports.clock.now()
    until = _require_review(look.pool, now)
    standings = fetch_standings(look.award, ports=ports)
    if all(one.user_id != command.user_id for one in standings):
        raise NotAllowed("only people who are ranked in this result may contest it", code="not_ranked")
    if look.place.document is not None:
        raise ContestedBefore("you have contested this result before; it can be contested once")
    prizes = [record for _, record in read_pool_prizes(command.challenge_id, ports=ports)]
    contested = _contested_person(command.placement, standings, prizes)
    if any(one.placement >= command.placement and _is_claimed(one) for one in prizes):
        raise PrizeClaimed("a prize at or below this place is being paid; please contact Pulse support")
    contest = _new_contest(command, look, contested.user_id, now, ports=ports)
    change = Change("contest.opened", command.user_id, now)
    place = min(command.placement, look.pool.contested_place or command.placement)
    ports.store.commit(
        [
            *pool_change(look.document, look.pool, place, change, None),
            *audited_create(contest.path, contest, change),
            *opened_notices(contest, look.award, ports=ports),
        ]
    )
    return ContestedAward(contest, until)


def _look(command: ContestAward, *, ports: Ports) -> _Look:
    where = pool_path(command.challenge_id)
    document = ports.store.get(where)
    pool = read_pool_of(document, ports=ports)
    ids = contest_of(command.challenge_id, command.user_id, pool.award_version)
    found = ports.store.get_all([award_path(command.challenge_id), *ids.paths])
    award = found.get(award_path(command.challenge_id))
    if document is None or award is None or pool.phase not in {PoolPhase.AWARDED, PoolPhase.SETTLED}:
        raise NotFound("this challenge has no result yet", code="award_not_found")
    return _Look(document, pool, Award.of(award), ids.place(found))


def _require_review(pool: Pool, now: datetime) -> datetime:
    """The end of the review, by our clock. Claims begin later, because clocks differ."""
    if pool.review_until is None:
        raise ReviewNotBegun("the result is not complete yet; it can be contested once everybody was told")
    if now >= pool.review_until:
        raise ReviewOver("the result could be contested during its review, and that is over")
    return pool.review_until


def _contested_person(placement: int, standings: Sequence[Winner], prizes: Sequence[PrizeRecord]) -> Winner:
    has_prize = {one.user_id for one in prizes if one.status is not PrizeStatus.CANCELED}
    found = [one for one in standings if one.placement == placement and one.user_id in has_prize]
    if not found:
        raise NotFound(f"place {placement} of this result has no prize", code="placement_not_found")
    return found[0]


def _is_claimed(record: PrizeRecord) -> bool:
    return was_sent(record) or record.attempt is not None or record.lease is not None


def _new_contest(
    command: ContestAward, look: _Look, contested: str, now: datetime, *, ports: Ports
) -> Contest:
    settings = ports.settings
    content: Mapping[str, object] = {"reason": command.reason, "evidence": list(command.evidence)}
    return Contest(
        contest_id=look.place.id,
        challenge_id=command.challenge_id,
        award_version=look.pool.award_version,
        user_id=command.user_id,
        placement=command.placement,
        contested_user_id=contested,
        reason=command.reason,
        evidence=command.evidence,
        evidence_hash=hashlib.sha256(canonical(content).encode()).hexdigest(),
        status=ContestStatus.OPEN,
        decide_by=now + timedelta(seconds=settings.contest_decision_seconds),
        next_check_at=now + timedelta(seconds=settings.contest_warning_seconds),
        created_at=now,
        updated_at=now,
    )
