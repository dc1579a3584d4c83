"""Compare what connected accounts hold from sales and prizes with the journal, person by person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from pulse.accounts import AccountOwner, apply_account, read_account
from pulse.backoffice.reconciliation.books import Gap, account_gaps
from pulse.backoffice.reconciliation.differences import Suspicion
from pulse.backoffice.reconciliation.holders import holder_of, list_transactions, name_of
from pulse.backoffice.reconciliation.platform_books import Examined
from pulse.batches import BatchResult, each, is_under_way, read_all, skip_unreadable, take_pages
from pulse.ledger import Entry
from pulse.ports import Document, Ports
from pulse.ports.store import Query

PASS_EVERY = timedelta(minutes=50)
"""Every run compares as many accounts as time allows; if there are not too many, each account hourly."""
EXAMINING_SECONDS_MAX = 200
REFRESHING_SECONDS_MAX = 100
"""Of the nine minutes that a scheduled function has: a few hundred accounts each."""
_EXAMINED, _REFRESHED = "reconciledAccounts", "refreshedAccounts"
_ACCOUNTS = Query("stripeAccounts")


def take_account_pages(*, whole: bool, ports: Ports) -> Iterator[list[str]]:
    """The next pages of people, by the journal's names; *whole*: all people, as far as time allows."""
    pages = take_pages(
        _EXAMINED, _ACCOUNTS, PASS_EVERY, whole=whole, seconds_max=EXAMINING_SECONDS_MAX, ports=ports
    )
    for page in pages:
        yield _read_names(page, ports=ports)


def read_all_accounts(*, ports: Ports) -> list[str]:
    return _read_names(read_all(ports.store, _ACCOUNTS), ports=ports)


def examine_accounts(chosen: Iterable[str], *, ports: Ports) -> Examined:
    """*chosen*: the journal's names, `winner:{uid}` and `trainer:{uid}`."""
    gaps: list[Gap] = []
    looked_at: set[str] = set()

    def examine(name: str) -> int:
        gaps.extend(
            _find_gaps(name, ports=ports) and _find_gaps(name, ports=ports)
        )  # twice: money may be under way
        looked_at.add(name)
        return 0

    result = each(sorted(set(chosen)), examine, str)
    return Examined(frozenset(looked_at), result, tuple((gap, Suspicion.ACCOUNT_DIFFERS) for gap in gaps))


def refresh_accounts(*, begin: bool, ports: Ports) -> BatchResult:
    """Ask Stripe about every account, so that a restriction whose event was lost is known the next day.

    Runs that do not *begin* a new pass continue where the last one ran out of time.
    """
    if not begin and not is_under_way(_REFRESHED, ports=ports):
        return BatchResult()
    pages = take_pages(
        _REFRESHED, _ACCOUNTS, timedelta(0), whole=begin, seconds_max=REFRESHING_SECONDS_MAX, ports=ports
    )
    return each(
        (document.id for page in pages for document in page),
        lambda account_id: 1 if apply_account(account_id, ports=ports) else None,
        str,
    )


def _find_gaps(name: str, *, ports: Ports) -> list[Gap]:
    role, user_id = holder_of(name)
    account = read_account(user_id, role, ports=ports)
    transactions = list_transactions(account, ports.stripe) if account else None
    if transactions is None:
        return []  # Stripe no longer shows us this account
    entries = read_all(ports.store, Query("journal", where=[("accounts", "array_contains", name)]))
    found = account_gaps(skip_unreadable(Entry, entries, ports=ports), {name: transactions})
    return [gap for gap in found if gap.subject == name]


def _read_names(documents: Iterable[Document], *, ports: Ports) -> list[str]:
    return [
        name_of(owner.role, owner.user_id) for owner in skip_unreadable(AccountOwner, documents, ports=ports)
    ]
