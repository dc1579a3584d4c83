"""An unclaimed prize goes to the best of those who are ranked and have none: a new version of the award."""

from __future__ import annotations

from collections.abc import Sequence

from pulse.ledger import Change, existing
from pulse.pools import Pool
from pulse.ports import Document, Ports
from pulse.ports.paths import path
from pulse.ports.store import NO_FIELDS, Write
from pulse.prizes.award_versions import NewVersion, prepare_version
from pulse.prizes.records import Award, PrizeRecord, Winner, award_path, prize_of
from pulse.prizes.refusals import NobodyNext
from pulse.prizes.revise_record import was_transferred
from pulse.prizes.standings import fetch_standings

_CANDIDATES = 100
"""People below the last prize who are looked at: more than erase their accounts."""


def find_next(record: PrizeRecord, *, ports: Ports) -> str:
    """Whose the prize would be. Raises *NotFound* and *NobodyNext*."""
    award = Award.of(_stored_award(record, ports=ports))
    return _next(record, award, fetch_standings(award, ports=ports), ports=ports).user_id


def next_place_writes(
    record: PrizeRecord, pool_document: Document, change: Change, approval_id: str, *, ports: Ports
) -> list[Write]:
    """The award and the pool in a version with a review of its own: everybody who is ranked is told again.

    Raises *NotFound*, *NobodyNext* and *AwardGoesOn*.
    """
    document = _stored_award(record, ports=ports)
    award = Award.of(document)
    standings = fetch_standings(award, ports=ports)
    following = _next(record, award, standings, ports=ports)
    amounts = {record.user_id: 0, following.user_id: record.prize_amount}
    new = NewVersion(
        standings=[one.but(prize_amount=amounts.get(one.user_id, one.prize_amount)) for one in standings],
        pool=award.pool,
        approval_id=approval_id,
        passed_over=(record.user_id,),
    )
    _, writes = prepare_version(document, pool_document, Pool.of(pool_document), new, change, ports=ports)
    return writes


def _stored_award(record: PrizeRecord, *, ports: Ports) -> Document:
    return existing(ports.store.get(award_path(record.challenge_id)), "award", code="award_not_found")


def _next(record: PrizeRecord, award: Award, standings: Sequence[Winner], *, ports: Ports) -> Winner:
    """Who scored something, owns nothing of the challenge, has no prize of it, and was not erased."""
    if was_transferred(record):
        raise NobodyNext("this prize was sent before, so it goes to nobody else")
    out = {record.user_id, *award.wins_nothing, *award.left_out, *award.disqualified}
    able = [one for one in standings if not one.prize_amount and one.score > 0 and one.user_id not in out]
    able = able[:_CANDIDATES]
    records = {one.user_id: prize_of(award.challenge_id, one.user_id, award.ended_at).paths for one in able}
    erasures = {one.user_id: path("erasures", one.user_id) for one in able}
    asked = [*erasures.values(), *(where for places in records.values() for where in places)]
    found = ports.store.get_all(asked, {"erasures": NO_FIELDS}) if asked else {}
    for one in able:
        taken = erasures[one.user_id] in found or any(where in found for where in records[one.user_id])
        if not taken:
            return one
    raise NobodyNext("nobody else is ranked who could win this prize; choose pay or return")
