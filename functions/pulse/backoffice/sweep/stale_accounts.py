"""Refresh the accounts whose webhooks were lost, and wake the prizes that wait for them."""

from __future__ import annotations

from datetime import timedelta

from pulse.accounts import AccountState, ConnectedAccount, Role, apply_account, read_account
from pulse.batches import BatchResult, each, skip_unreadable, take_page
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.prizes import WAITS_FOR_ACCOUNT, PrizeRecord, PrizeStatus, wake_winner

PASS_EVERY = timedelta(hours=1)
"""Each account that something waits for is refreshed once an hour, one page of accounts a sweep."""

UNFINISHED = (AccountState.CREATED, AccountState.PENDING, AccountState.RESTRICTED)
_ACTOR = "system:sweep"


def wake_ready_winners(*, ports: Ports) -> BatchResult:
    """Refresh the accounts that prizes wait for. Returns how many prizes were woken."""
    waiting = Query(
        "prizeRecords",
        where=[
            ("status", "==", PrizeStatus.PENDING.value),
            ("reason", "in", [reason.value for reason in WAITS_FOR_ACCOUNT]),
        ],
    )
    page = take_page("waitingPrizes", waiting, PASS_EVERY, ports=ports)
    winners = sorted({record.user_id for record in skip_unreadable(PrizeRecord, page, ports=ports)})
    return each(winners, lambda user_id: _wake(user_id, ports=ports), lambda user_id: f"users/{user_id}")


def refresh_unfinished(role: Role, *, ports: Ports) -> BatchResult:
    """Refresh the accounts that are not active in our records. Returns how many were refreshed."""
    unfinished = Query(role.collection, where=[("state", "in", [state.value for state in UNFINISHED])])
    page = take_page(f"unfinished_{role}", unfinished, PASS_EVERY, ports=ports)
    return each(
        skip_unreadable(ConnectedAccount, page, ports=ports),
        lambda account: _refresh(account, ports=ports),
        lambda account: f"{account.role.collection}/{account.user_id}",
    )


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
