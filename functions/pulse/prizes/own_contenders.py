"""The prizes of one currency that a pass over own money decides on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from pulse.accounts import ConnectedAccount, Role, account_path
from pulse.batches import skip_unreadable
from pulse.pools import OwnMoney
from pulse.ports import Ports
from pulse.ports.store import NO_FIELDS, Query
from pulse.prizes.allotment import may_be_sent
from pulse.prizes.read_strictly import read_strictly
from pulse.prizes.reasons import Reason
from pulse.prizes.records import UNSETTLED, PrizeRecord, PrizeStatus, prize_path
from pulse.prizes.rules import is_under_way
from pulse.prizes.wake import fetch_waiting_for


@dataclass(frozen=True, slots=True)
class Contenders:
    marked: Sequence[PrizeRecord]
    """They may be sent already, and nothing was."""
    waiting: Sequence[PrizeRecord]
    """They lack nothing but funds."""
    sent: Sequence[PrizeRecord]
    """Something of them may be in flight."""


def read_contenders(own: OwnMoney, asking: Collection[str], *, ports: Ports) -> Contenders:
    """Read after the pass has begun, and before own money: whoever marks one of them afterwards loses.

    A worker that has read the lock since may still claim a marked one, until the lock is written again. Then
    own money has it as sent, and it is here too: counted twice, and never in neither. Raises *PoolUnreadable*
    where a marked one cannot be read.
    """
    found = {one.id: one for one in _read_marked(own, ports=ports)}
    in_line, _ = fetch_waiting_for(Reason.AWAITING_FUNDS, ports=ports)
    fresh = _with_ready_account(_read_fresh(own.currency, ports=ports), ports=ports)
    for record in (*in_line, *fresh, *_read_asking(asking, ports=ports)):
        belongs = record.currency == own.currency and (record.own_money or record.id in asking)
        if belongs and not record.settled:
            found.setdefault(record.id, record)
    sent = [one for one in found.values() if is_under_way(one)]
    others = [one for one in found.values() if not is_under_way(one)]
    now = ports.clock.now()
    unmarked = [one for one in others if one.cover_epoch != own.epoch]
    return Contenders(
        marked=[one for one in others if one.cover_epoch == own.epoch],
        waiting=[one for one in unmarked if may_be_sent(one, now, ports.settings)],
        sent=sent,
    )


def is_any_marked(own: OwnMoney, *, ports: Ports) -> bool:
    """Whether a prize may be claimed on what the last pass found."""
    return bool(ports.store.query(replace(_marked(own), limit=1, fields=NO_FIELDS)))


def _read_marked(own: OwnMoney, *, ports: Ports) -> list[PrizeRecord]:
    """Strictly: one that is mended is marked as before, so its money is nobody else's."""
    return read_strictly(PrizeRecord, ports.store.query(_marked(own)), ports=ports)


def _marked(own: OwnMoney) -> Query:
    return Query(
        "prizeRecords",
        where=[
            ("ownMoney", "==", True),
            ("currency", "==", own.currency),
            ("coverEpoch", "==", own.epoch),
            ("status", "in", [status.value for status in UNSETTLED]),
        ],
        fields=PrizeRecord.names(),
    )


def _read_asking(asking: Collection[str], *, ports: Ports) -> list[PrizeRecord]:
    found = ports.store.get_all([prize_path(one) for one in asking]) if asking else {}
    return skip_unreadable(PrizeRecord, found.values(), ports=ports)


def _read_fresh(currency: str, *, ports: Ports) -> list[PrizeRecord]:
    """The first page of those that are due and were not tried: their review is over."""
    untried = Query(
        "prizeRecords",
        where=[
            ("ownMoney", "==", True),
            ("currency", "==", currency),
            ("status", "==", PrizeStatus.PENDING.value),
            ("reason", "in", [Reason.RETRYING.value, Reason.IN_REVIEW.value]),
            ("nextCheckAt", "<=", ports.clock.now() + timedelta(seconds=ports.settings.outbox_age_seconds)),
        ],
        order_by=[("nextCheckAt", "asc")],
        limit=ports.settings.sweep_batch,
        fields=PrizeRecord.names(),
    )
    records = skip_unreadable(PrizeRecord, ports.store.query(untried), ports=ports)
    return [record for record in records if record.attempt is None and not record.held]


def _with_ready_account(records: Iterable[PrizeRecord], *, ports: Ports) -> list[PrizeRecord]:
    records = list(records)
    paths = {account_path(Role.WINNER, record.user_id) for record in records}
    documents = ports.store.get_all(sorted(paths)).values() if paths else []
    accounts = skip_unreadable(ConnectedAccount, documents, ports=ports)
    ready = {account.user_id for account in accounts if account.ready_for_transfers}
    return [record for record in records if record.user_id in ready]
