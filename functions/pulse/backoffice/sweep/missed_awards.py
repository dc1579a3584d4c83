"""Award completed challenges whose trigger was lost, or whose prizes were not all recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from functools import partial

from pulse import log
from pulse.batches import BatchResult, TimeLimit, chunks, each_in_line, is_due, save_cursor
from pulse.documents import Challenge, read_ended
from pulse.errors import Busy, InvalidRequest
from pulse.ports import Ports
from pulse.ports.paths import is_id
from pulse.ports.store import NO_FIELDS, Query
from pulse.prizes import AwardedBefore, AwardPrizes, award_path, award_prizes

RECENT = timedelta(days=2)
"""Every sweep looks at challenges that ended within this time."""
WINDOW = timedelta(days=45)
"""The thorough sweep looks at challenges that ended within this time."""
THOROUGH_EVERY = timedelta(minutes=30)
_MARK = "awardsCheckedAt"
_FAILED = "failedAwards"
_ACTOR = "system:sweep"


def award_missed(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """Award what should have been awarded. One that cannot be awarded is reported by every sweep."""
    now = ports.clock.now()
    thorough = is_due(_MARK, THOROUGH_EVERY, ports=ports)
    since = now - (WINDOW if thorough else RECENT)
    result = award_ended_since(since, every_form=thorough, limit=limit, ports=ports)
    if thorough and not result.out_of_time:
        save_cursor(_MARK, now, ports=ports)
    return result


def award_ended_since(
    since: datetime | None, *, every_form: bool = True, limit: TimeLimit | None = None, ports: Ports
) -> BatchResult:
    """Award completed challenges that ended after *since*; None: all of them, also those without an end.

    Challenges that ended before `awards_from` are left out: their prizes were paid by hand. So are those that
    promise nothing: whatever is wrong with them, nobody waits for it. *every_form*: also find ends that are
    no Timestamps.
    """
    frozen = ports.store.query(
        Query("awards", [("status", "==", "frozen")], limit=ports.settings.sweep_batch, fields=NO_FIELDS)
    )
    unrecorded = {document.id for document in frozen}
    ended = read_ended(since, ports.store, every_form=every_form)
    ours = (one for one in ended if _is_ours(one, ports.settings.awards_from))
    unrecorded.update(_find_unawarded(ours, ports=ports))
    award = partial(_award, ports=ports)
    return each_in_line(_FAILED, sorted(unrecorded), award, limit=limit, ports=ports)


def _is_ours(challenge: Challenge, awards_from: datetime | None) -> bool:
    """A challenge without an end is kept: its award is refused, and that is told."""
    if challenge.promises_nothing or challenge.cancel_asked_at is not None:
        return False
    ends_at = challenge.ends_at.value_or(None)
    return awards_from is None or ends_at is None or ends_at >= awards_from


def _award(challenge_id: str, *, ports: Ports) -> int:
    if not is_id(challenge_id):
        raise InvalidRequest("this challenge's id cannot be part of a prize record's", code="bad_id")
    try:
        award_prizes(AwardPrizes(challenge_id, actor=_ACTOR), ports=ports)
    except Busy as error:
        if error.code != "award_goes_on":
            raise
        return 0  # there are thousands of records; the next sweep makes the rest
    except AwardedBefore as refusal:
        log.write("award.left", severity="WARNING", challenge_id=challenge_id, code=refusal.code)
        return 0  # the first system's award stays as it is; there is nothing to repair
    return 1


def _find_unawarded(challenges: Iterable[Challenge], *, ports: Ports) -> Iterator[str]:
    ids = [challenge.id for challenge in challenges]
    awardable = [one for one in ids if is_id(one)]
    yield from (one for one in ids if one not in set(awardable))
    for batch in chunks(awardable, ports.settings.sweep_batch):
        awards = [award_path(one) for one in batch]
        present = ports.store.get_all(awards, {"awards": NO_FIELDS})
        yield from (one for one in batch if award_path(one) not in present)
