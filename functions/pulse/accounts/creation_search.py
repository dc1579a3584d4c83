"""Did an unanswered creation make an account? Stripe's list says it: read some pages at a time.

A request reads a few pages and the sweep goes on, since a large platform has thousands of them. Nothing is
created before the last page was read (decision 0023).
"""

from __future__ import annotations

from pulse import log
from pulse.accounts.holder import Holder, load, save
from pulse.accounts.readiness import Readiness
from pulse.accounts.record_account import attempt_of, record_account
from pulse.accounts.records import ConnectedAccount, CreationSearch
from pulse.accounts.states import Role
from pulse.accounts.ways import way_of
from pulse.errors import Busy, Conflict, StripeRefused
from pulse.ports import Ports

PAGES_PER_REQUEST = 5
PAGES_PER_SWEEP = 25
"""For each person, so that one search does not hold up the others."""


def look_further(
    holder: Holder, account: ConnectedAccount, *, actor: str, ports: Ports
) -> ConnectedAccount | None:
    """The record with the account that was found; None once all pages were read and it was on none of them.

    Raises *Busy* while there are further pages.
    """
    if _has_ended(account.creation_search):
        return None
    seen = _read_pages(account, PAGES_PER_REQUEST, ports=ports)
    if isinstance(seen, Readiness):
        return _recorded(account, seen, actor=actor, ports=ports)
    if _has_ended(seen):
        return None
    _save(holder, account, seen, actor=actor, ports=ports)
    raise Busy(
        "we are looking whether Stripe has opened your account already; please try again in some minutes"
    )


def continue_search(user_id: str, role: Role, *, actor: str, ports: Ports) -> int | None:
    """The next pages for an account whose search a request began. Returns 1 if it was found, or is nowhere.

    None if there is nothing to search for any more.
    """
    holder = load(user_id, role, ports=ports)
    account = holder.account
    if account is None or account.creation_search is None or _has_ended(account.creation_search):
        return None
    seen = _read_pages(account, PAGES_PER_SWEEP, ports=ports)
    if isinstance(seen, Readiness):
        _recorded(account, seen, actor=actor, ports=ports)
        return 1
    try:
        _save(holder, account, seen, actor=actor, ports=ports)
    except Conflict:
        return 0  # the person called meanwhile: the record says what is left to do
    return int(_has_ended(seen))


def _read_pages(account: ConnectedAccount, pages_max: int, *, ports: Ports) -> Readiness | CreationSearch:
    """The account, or how far the list was read."""
    page = account.creation_search.next_page if account.creation_search else None
    try:
        found = way_of(account.api, ports=ports).find(attempt_of(account), page=page, pages_max=pages_max)
    except StripeRefused as refused:
        if page is None:
            raise
        # How long the address of a page is good is not documented: the search begins again.
        log.write("account.search_began_again", severity="WARNING", code=refused.stripe_code)
        return CreationSearch()
    if found.account is not None:
        return found.account
    return CreationSearch(next_page=found.next_page, under_way=found.next_page is not None)


def _recorded(account: ConnectedAccount, seen: Readiness, *, actor: str, ports: Ports) -> ConnectedAccount:
    generation = attempt_of(account).generation
    return record_account(account, generation, seen, actor=actor, ports=ports).after


def _save(
    holder: Holder, account: ConnectedAccount, search: CreationSearch, *, actor: str, ports: Ports
) -> None:
    """Raises *Conflict* if the request was sent again meanwhile."""
    save(holder, account.but(creation_search=search), act="account.searched", actor=actor, ports=ports)


def _has_ended(search: CreationSearch | None) -> bool:
    return search is not None and not search.under_way
