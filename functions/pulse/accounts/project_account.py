"""The account fields of the user document, rebuilt from the record. It may run at any time."""

from __future__ import annotations

from pulse.accounts.holder import load, projection_writes
from pulse.accounts.records import ConnectedAccount, account_path
from pulse.accounts.states import Role
from pulse.ports import Ports


def read_account(user_id: str, role: Role, *, ports: Ports) -> ConnectedAccount | None:
    """The record as stored, without asking Stripe: one read."""
    document = ports.store.get(account_path(role, user_id))
    return ConnectedAccount.of(document) if document else None


def project_account(user_id: str, role: Role, *, ports: Ports) -> bool:
    """Repair `users/{uid}.creator` or `.winner`; True if it had to be. Without a record nothing changes.

    Raises *Conflict* when the user is erased at the same moment.
    """
    holder = load(user_id, role, ports=ports)
    writes = projection_writes(holder, holder.account) if holder.account else []
    if writes:
        ports.store.commit(writes)
    return bool(writes)
