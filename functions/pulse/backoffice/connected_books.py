"""What connected accounts hold of sales and prizes, against the journal: person by person, to the cent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from pulse.accounts import AccountOwner, apply_account, read_account
from pulse.backoffice.books import Gap, account_gaps, entry_of
from pulse.backoffice.differences import Cause
from pulse.backoffice.holders import holder_of, name_of, transactions_of
from pulse.backoffice.marks import next_page
from pulse.backoffice.platform_books import Examined
from pulse.backoffice.tally import Tally, each, every
from pulse.ledger import readable
from pulse.ports import Document, Ports
from pulse.ports.store import Query

PASS_EVERY = timedelta(minutes=50)
"""A page of accounts a run, round and round: up to a page of accounts, each of them hourly."""


def some_accounts(*, ports: Ports) -> list[str]:
    """The next page of people, as the journal calls them; moves the mark of the pass."""
    page = next_page("reconciledAccounts", Query("stripeAccounts"), PASS_EVERY, ports=ports)
    return _names(page, ports)


def all_accounts(*, ports: Ports) -> list[str]:
    return _names(every(ports.store, Query("stripeAccounts")), ports)


def examine_accounts(chosen: Iterable[str], *, ports: Ports) -> Examined:
    """*chosen* as the journal calls them: `winner:{uid}`, `trainer:{uid}`."""
    gaps: list[Gap] = []
    looked_at: set[str] = set()

    def examine(name: str) -> int:
        gaps.extend(_gaps_of(name, ports) and _gaps_of(name, ports))  # twice: money may be on its way
        looked_at.add(name)
        return 0

    tally = each(sorted(set(chosen)), examine, str)
    return Examined(frozenset(looked_at), tally, tuple((gap, Cause.ACCOUNT_DIFFERS) for gap in gaps))


def refresh_accounts(*, ports: Ports) -> Tally:
    """Ask Stripe how every account is: one that was restricted unheard is known by the next day."""
    return each(
        [document.id for document in every(ports.store, Query("stripeAccounts"))],
        lambda account_id: apply_account(account_id, ports=ports).account is not None,
        str,
    )


def _gaps_of(name: str, ports: Ports) -> list[Gap]:
    role, user_id = holder_of(name)
    account = read_account(user_id, role, ports=ports)
    transactions = transactions_of(account, ports.stripe) if account else None
    if transactions is None:
        return []  # Stripe no longer lets us look
    entries = every(ports.store, Query("journal", where=[("accounts", "array_contains", name)]))
    found = account_gaps(map(entry_of, entries), {name: transactions})
    return [gap for gap in found if gap.subject == name]


def _names(documents: Iterable[Document], ports: Ports) -> list[str]:
    return [name_of(owner.role, owner.user_id) for owner in readable(AccountOwner, documents, ports=ports)]
