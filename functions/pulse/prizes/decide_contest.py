"""Two administrators decide a contest: the award stays, or a person is taken out and the next places move up.

The approvals decide who may, and use the approval up in the commit of the decision (decision 1707).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pulse.errors import Conflict
from pulse.ledger import Change, audited_update, existing
from pulse.pools import Contest, ContestStatus, Pool, pool_path
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import NO_FIELDS, Write
from pulse.prizes.award_prizes import queue_payments
from pulse.prizes.award_versions import NewVersion, prepare_version
from pulse.prizes.contest_notices import decided_notices
from pulse.prizes.contests import (
    best_place,
    pool_change,
    read_contest,
    read_contested_places,
    read_pool_of,
    require_open,
)
from pulse.prizes.pool_conditions import payable_from
from pulse.prizes.pool_prizes import read_pool_prizes
from pulse.prizes.protocol import PROTOCOL
from pulse.prizes.ranking import moved_up
from pulse.prizes.records import Award, PrizeRecord, PrizeStatus, Winner, award_path
from pulse.prizes.refusals import ChangedMeanwhile, NotAtOrBelow, PaymentInProgress, PrizeSent
from pulse.prizes.revise_record import may_appear, was_sent
from pulse.prizes.rules import is_under_way
from pulse.prizes.standings import fetch_standings


class ContestDecision(StrEnum):
    UPHOLD = "uphold"
    DISQUALIFY = "disqualify"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideContest:
    """*disqualified* is the person who is taken out; None leaves the award as it is."""

    contest_id: str
    disqualified: str | None
    award_version: int
    """Of the award that was agreed on."""
    actor: str
    reason: str
    approval_id: str
    others: tuple[Write, ...] = ()
    """Writes of the same commit: the approval, which is used up with it."""


@dataclass(frozen=True, slots=True)
class _Look:
    contest_document: Document
    contest: Contest
    pool_document: Document
    pool: Pool
    award_document: Document
    award: Award

    def decided(self, command: DecideContest, change: Change) -> Contest:
        out = command.disqualified
        return self.contest.but(
            status=ContestStatus.DISQUALIFIED if out else ContestStatus.UPHELD,
            disqualified_user_id=out,
            approval_id=command.approval_id,
            next_check_at=None,
            version=self.contest.version + 1,
            updated_at=change.at,
        )


def decide_contest(command: DecideContest, *, ports: Ports) -> Contest:
    """The contest as decided. After a disqualification the records follow with the next sweep.

    Raises *NotFound*, *ContestDecided*, *NotAtOrBelow*, *PrizeSent* and *PaymentInProgress* where a prize
    that would change may have been sent, *AwardGoesOn*, *ChangedMeanwhile*, *PoolUnreadable* and
    *PrizesDamaged*, and *StripeUnavailable* where Stripe does not say what was sent. Then nothing is written.
    """
    look = _look(command.contest_id, ports=ports)
    if look.pool.award_version != command.award_version:
        raise ChangedMeanwhile("the award has changed since; please request it again")
    now = ports.clock.now()
    change = Change("contest.decided", command.actor, now, command.reason)
    after = look.decided(command, change)
    left = best_place(
        read_contested_places(look.contest.challenge_id, ports=ports), without=look.contest_document.id
    )
    try:
        ports.store.commit(
            [
                *_award_writes(look, command, left, change, ports=ports),
                *audited_update(look.contest_document, after, change),
                *decided_notices(after, look.award, ports=ports),
                *command.others,
            ]
        )
    except Conflict as error:
        raise ChangedMeanwhile("the award was changed by another request just now") from error
    if after.status is ContestStatus.UPHELD and left is None:
        queue_payments(look.award, look.pool, f"/upheld/{after.contest_id}", ports=ports)
    return after


def require_decidable(contest_id: str, disqualified: str | None, *, ports: Ports) -> Mapping[str, object]:
    """What two people agree on. Raises as `decide_contest` does, for what can be said before."""
    look = _look(contest_id, ports=ports)
    terms = {
        "decision": (ContestDecision.DISQUALIFY if disqualified else ContestDecision.UPHOLD).value,
        "challengeId": look.contest.challenge_id,
        "placement": look.contest.placement,
        "contestedUserId": look.contest.contested_user_id,
        "contestHash": look.contest.evidence_hash,
        "awardVersion": look.pool.award_version,
    }
    if disqualified is None:
        return terms
    places = fetch_standings(look.award, ports=ports)
    place = _require_place(disqualified, places, look.contest)
    return {**terms, "disqualifiedUserId": disqualified, "disqualifiedPlacement": place.placement}


def _look(contest_id: str, *, ports: Ports) -> _Look:
    """The pool before the award and its records: while it is contested, no prize that matters is claimed."""
    contest_document, contest = read_contest(contest_id, ports=ports)
    require_open(contest)
    pool_document = ports.store.get(pool_path(contest.challenge_id))
    pool = read_pool_of(pool_document, ports=ports)
    award_document = existing(ports.store.get(award_path(contest.challenge_id)), "award")
    assert pool_document is not None  # noqa: S101 - its pool was read
    return _Look(contest_document, contest, pool_document, pool, award_document, Award.of(award_document))


def _award_writes(
    look: _Look, command: DecideContest, left: int | None, change: Change, *, ports: Ports
) -> list[Write]:
    if command.disqualified is None:
        payable_at = payable_from(look.pool, ports.settings)
        return pool_change(look.pool_document, look.pool, left, change, payable_at)
    standings = fetch_standings(look.award, ports=ports)
    place = _require_place(command.disqualified, standings, look.contest)
    _refuse_sent(place, ports=ports, award=look.award)
    new = NewVersion(
        standings=_without(command.disqualified, standings, look.award, ports=ports),
        pool=look.award.pool,
        approval_id=command.approval_id,
        disqualified=(command.disqualified,),
    )
    pool = look.pool.but(contested_place=left)
    _, writes = prepare_version(look.award_document, look.pool_document, pool, new, change, ports=ports)
    return writes


def _require_place(user_id: str, standings: Sequence[Winner], contest: Contest) -> Winner:
    """The person's place, which is held back by the contest. Raises *NotAtOrBelow*."""
    found = next((one for one in standings if one.user_id == user_id), None)
    if found is None or found.placement < contest.placement:
        raise NotAtOrBelow("only a person at or below the contested place can be disqualified")
    return found


