"""Freeze a challenge's result once: the award and its standings, which no later edit of scores changes."""

from __future__ import annotations

from datetime import datetime

from pulse import log
from pulse.documents import Challenge, ChallengeStatus
from pulse.ledger import Change, commit_create, retry_after_conflict
from pulse.pools import Scene, refuse_other_currency
from pulse.ports import Document, Ports
from pulse.ports.store import Query
from pulse.prizes import ranking
from pulse.prizes.award_pool import award_writes, money_to_divide, read_award_pool
from pulse.prizes.erased_winners import find_erased_winners, without
from pulse.prizes.records import Award, award_path
from pulse.prizes.refusals import AwardedBefore, ChallengeCancelled, ChallengeNotEnded, SettledBefore
from pulse.prizes.standings import fetch_participants, write_standings


def freeze_award(challenge: Challenge, *, actor: str, by_admin: bool, ports: Ports) -> Document:
    """The award as it is now stored; of two calls at the same time both return the first one's.

    Raises what `award_prizes` raises.
    """
    now, challenge_id = ports.clock.now(), challenge.id
    _refuse_unless_ended(challenge, now)
    if _has_records(challenge_id, ports=ports):
        return _fetch_award_behind_records(challenge_id, ports=ports)
    if not by_admin:
        _refuse_settled_before(challenge, ports.settings.awards_from)
    where = award_path(challenge_id)

    def once(tries: int) -> Document:
        """Again after a conflict: another call froze the award, or the money in the pool changed."""
        if tries and (first := ports.store.get(where)) is not None:
            log.write("award.already_frozen", challenge_id=challenge_id)
            return first
        found = read_award_pool(challenge_id, ports=ports)
        award = _decide_award(challenge, found, ports.clock.now(), ports=ports)
        change = Change(act="award.frozen", actor=actor, at=award.created_at)
        beside = award_writes(found, award, challenge.end, actor, settings=ports.settings)
        return commit_create(ports.store, where, award, change, *beside)

    return retry_after_conflict(
        once, busy="the prize pool is being changed just now; please try again", code="award_busy"
    )


def _decide_award(challenge: Challenge, found: Scene, now: datetime, *, ports: Ports) -> Award:
    """Rank the participants and write the standings: their pages exist before the award that names them.

    All that the award and its records depend on is read before anything is written.
    """
    money, end, owners = money_to_divide(found, challenge, now), challenge.end, challenge.owner_ids.value
    refuse_other_currency(money, ports.settings)
    everybody = fetch_participants(challenge.id, ports=ports)
    left_out = find_erased_winners(money, everybody, end, owners, ports=ports)
    participants = without(everybody, left_out)
    result = ranking.decide(money, participants, end, owners)
    fee_bps = ports.settings.platform_fee_bps
    inputs_hash = ranking.inputs_hash(money, participants, end, fee_bps, owners)
    return Award(
        challenge_id=challenge.id,
        challenge_title=challenge.title,
        ended_at=int(end.timestamp()),
        currency=money.currency,
        pool=money.pool,
        unassigned_amount=result.unassigned_amount,
        fee_bps=fee_bps,
        distribution_type=money.distribution_type,
        places=money.places,
        owner_ids=owners,
        winner_count=len(result.winners),
        participant_count=len({entry.user_id for entry in participants}),
        inputs_hash=inputs_hash,
        left_out=left_out,
        award_version=1,
        page_count=write_standings(challenge.id, inputs_hash, result.standings, ports=ports),
        created_at=now,
        updated_at=now,
    )


def _has_records(challenge_id: str, *, ports: Ports) -> bool:
    query = Query("prizeRecords", where=[("challengeId", "==", challenge_id)], limit=1)
    return bool(ports.store.query(query))


def _fetch_award_behind_records(challenge_id: str, *, ports: Ports) -> Document:
    """Our records are created after our award, so another call froze it meanwhile.

    The first system kept no award, and a look-up does not find its transfers: its records stay as they are.
    """
    document = ports.store.get(award_path(challenge_id))
    if document is None:
        raise AwardedBefore("this challenge's prizes were awarded before; their records stay as they are")
    return document


def _refuse_unless_ended(challenge: Challenge, now: datetime) -> None:
    status = challenge.status.value
    if status is ChallengeStatus.CANCELLED or challenge.cancel_asked_at is not None:
        raise ChallengeCancelled("the challenge is cancelled; it has no winners")
    if status is not ChallengeStatus.COMPLETED and not _is_over(challenge, now):
        raise ChallengeNotEnded("the challenge has not ended yet")


def _is_over(challenge: Challenge, now: datetime) -> bool:
    """An active challenge is over at its end, and never where it has none."""
    if challenge.status.value is not ChallengeStatus.ACTIVE:
        return False
    ends_at = challenge.ends_at.value
    return ends_at is not None and ends_at <= now


def _refuse_settled_before(challenge: Challenge, awards_from: datetime | None) -> None:
    """Before `awards_from` prizes were paid by hand, without records. An unknown end may be earlier."""
    if awards_from is None:
        return
    ends_at = challenge.ends_at.value
    if ends_at is None or ends_at < awards_from:
        raise SettledBefore(
            "this challenge ended before prizes were awarded here, or at no known time; an administrator may"
        )
