"""What the open contests of an award hold back, from the contests themselves; and the pool that says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pulse.alerts import causes
from pulse.batches import skip_unreadable
from pulse.errors import NotFound
from pulse.ledger import Change, audited_update, existing
from pulse.pools import Contest, ContestStatus, Pool, PoolUnreadable, contest_path
from pulse.ports import Document, Ports
from pulse.ports.store import Query, Write
from pulse.prizes.refusals import ContestDecided


def read_contest(contest_id: str, *, ports: Ports) -> tuple[Document, Contest]:
    """Raises *NotFound*."""
    document = existing(ports.store.get(contest_path(contest_id)), "contest", code="contest_not_found")
    return document, Contest.of(document)


def read_contests(challenge_id: str, *, ports: Ports) -> list[Contest]:
    """All of the challenge's contests, oldest first."""
    found = ports.store.query(Query("poolContests", where=[("challengeId", "==", challenge_id)]))
    return sorted(skip_unreadable(Contest, found, ports=ports), key=lambda one: one.created_at)


def require_open(contest: Contest) -> None:
    """Raises *ContestDecided*."""
    if contest.status is not ContestStatus.OPEN:
        raise ContestDecided("this contest is not open any more")


def read_pool_of(document: Document | None, *, ports: Ports) -> Pool:
    """Raises *NotFound* without a pool, and *PoolUnreadable*, with an alert."""
    if document is None:
        raise NotFound("this challenge has no result yet", code="award_not_found")
    try:
        return Pool.of(document)
    except ValueError as error:
        _alert(document.path, ports=ports)
        raise PoolUnreadable("this prize pool cannot be read; we have been told") from error


def read_contested_places(challenge_id: str, *, ports: Ports) -> dict[str, int]:
    """The place that each open contest names, by its id. Raises *PoolUnreadable*, with an alert, for one
    that does not say it: nobody knows then what may be paid.
    """
    where = [("challengeId", "==", challenge_id), ("status", "==", ContestStatus.OPEN.value)]
    found = ports.store.query(Query("poolContests", where, fields=("placement",)))  # type: ignore[arg-type]
    return {document.id: _placement(document, ports=ports) for document in found}


def _placement(document: Document, *, ports: Ports) -> int:
    placement = document.fields.get("placement")
    if type(placement) is not int or placement < 1:
        _alert(document.path, ports=ports)
        raise PoolUnreadable("a contest of this award cannot be read; we have been told")
    return placement


def best_place(places: Mapping[str, int], *, without: str | None = None) -> int | None:
    return min((place for name, place in places.items() if name != without), default=None)


def pool_change(
    document: Document, pool: Pool, contested: int | None, change: Change, payable_at: datetime | None
) -> list[Write]:
    """The pool with its best contested place: a claim that read it before is not committed.

    Once nothing is contested any more, the sweep looks at it as soon as prizes may be paid.
    """
    check_at = pool.next_check_at
    if contested is None and pool.funded and payable_at is not None:
        check_at = max(payable_at, change.at)
    after = pool.but(
        contested_place=contested, next_check_at=check_at, version=pool.version + 1, updated_at=change.at
    )
    return [*audited_update(document, after, change)]


def _alert(where: str, *, ports: Ports) -> None:
    ports.alerts.raise_alert(
        causes.RECORD_DAMAGED.alert(
            "A record of a prize pool cannot be read. Nothing happens to the pool's money.", subject=where
        )
    )
