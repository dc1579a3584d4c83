"""Refresh the accounts whose webhooks were lost, and wake the prizes that wait for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TypeVar

from pulse.accounts import AccountState, ConnectedAccount, Role, apply_account, read_account
from pulse.batches import BatchResult, TimeLimit, continue_after, each, skip_unreadable, take_page
from pulse.ledger import Record
from pulse.ports import Document, Ports
from pulse.ports.store import Query
from pulse.prizes import WAITS_FOR_ACCOUNT, PrizeRecord, PrizeStatus, wake_winner

PASS_EVERY = timedelta(hours=1)
"""Each account that something waits for is refreshed once an hour, one page of accounts a sweep."""

UNFINISHED = (AccountState.CREATED, AccountState.PENDING, AccountState.RESTRICTED)
_ACTOR = "system:sweep"
RecordT = TypeVar("RecordT", bound=Record)


def wake_ready_winners(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """Refresh the accounts that prizes wait for. Returns how many prizes were woken."""
    waiting = Query(
        "prizeRecords",
        where=[
            ("status", "==", PrizeStatus.PENDING.value),
            ("reason", "in", [reason.value for reason in WAITS_FOR_ACCOUNT]),
        ],
        fields=PrizeRecord.names(),
    )
    seen: set[str] = set()

    def wake(record: PrizeRecord) -> int | None:
        if record.user_id in seen:
            return None
        seen.add(record.user_id)
        return _wake(record.user_id, ports=ports)

    return _work_on_page(
        "waitingPrizes", waiting, PrizeRecord, wake, lambda one: f"users/{one.user_id}", limit, ports=ports
    )


def refresh_unfinished(role: Role, limit: TimeLimit | None = None, *, ports: Ports) -> BatchResult:
    """Refresh the accounts that are not active in our records. Returns how many were refreshed."""
    unfinished = Query(
        role.collection,
        where=[("state", "in", [state.value for state in UNFINISHED])],
        fields=ConnectedAccount.names(),
    )
    return _work_on_page(
        f"unfinished_{role}",
        unfinished,
        ConnectedAccount,
        lambda account: _refresh(account, ports=ports),
        lambda account: f"{account.role.collection}/{account.user_id}",
        limit,
        ports=ports,
    )


def _work_on_page(
    cursor: str,
    query: Query,
    kind: type[RecordT],
    act: Callable[[RecordT], int | None],
    name: Callable[[RecordT], str],
    limit: TimeLimit | None,
    *,
    ports: Ports,
) -> BatchResult:
    """The next page of the pass; if time is up, the next sweep continues within it."""
    page = take_page(cursor, query, PASS_EVERY, ports=ports)
    begun: list[Document] = []

    def readable() -> Iterator[RecordT]:
        for document in page:
            for record in skip_unreadable(kind, [document], ports=ports):
                yield record
                begun.append(document)

    result = each(readable(), act, name, limit=limit)
    if result.out_of_time and begun:
        continue_after(cursor, begun[-1].id, ports=ports)
    return result


def _wake(user_id: str, *, ports: Ports) -> int | None:
    known = read_account(user_id, Role.WINNER, ports=ports)
    if known is None or known.stripe_account_id is None:
        return None
    account = apply_account(known.stripe_account_id, ports=ports, actor=_ACTOR)
    ready = account is not None and account.ready_for_transfers
    return wake_winner(user_id, ports=ports) if ready else 0


def _refresh(account: ConnectedAccount, *, ports: Ports) -> int | None:
    if account.stripe_account_id is None:
        return None
    apply_account(account.stripe_account_id, ports=ports, actor=_ACTOR)
    return 1
