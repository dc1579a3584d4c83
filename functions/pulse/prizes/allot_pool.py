"""One pass of the allotment: which prizes of a funded pool may be sent, by what its clean money covers.

A pass begins with an epoch of its own, so every earlier mark is taken back at once, and counts only then. It
marks records only while the pool still has its epoch: of two passes at the same time, one marks nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse import log
from pulse.alerts import causes
from pulse.batches import partition
from pulse.errors import Conflict
from pulse.ledger import Change, commit_update
from pulse.money import written
from pulse.pools import Cover, Pool, PoolPhase, Scene, Use, cover, pool_path, read_scene, sums_of
from pulse.ports import Document, Ports
from pulse.ports.store import Update
from pulse.prizes.marks import ACTOR, Epoch, mark
from pulse.prizes.pool_conditions import payable_from
from pulse.prizes.pool_prizes import Stored, claims_of, read_pool_prizes, use_of
from pulse.prizes.reasons import NEXT_ACTION, Reason
from pulse.prizes.records import PrizeRecord, PrizeStatus

_DAILY = timedelta(days=1)
_REPLACEABLE = frozenset(
    {Reason.IN_REVIEW, Reason.RETRYING, Reason.CONTESTED, Reason.FUNDS_SETTLING, Reason.POOL_DISPUTED}
)
"""A prize that waits for its winner or for people goes on saying so."""


@dataclass(frozen=True, slots=True)
class _Pass:
    pool: Document
    epoch: int
    award_version: int
    scene: Scene
    prizes: tuple[Stored, ...]
    now: datetime


def allot_pool(challenge_id: str, *, ports: Ports) -> list[PrizeRecord]:
    """The prizes that may be sent, in order of place, each marked with the epoch of this pass.

    None before the review is over, and of a pool that nobody paid into. Raises *PoolUnreadable* and
    *PrizesDamaged*: then nothing is allotted. What a pass that ended early left is done by the next sweep.
    """
    begun = _begin(challenge_id, ports=ports)
    if begun is None:
        return []
    claims = [claim for _, record in begun.prizes if _counts(record, begun) for claim in claims_of(record)]
    sums = sums_of(begun.scene.fundings, begun.now)
    found, in_time = cover(sums.clean, claims), cover(sums.funded, claims)
    allotted = _mark(begun, found, ports=ports)
    if allotted is None:
        return []
    if in_time.missing:
        _alert(begun, in_time, ports=ports)  # before the commits: a crash repeats it instead of losing it
    _explain(begun, found, in_time, ports=ports)
    complete, settled = len(allotted) == len(found.allotted), sums.settling_until is None
    _end(begun, found, complete=complete, settled=settled, ports=ports)
    return allotted


def _begin(challenge_id: str, *, ports: Ports) -> _Pass | None:
    """Write the new epoch, then read what is decided on. None if there is nothing to allot (any more)."""
    stored = ports.store.get(pool_path(challenge_id))
    pools, damaged = partition(Pool, [stored] if stored else [])
    if damaged:
        read_scene(challenge_id, ports=ports)  # raises, and operators are told
    if stored is None or not pools or not _may_allot(pool := pools[0], ports=ports):
        return None
    now = ports.clock.now()
    begun = pool.but(
        cover_epoch=pool.cover_epoch + 1,
        next_check_at=now + timedelta(seconds=ports.settings.pool_rest_seconds),
        version=pool.version + 1,
        updated_at=now,
    )
    try:
        document = commit_update(ports.store, stored, begun, Change("pool.allotted", ACTOR, now))
    except Conflict:
        return None  # whoever was first has a later pass made
    scene = read_scene(challenge_id, ports=ports)
    if scene.document is None or scene.document.version != document.version:
        return None
    prizes = read_pool_prizes(challenge_id, ports=ports)
    return _Pass(document, begun.cover_epoch, begun.award_version, scene, prizes, now)


def _counts(record: PrizeRecord, begun: _Pass) -> bool:
    """One of an earlier version is not covered before it is revised. What may be in flight uses money."""
    return record.award_version == begun.award_version or use_of(record) is not Use.WAITING


def _may_be_sent(record: PrizeRecord, begun: _Pass) -> bool:
    """A prize of an earlier version or below a contested place keeps its cover, and no mark."""
    contested = begun.scene.pool.contested_place if begun.scene.pool else None
    above = contested is None or record.placement < contested
    return record.award_version == begun.award_version and above


def _may_allot(pool: Pool, *, ports: Ports) -> bool:
    payable_at = payable_from(pool, ports.settings)
    over = payable_at is not None and payable_at <= ports.clock.now()
    return pool.funded and pool.phase is PoolPhase.AWARDED and over


def _mark(begun: _Pass, found: Cover, *, ports: Ports) -> list[PrizeRecord] | None:
    chosen = set(found.allotted)
    stored = [
        one
        for one in begun.prizes
        if one[1].id in chosen and not one[1].settled and _may_be_sent(one[1], begun)
    ]
    return mark(stored, Epoch(begun.epoch, begun.pool, begun.now, begun.now), ports=ports)


def _explain(begun: _Pass, found: Cover, in_time: Cover, *, ports: Ports) -> None:
    """Each prize that is not covered says whether its money is too young or not there.

    A lost race harms nothing: the next pass says it.
    """
    covered, later = set(found.allotted), set(in_time.allotted)
    for document, record in begun.prizes:
        reason = Reason.FUNDS_SETTLING if record.id in later else Reason.POOL_DISPUTED
        waits = record.status is PrizeStatus.PENDING and record.id not in covered and _counts(record, begun)
        if not waits or record.reason not in _REPLACEABLE or record.reason is reason:
            continue
        told = record.but(
            reason=reason,
            next_action=NEXT_ACTION[reason],
            version=record.version + 1,
            updated_at=begun.now,
        )
        change = Change("prize.postponed", ACTOR, begun.now, reason.value)
        try:
            commit_update(ports.store, document, told, change)
        except Conflict:
            log.write("prize.not_explained", prize_record_id=record.id)


def _end(begun: _Pass, found: Cover, *, complete: bool, settled: bool, ports: Ports) -> None:
    """Store when clean money can have grown, and whether all has settled. Otherwise a pass follows soon."""
    maturities = [
        one.mature_at
        for one in begun.scene.fundings
        if one.mature_at is not None and one.mature_at > begun.now
    ]
    at = begun.now + timedelta(seconds=ports.settings.pool_rest_seconds)  # what is left then goes back
    if begun.scene.pool is not None and begun.scene.pool.contested_place is not None:
        at = begun.now + _DAILY  # whoever decides the contest has it looked at
    elif complete and found.missing:
        at = min([*maturities, begun.now + _DAILY])
    ended = {"nextCheckAt": at, **({"settledEpoch": begun.epoch} if complete and settled else {})}
    try:
        ports.store.commit([Update(begun.pool.path, ended, begun.pool.version)])
    except Conflict:
        log.write("pool.pass_ended", pool=begun.pool.path, epoch=begun.epoch)


def _alert(begun: _Pass, in_time: Cover, *, ports: Ports) -> None:
    currency = begun.scene.pool.currency if begun.scene.pool else ""
    ports.alerts.raise_alert(
        causes.POOL_UNCOVERED.alert(
            f"{written(in_time.missing, currency)} of the money paid in for awarded prizes is missing: it "
            "was taken back, or waits to be accepted. What is covered is paid, the best place first.",
            subject=begun.pool.path,
            amount_cents=in_time.missing,
            currency=currency,
            facts={"epoch": begun.epoch, "used_cents": in_time.used},
        )
    )
