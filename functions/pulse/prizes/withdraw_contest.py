"""Take back one's own contest: what it held back may be paid, unless another one holds it."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.errors import NotAllowed
from pulse.ledger import Change, audited_update, existing, retry_after_conflict
from pulse.pools import Contest, ContestStatus, pool_path
from pulse.ports import Ports
from pulse.prizes.award_prizes import queue_payments
from pulse.prizes.contest_notices import withdrawn_notices
from pulse.prizes.contests import (
    best_place,
    pool_change,
    read_contest,
    read_contested_places,
    read_pool_of,
    require_open,
)
from pulse.prizes.pool_conditions import payable_from
from pulse.prizes.records import Award, award_path


@dataclass(frozen=True, slots=True)
class WithdrawContest:
    contest_id: str
    user_id: str


def withdraw_contest(command: WithdrawContest, *, ports: Ports) -> Contest:
    """Raises *NotFound*, *NotAllowed* for anybody else's contest, *ContestDecided* and *PoolUnreadable*."""
    return retry_after_conflict(
        lambda _: _withdraw(command, ports=ports),
        busy="this contest is being changed just now; please try again",
        code="contest_busy",
    )


def _withdraw(command: WithdrawContest, *, ports: Ports) -> Contest:
    document, contest = read_contest(command.contest_id, ports=ports)
    if contest.user_id != command.user_id:
        raise NotAllowed("only who contested a result may withdraw that")
    require_open(contest)
    stored = ports.store.get(pool_path(contest.challenge_id))
    pool = read_pool_of(stored, ports=ports)
    award = Award.of(existing(ports.store.get(award_path(contest.challenge_id)), "award"))
    left = best_place(read_contested_places(contest.challenge_id, ports=ports), without=document.id)
    now = ports.clock.now()
    change = Change("contest.withdrawn", command.user_id, now)
    after = contest.but(
        status=ContestStatus.WITHDRAWN, next_check_at=None, version=contest.version + 1, updated_at=now
    )
    assert stored is not None  # noqa: S101 - its pool was read
    ports.store.commit(
        [
            *pool_change(stored, pool, left, change, payable_from(pool, ports.settings)),
            *audited_update(document, after, change),
            *withdrawn_notices(after, award, ports=ports),
        ]
    )
    if left is None:
        queue_payments(award, pool, f"/withdrawn/{contest.contest_id}", ports=ports)
    return after
