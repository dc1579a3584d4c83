"""The review of an award: everybody who is ranked is told, and only then does its time begin.

`reviewUntil` is stored once and never shortened. Nothing is paid before it, by any clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from pulse import log
from pulse.batches import chunks
from pulse.errors import Busy, Conflict
from pulse.ledger import Change, commit_update
from pulse.limits import is_above
from pulse.notices import Amount, Lasting, Said, notice
from pulse.pools import Pool, pool_path
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import NO_FIELDS, Write
from pulse.prizes.records import Award, Winner
from pulse.prizes.standings import fetch_standings
from pulse.settings import DAY

_HOUR = 3_600


def review_seconds(award: Award, *, ports: Ports) -> int:
    """How long this award can be contested. With a live key at least a day, whatever the settings say."""
    settings = ports.settings
    large = is_above(settings.award_review_large_cents, award.awarded_amount, award.currency)
    seconds = settings.award_review_large_seconds if large else settings.award_review_seconds
    return max(seconds, DAY) if ports.stripe.livemode else seconds


def begin_review(award: Award, *, actor: str, ports: Ports) -> Pool:
    """The award's pool, once all who are ranked were told and the end of the review is stored.

    Raises *Busy* when half of the function's time is over: the next call tells the rest. A notice that
    exists is written again as it is.
    """
    document = ports.store.get(pool_path(award.challenge_id))
    assert document is not None  # noqa: S101 - the award's commit wrote it
    pool = Pool.of(document)
    if pool.review_until is not None or pool.award_version != award.award_version:
        return pool
    _tell_everybody(award, ports=ports)
    now = ports.clock.now()
    until = now + timedelta(seconds=review_seconds(award, ports=ports))
    reviewed = pool.but(
        review_until=until,
        next_check_at=until + timedelta(seconds=ports.settings.review_skew_seconds) if pool.funded else None,
        version=pool.version + 1,
        updated_at=now,
    )
    try:
        commit_update(ports.store, document, reviewed, Change("review.started", actor, now))
    except Conflict:
        log.write("review.already_started", challenge_id=award.challenge_id)
        return begin_review(award, actor=actor, ports=ports)
    return reviewed


def _tell_everybody(award: Award, *, ports: Ports) -> None:
    until = ports.clock.monotonic() + ports.settings.function_timeout_seconds / 2
    ranked, now = fetch_standings(award, ports=ports), ports.clock.now()
    for batch in chunks(ranked, ports.settings.award_batch_size):
        if ports.clock.monotonic() > until:
            raise Busy("the many participants are still being told; please try again", code="award_goes_on")
        if writes := _notices(award, batch, now, ports=ports):
            ports.store.commit(writes)


def _notices(award: Award, ranked: Sequence[Winner], now: datetime, *, ports: Ports) -> list[Write]:
    """One for each person, but none for those who have been erased meanwhile."""
    erasures = {one.user_id: path("erasures", one.user_id) for one in ranked}
    erased = ports.store.get_all([*erasures.values()], {"erasures": NO_FIELDS})
    return [_notice(award, one, now, ports=ports) for one in ranked if erasures[one.user_id] not in erased]


def _notice(award: Award, ranked: Winner, now: datetime, *, ports: Ports) -> Write:
    return notice(
        ranked.user_id,
        f"{award.challenge_id}_result_v{award.award_version}",
        _said(award, ranked),
        reason="result_recorded",
        settings=ports.settings,
        at=now,
        page="/winner/dashboard",
        about={"challengeId": award.challenge_id},
        title=award.challenge_title,
        placement=ranked.placement,
        lasts=Lasting(review_seconds(award, ports=ports)),
        amount=Amount(ranked.prize_amount, award.currency),
    )


def _said(award: Award, ranked: Winner) -> Said:
    if award.former:
        return Said.RESULT_CHANGED_PRIZE_WON if ranked.prize_amount else Said.RESULT_CHANGED
    return Said.PRIZE_WON if ranked.prize_amount else Said.RESULT_RECORDED