def _refuse_sent(place: Winner, *, award: Award, ports: Ports) -> None:
    """Every prize from *place* on changes. None may have been sent, or be able to appear (decision 0033)."""
    now = ports.clock.now()
    sent = PrizeSent("a prize at or below this place was sent; nobody can be disqualified any more")
    for _, record in read_pool_prizes(award.challenge_id, ports=ports):
        if record.placement < place.placement:
            continue
        if was_sent(record):
            raise sent
        if record.status is PrizeStatus.PROCESSING or may_appear(record, now, ports.settings):
            raise PaymentInProgress(
                "a prize at or below this place may be on its way; it can be decided once the last request is"
                f" {ports.settings.quiet_seconds // 60} minutes old"
            )
        if _is_at_stripe(record, ports=ports):
            raise sent


def _is_at_stripe(record: PrizeRecord, *, ports: Ports) -> bool:
    """Strays, which were taken back in full, are not its payment."""
    if not is_under_way(record):
        return False
    found = PROTOCOL.find_transfers(record, ports)
    return any(one.id not in record.stray_transfer_ids for one in found)


def _without(out: str, standings: Sequence[Winner], award: Award, *, ports: Ports) -> Sequence[Winner]:
    """The next places move up. Who would win now and was erased wins nothing: nobody could claim it."""
    before = {one.user_id: one.prize_amount for one in standings}
    leaving = {out}
    while True:
        after = moved_up(standings, leaving, award.wins_nothing)
        new = [one.user_id for one in after if one.prize_amount and not before[one.user_id]]
        erased = ports.store.get_all([path("erasures", one) for one in new], {"erasures": NO_FIELDS})
        if not erased:
            return after
        leaving |= {document.id for document in erased.values()}
