"""Payouts in the journal: money leaves Stripe for a bank, and sometimes comes back."""

from __future__ import annotations

from datetime import UTC, datetime

from pulse.accounts import Role, find_account_owner
from pulse.errors import Conflict
from pulse.ledger import entry_path, entry_writes, moved
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Create
from pulse.ports.stripe_objects import Payout

_CAME_BACK = frozenset({"failed", "canceled"})
_HOLDERS = {Role.CREATOR: "trainer", Role.WINNER: "winner"}


def book_payout(payout_id: str, account_id: str | None, *, ports: Ports) -> bool:
    """Book a payout of a connected account, or of the platform (None). False when the account is not ours.

    A payout may be `paid` first and `failed` days later. The money then comes back as a separate entry.
    """
    holder = "platform:balance", "bank:platform"
    if account_id is not None:
        owner = find_account_owner(account_id, ports=ports)
        if owner is None:
            return False
        holder = f"{_HOLDERS[owner.role]}:{owner.user_id}", f"bank:{owner.user_id}"
    payout = ports.stripe.retrieve_payout(payout_id, account=account_id)
    subject = path("stripeAccounts", account_id) if account_id else "stripeAccounts/platform"
    _write(payout, *holder, subject=subject, ports=ports)
    return True


def _write(payout: Payout, balance: str, bank: str, *, subject: str, ports: Ports) -> None:
    at = datetime.fromtimestamp(payout.created, UTC)
    out = moved(balance, bank, payout.amount, payout.currency)
    entries = {
        entry_path(payout.id, "payout"): entry_writes(payout.id, "payout", out, subject=subject, at=at)
    }
    if payout.status in _CAME_BACK:
        back = moved(bank, balance, payout.amount, payout.currency)
        returned = entry_writes(payout.id, "payout_returned", back, subject=subject, at=at)
        entries[entry_path(payout.id, "payout_returned")] = returned
    held = ports.store.get_all(list(entries))
    for where, writes in entries.items():
        if where not in held:
            _commit_once(writes, ports=ports)


def _commit_once(writes: list[Create], *, ports: Ports) -> None:
    try:
        ports.store.commit(writes)
    except Conflict:
        return  # another worker has booked it since
