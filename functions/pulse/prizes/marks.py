"""Marks prizes with the epoch of a pass: they may be sent while what they are paid from has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse import log
from pulse.batches import chunks
from pulse.errors import Conflict
from pulse.ledger import Change, audited_update
from pulse.ports import Document, Ports
from pulse.ports.store import Unchanged, Write
from pulse.prizes.pool_prizes import Stored
from pulse.prizes.records import PrizeRecord

ACTOR = "system:allotment"
_MARKS = 100
"""Records in one commit, each with its audit row."""


@dataclass(frozen=True, slots=True)
class Epoch:
    """*lock*: the document that holds it, a pool or our own money, as the pass has written it."""

    number: int
    lock: Document
    now: datetime
    check_at: datetime
    """When the sweep looks at a marked prize if its task is lost."""


def mark(stored: Sequence[Stored], epoch: Epoch, *, ports: Ports) -> list[PrizeRecord] | None:
    """The records that carry the epoch now; None once another pass, or a change of the lock, ended this."""
    marked: list[PrizeRecord] = []
    for batch in chunks(stored, _MARKS):
        try:
            ports.store.commit([_unchanged(epoch), *_marks(epoch, batch)])
            marked += [record for _, record in batch]
        except Conflict:
            if not is_current(epoch, ports=ports):
                log.write("pool.pass_ended", pool=epoch.lock.path, epoch=epoch.number)
                return None
            marked += _mark_singly(epoch, batch, ports=ports)
    return [record.but(cover_epoch=epoch.number, version=record.version + 1) for record in marked]


def is_current(epoch: Epoch, *, ports: Ports) -> bool:
    document = ports.store.get(epoch.lock.path)
    return document is not None and document.version == epoch.lock.version


def _mark_singly(epoch: Epoch, batch: Sequence[Stored], *, ports: Ports) -> list[PrizeRecord]:
    """One that changes just now is left to the next pass: what was counted of it may be another amount."""
    marked = []
    for one in batch:
        try:
            ports.store.commit([_unchanged(epoch), *_marks(epoch, [one])])
            marked.append(one[1])
        except Conflict:
            log.write("prize.not_allotted", prize_record_id=one[1].id, epoch=epoch.number)
    return marked


def _marks(epoch: Epoch, batch: Sequence[Stored]) -> list[Write]:
    change = Change("prize.allotted", ACTOR, epoch.now)
    return [
        write
        for document, record in batch
        for write in audited_update(
            document,
            record.but(
                cover_epoch=epoch.number,
                next_check_at=epoch.check_at,
                version=record.version + 1,
                updated_at=epoch.now,
            ),
            change,
        )
    ]


def _unchanged(epoch: Epoch) -> Write:
    return Unchanged(epoch.lock.path, epoch.lock.version)
