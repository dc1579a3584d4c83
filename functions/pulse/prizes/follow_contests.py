"""After a new version of an award: which place its open contests name, and which of them it has settled."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pulse.batches import readable
from pulse.errors import Busy
from pulse.ledger import Change, audited_update, retry_after_conflict
from pulse.pools import Contest, ContestStatus, contest_path, pool_path
from pulse.ports import Ports
from pulse.prizes.contests import best_place, pool_change, read_contested_places, read_pool_of
from pulse.prizes.records import Award
from pulse.prizes.standings import fetch_standings


def follow_contests(award: Award, *, actor: str, ports: Ports) -> None:
    """An open contest about a person who is out is decided with that; others follow their person's place.

    Raises *Busy* when half of the function's time is over: the next call follows with the rest. Nothing moves
    until then, as the new version's review has not begun.
    """
    if not award.former:
        return
    until = ports.clock.monotonic() + ports.settings.function_timeout_seconds / 2
    places = {one.user_id: one.placement for one in fetch_standings(award, ports=ports)}
    for contest_id in read_contested_places(award.challenge_id, ports=ports):
        if ports.clock.monotonic() > until:
            raise Busy("the many contests are still being looked at; please try again", code="award_goes_on")

        def once(_: int, name: str = contest_id) -> None:
            _follow(name, award, places, actor=actor, ports=ports)

        retry_after_conflict(
            once,
            busy="a contest of this award is being changed just now; please try again",
            code="award_busy",
        )

    retry_after_conflict(
        lambda _: _note_best_place(award, actor=actor, ports=ports),
        busy="the prize pool is being changed just now; please try again",
        code="award_busy",
    )


def _note_best_place(award: Award, *, actor: str, ports: Ports) -> None:
    """The pool is read before the contests: whoever changes one of them writes it."""
    document = ports.store.get(pool_path(award.challenge_id))
    pool = read_pool_of(document, ports=ports)
    best = best_place(read_contested_places(award.challenge_id, ports=ports))
    if document is not None and best != pool.contested_place:
        change = Change("pool.changed", actor, ports.clock.now())
        ports.store.commit(pool_change(document, pool, best, change, None))


def _follow(contest_id: str, award: Award, places: Mapping[str, int], *, actor: str, ports: Ports) -> None:
    document = ports.store.get(contest_path(contest_id))
    if document is None:
        return
    contest = readable(Contest, document)
    if contest.status is not ContestStatus.OPEN:
        return
    after = _followed(contest, award, places.get(contest.contested_user_id), ports.clock.now())
    if after != contest:
        ports.store.commit(
            [*audited_update(document, after, Change("contest.followed", actor, after.updated_at))]
        )


def _followed(contest: Contest, award: Award, placement: int | None, now: datetime) -> Contest:
    if placement == contest.placement:
        return contest
    changes = {"version": contest.version + 1, "updated_at": now}
    if placement is not None:
        return contest.but(placement=placement, **changes)
    return contest.but(
        status=ContestStatus.DISQUALIFIED,
        disqualified_user_id=contest.contested_user_id,
        approval_id=award.former[-1].approval_id,
        next_check_at=None,
        **changes,
    )
