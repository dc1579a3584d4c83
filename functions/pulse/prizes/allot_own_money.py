"""One pass of the allotment of own money: which prizes that nobody paid in for may be sent (decision 1711).

As with a pool, a pass begins by writing the lock, reads only then, and marks records while nobody has written
it since. So of two passes, or of a pass and a sponsoring, one alone decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from pulse import log
from pulse.batches import partition
from pulse.pools import Overtaken, OwnFigures, OwnMoney, own_money_path
from pulse.ports import Document, Ports
from pulse.ports.store import Create, Update
from pulse.prizes.allotment import may_be_sent
from pulse.prizes.marks import Epoch, mark
from pulse.prizes.own_contenders import Contenders, read_contenders
from pulse.prizes.own_plan import Plan, Purse, plan
from pulse.prizes.pool_prizes import Stored
from pulse.prizes.read_own_money import OwnReading, read_own_money
from pulse.prizes.reasons import Reason
from pulse.prizes.records import PrizeRecord, PrizeStatus
from pulse.prizes.report_shortage import report_own_shortage
from pulse.prizes.rules import is_under_way

_OVERTAKEN_MAX = 200


def allot_own_money(currency: str, *, asking: Collection[str] = (), ports: Ports) -> list[PrizeRecord]:
    """The prizes that this pass lets be sent, oldest first. *asking*: ids of some that lack nothing else.

    None once another pass has begun. Raises *Conflict* when one begins at the same moment, *RecordDamaged*
    and *PoolUnreadable* where nobody knows what is ours, *StripeUnavailable*, *StripeRefused* and
    *StoreUnavailable*.
    """
    begun, own = begin_pass(currency, ports=ports)
    found = read_contenders(own, asking, ports=ports)
    reading = read_own_money([currency], ports=ports)
    now, figures = ports.clock.now(), reading.figures[currency]
    decided = plan(found.marked, found.waiting, purse_of(own, reading), now, ports.settings)
    after = _with_plan(own, figures, decided, ports=ports)
    lock = write_lock(begun, after, ports=ports)
    if decided.takes_back and _left_since(found.marked, ports=ports):
        log.write("own_money.pass_ended", currency=currency, epoch=after.epoch)
        return []  # its money may be with another now: the next pass has it among those that were sent
    chosen = [*decided.allotted.covered, *_sent_again(found, figures)]
    stored = _read_unmarked(chosen, after.epoch, ports=ports)
    marked = mark(stored, _epoch(after, lock, now, ports=ports), ports=ports)
    if decided.allotted.missing:
        available = reading.balance.available_by_source(currency)
        report_own_shortage(decided.allotted, available, currency, ports=ports)
    due = [*(marked or ()), *_still_marked(found, after)]
    return sorted((one for one in due if may_be_sent(one, now, ports.settings)), key=lambda one: one.turn)


def _epoch(own: OwnMoney, lock: Document, now: datetime, *, ports: Ports) -> Epoch:
    return Epoch(own.epoch, lock, now, now + timedelta(seconds=ports.settings.outbox_age_seconds))


def begin_pass(currency: str, *, ports: Ports) -> tuple[Document, OwnMoney]:
    """Write the lock: whoever has read it before now commits nothing on it. Raises *Conflict*."""
    where = own_money_path(currency)
    document = ports.store.get(where)
    if document is None:
        own = OwnMoney(currency=currency, read_at=ports.clock.now())
        versions = ports.store.commit([Create(where, own.fields())])
        return Document(where, own.fields(), versions[0]), own
    before = OwnMoney.of(document)
    own = before.but(version=before.version + 1)
    return write_lock(document, own, ports=ports), own


def write_lock(document: Document, own: OwnMoney, *, ports: Ports) -> Document:
    """Raises *Conflict* when it has changed since."""
    versions = ports.store.commit([Update(document.path, own.fields(), document.version)])
    return Document(document.path, own.fields(), versions[0])


def purse_of(own: OwnMoney, reading: OwnReading) -> Purse:
    available = reading.balance.available_by_source(own.currency)
    return Purse(reading.figures[own.currency].spendable, available, own.overtaken_since)


def _with_plan(own: OwnMoney, figures: OwnFigures, decided: Plan, *, ports: Ports) -> OwnMoney:
    allotted = decided.allotted
    overtaken = [Overtaken(id=one, since=since) for one, since in allotted.overtaken.items()]
    return own.but(
        epoch=own.epoch + 1 if decided.takes_back else own.epoch,
        figures=figures,
        read_at=ports.clock.now(),
        overtaken=tuple(overtaken[:_OVERTAKEN_MAX]),
        whole_for=allotted.whole_for.id if allotted.whole_for else None,
        version=own.version + 1,
    )


def _left_since(marked: Sequence[PrizeRecord], *, ports: Ports) -> bool:
    """Whether one of those whose mark is gone was claimed before it went: its money may be on its way."""
    if not marked:
        return False
    documents = list(ports.store.get_all([one.path for one in marked]).values())
    records, damaged = partition(PrizeRecord, documents)
    return bool(damaged) or any(one.status is PrizeStatus.PAID or is_under_way(one) for one in records)


def _sent_again(found: Contenders, figures: OwnFigures) -> Sequence[PrizeRecord]:
    """What may be in flight is sent again only if all of it is covered beside what belongs to others."""
    return found.sent if figures.spendable >= 0 else ()


def _still_marked(found: Contenders, own: OwnMoney) -> list[PrizeRecord]:
    """Those that an earlier pass has marked, and that Stripe refused since, or whose task was lost."""
    return [
        one
        for one in (*found.marked, *found.sent)
        if one.cover_epoch == own.epoch and one.reason is Reason.AWAITING_FUNDS
    ]


def _read_unmarked(chosen: Iterable[PrizeRecord], epoch: int, *, ports: Ports) -> list[Stored]:
    """Whole, as they are stored. One that has changed since it was chosen is left to the next pass."""
    unmarked = {one.path: one for one in chosen if one.cover_epoch != epoch}
    found = ports.store.get_all(list(unmarked)) if unmarked else {}
    read = [(document, PrizeRecord.of(document)) for document in found.values()]
    return [one for one in read if one[1].version == unmarked[one[1].path].version]
