"""Who holds a connected account, found by its id at Stripe."""

from __future__ import annotations

from pulse.accounts.records import AccountOwner, owner_path
from pulse.ports import Ports
from pulse.ports.store import NO_FIELDS, Query


def find_account_owner(account_id: str, *, ports: Ports) -> AccountOwner | None:
    """One read. None when no person here was ever recorded as its holder."""
    document = ports.store.get(owner_path(account_id))
    return AccountOwner.of(document) if document else None


def list_account_ids(*, ports: Ports, after: str | None = None, limit: int | None = None) -> list[str]:
    """Ids of connected accounts in order, only those after *after*; all if *after* no longer exists."""
    last = ports.store.get(owner_path(after)) if after else None
    found = ports.store.query(Query("stripeAccounts", limit=limit, after=last, fields=NO_FIELDS))
    return [document.id for document in found]
