"""What is told of a contest: to the person at the contested place, to the owners and to the contestant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pulse.notices import Said, notice
from pulse.pools import Contest, ContestStatus
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import NO_FIELDS, Write
from pulse.prizes.records import Award


def opened_notices(contest: Contest, award: Award, *, ports: Ports) -> list[Write]:
    """For the person at the place and the owners; the contestant knows."""
    said = dict.fromkeys(award.owner_ids or (), Said.CONTEST_OPENED)
    said[contest.contested_user_id] = Said.PLACE_CONTESTED
    said.pop(contest.user_id, None)
    return _notices(contest, award, "contest_opened", said, contest.created_at, ports=ports)


def withdrawn_notices(contest: Contest, award: Award, *, ports: Ports) -> list[Write]:
    people = {contest.contested_user_id, *(award.owner_ids or ())} - {contest.user_id}
    said = dict.fromkeys(people, Said.CONTEST_WITHDRAWN)
    return _notices(contest, award, "contest_withdrawn", said, contest.updated_at, ports=ports)


def decided_notices(contest: Contest, award: Award, *, ports: Ports) -> list[Write]:
    """For all three. Who is disqualified is told it in words of their own."""
    out = contest.disqualified_user_id
    outcome = Said.CONTEST_UPHELD if out is None else Said.CONTEST_CHANGED_RESULT
    people = (contest.contested_user_id, contest.user_id, *(award.owner_ids or ()))
    said = dict.fromkeys(people, outcome) | ({out: Said.DISQUALIFIED} if out else {})
    reason = f"contest_{(ContestStatus.DISQUALIFIED if out else ContestStatus.UPHELD).value}"
    return _notices(contest, award, reason, said, contest.updated_at, ports=ports)


def _notices(
    contest: Contest, award: Award, reason: str, said: Mapping[str, Said], at: datetime, *, ports: Ports
) -> list[Write]:
    """None for those who have been erased."""
    erasures = {one: path("erasures", one) for one in said}
    erased = ports.store.get_all([*erasures.values()], {"erasures": NO_FIELDS})
    return [
        notice(
            user_id,
            f"{contest.contest_id}_{reason}",
            said[user_id],
            reason=reason,
            settings=ports.settings,
            at=at,
            about={"challengeId": contest.challenge_id, "contestId": contest.contest_id},
            title=award.challenge_title,
            placement=contest.placement,
        )
        for user_id in sorted(said)
        if erasures[user_id] not in erased
    ]
