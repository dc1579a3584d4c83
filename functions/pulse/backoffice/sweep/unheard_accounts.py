"""Accounts are read again although no event said that they changed: an event may never come (decision 0024).

Those with money on its way are read each hour, all others in turns of a week. Those that Stripe did not
answer about are read again within the hour, apart from these turns. All share one allowance of reads an hour:
first come the unanswered ones, which are few, then money.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from pulse.accounts import Role, apply_account, read_account
from pulse.backoffice.sweep.unanswered_reads import note_unanswered, unanswered, unanswered_and_due
from pulse.batches import (
    UNANSWERED_IN_A_ROW_MAX,
    BatchResult,
    TimeLimit,
    continue_after,
    each,
    give_back,
    read_cursor,
    save_cursor,
    skip_unreadable,
    take,
)
from pulse.errors import Busy, OutcomeUnknown
from pulse.ports import Document, Ports
from pulse.ports.store import NO_FIELDS, Query
from pulse.prizes import PrizeRecord, PrizeStatus
from pulse.sales import Payment

MONEY_EVERY, EACH_WITHIN = timedelta(hours=1), timedelta(days=7)
SOLD_WITHIN = timedelta(hours=24)
_HOUR = timedelta(hours=1)
_SILENCES_MAX = UNANSWERED_IN_A_ROW_MAX - 1
_READS = "accountReads"
_ACTOR = "system:sweep"


def read_unheard(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """The next page of each turn, as far as this hour's allowance goes. Returns how many were read."""
    waiting = Query("prizeRecords", where=[("status", "in", [one.value for one in _WAITING])])
    sold = Query(
        "payments",
        where=[("completedAt", ">=", ports.clock.now() - SOLD_WITHIN)],
        order_by=[("completedAt", "asc")],
    )
    everyone = Query("stripeAccounts", fields=NO_FIELDS)
    result = _read_unanswered(limit, ports=ports)
    for cursor, query, interval in (
        ("accountsOfWaitingPrizes", waiting, MONEY_EVERY),
        ("accountsOfSales", sold, MONEY_EVERY),
        ("everyAccount", everyone, EACH_WITHIN),
    ):
        result += _read_turn(cursor, query, interval, limit, ports=ports)
    return result


_WAITING = (PrizeStatus.PENDING, PrizeStatus.PROCESSING)


def _read_turn(
    cursor: str, query: Query, interval: timedelta, limit: TimeLimit | None, *, ports: Ports
) -> BatchResult:
    left = _left_this_hour(ports=ports)
    if left <= 0:
        return BatchResult()
    size = min(left, ports.settings.sweep_batch)
    taken = take(cursor, _limited(query, size), interval, ports=ports)
    begun: list[Document] = []
    done: list[Document] = []
    reads_made = _Reads(ports)
    apart = unanswered(ports=ports)

    def act(document: Document) -> int | None:
        begun.append(document)
        known = reads_made.asked | apart
        due = [one for one in _accounts_of(document, ports=ports) if one not in known]
        reads = sum(map(reads_made.read, due)) if due else None
        done.append(document)
        return reads

    try:
        result = each(taken.documents, act, lambda document: document.path, limit=limit)
    except OutcomeUnknown:
        # During an outage nobody loses their turn, which may come again only after a week.
        if done:
            continue_after(cursor, done[-1].id, ports=ports)
        else:
            give_back(cursor, taken, ports=ports)
        raise
    finally:
        reads_made.note()
    if result.out_of_time:
        continue_after(cursor, begun[-1].id, ports=ports)
    return result


def _read_unanswered(limit: TimeLimit | None, *, ports: Ports) -> BatchResult:
    """Ends with the second silence, before it counts as an outage and takes the next turn from all others.

    Whom this or the end of time leaves out stays due.
    """
    size = min(_left_this_hour(ports=ports), ports.settings.sweep_batch)
    reads_made = _Reads(ports)

    def due() -> Iterator[str]:
        for account_id in unanswered_and_due(ports=ports)[: max(size, 0)]:
            if len(reads_made.unanswered) == _SILENCES_MAX:
                return
            yield account_id

    try:
        return each(due(), reads_made.read, lambda account_id: f"stripeAccounts/{account_id}", limit=limit)
    finally:
        reads_made.note()


class _Reads:
    """The reads of one turn: which accounts Stripe was asked about, and about which it did not answer."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self.asked: set[str] = set()
        self.unanswered: list[str] = []

    def read(self, account_id: str) -> int:
        self.asked.add(account_id)
        try:
            return int(apply_account(account_id, ports=self._ports, actor=_ACTOR) is not None)
        except (OutcomeUnknown, Busy):
            self.unanswered.append(account_id)
            raise

    def note(self) -> None:
        if self.asked:
            _note_reads(len(self.asked), ports=self._ports)
            note_unanswered(self.asked, self.unanswered, ports=self._ports)


def _limited(query: Query, size: int) -> Query:
    return replace(query, limit=size)


def _accounts_of(document: Document, *, ports: Ports) -> Iterator[str]:
    """Their ids at Stripe; at most one."""
    if document.path.startswith("stripeAccounts/"):
        yield document.id
    elif document.path.startswith("prizeRecords/"):
        for prize in skip_unreadable(PrizeRecord, [document], ports=ports):
            yield from _held(prize.user_id, Role.WINNER, ports=ports)
    else:
        for payment in skip_unreadable(Payment, [document], ports=ports):
            yield from _held(payment.owner_id, Role.CREATOR, ports=ports)


def _held(user_id: str, role: Role, *, ports: Ports) -> Iterator[str]:
    account = read_account(user_id, role, ports=ports)
    if account is not None and account.stripe_account_id is not None:
        yield account.stripe_account_id


def _left_this_hour(*, ports: Ports) -> int:
    return ports.settings.account_reads_per_hour - _counted(ports=ports)[1]


def _note_reads(reads: int, *, ports: Ports) -> None:
    since, before = _counted(ports=ports)
    save_cursor(_READS, {"since": since, "reads": before + reads}, ports=ports)


def _counted(*, ports: Ports) -> tuple[datetime, int]:
    """The hour that is running, which begins with the first read after the last one, and its reads.

    What cannot be read, or begins in the future, counts nothing: it would stop the reads.
    """
    now = ports.clock.now()
    match read_cursor(_READS, ports=ports):
        case {"since": datetime() as since, "reads": int(reads)} if timedelta(0) <= now - since < _HOUR:
            return since, max(reads, 0)
    return now, 0
