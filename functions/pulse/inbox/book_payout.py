"""Payouts in the journal: money leaves Stripe for a bank, and sometimes comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulse.accounts import AccountOwner, Role, failure_notice, find_account_owner
from pulse.alerts import causes
from pulse.documents import fetch
from pulse.errors import Conflict
from pulse.ledger import entry_path, entry_writes, moved
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import NO_FIELDS, Write
from pulse.ports.stripe_objects import Payout

_CAME_BACK = frozenset({"failed", "canceled"})
_HOLDERS = {Role.CREATOR: "trainer", Role.WINNER: "winner"}


@dataclass(frozen=True, slots=True)
class _Purse:
    """Whose money it is: the journal's accounts at Stripe and at the bank. *owner* is None for our own."""

    balance: str
    bank: str
    subject: str
    owner: AccountOwner | None = None


_OURS = _Purse("platform:balance", "bank:platform", "stripeAccounts/platform")


def book_payout(payout_id: str, account_id: str | None, *, ports: Ports) -> bool:
    """Book a payout of a connected account, or of the platform (None). False when the account is not ours.

    A payout may be `paid` first and `failed` days later. The money then comes back as a separate entry; the
    commit that books it tells the person, and an alert follows (decision 0038).
    """
    purse = _OURS
    if account_id is not None:
        owner = find_account_owner(account_id, ports=ports)
        if owner is None:
            return False
        purse = _purse_of(owner, account_id)
    payout = ports.stripe.retrieve_payout(payout_id, account=account_id)
    out, back = entry_path(payout.id, "payout"), entry_path(payout.id, "payout_returned")
    held = ports.store.get_all([out, back])
    if out not in held:
        _commit_once(_entry(payout, "payout", purse.balance, purse.bank, purse), ports=ports)
    if payout.status in _CAME_BACK and back not in held:
        _book_return(payout, purse, ports=ports)
    return True


def _purse_of(owner: AccountOwner, account_id: str) -> _Purse:
    balance = f"{_HOLDERS[owner.role]}:{owner.user_id}"
    return _Purse(balance, f"bank:{owner.user_id}", path("stripeAccounts", account_id), owner)


def _book_return(payout: Payout, purse: _Purse, *, ports: Ports) -> None:
    writes = _entry(payout, "payout_returned", purse.bank, purse.balance, purse)
    failed = payout.status == "failed"  # a person canceled any other one
    told = _notices(payout, purse, ports=ports) if failed else []
    if _commit_once([*writes, *told], ports=ports) and failed:
        _raise_alert(payout, purse, ports=ports)


def _entry(payout: Payout, kind: str, source: str, destination: str, purse: _Purse) -> Sequence[Write]:
    postings = moved(source, destination, payout.amount, payout.currency)
    return entry_writes(payout.id, kind, postings, subject=purse.subject, at=payout.created_at)


def _notices(payout: Payout, purse: _Purse, *, ports: Ports) -> list[Write]:
    """Nothing is written under a person who was erased."""
    owner = purse.owner
    if owner is None or fetch(ports.store, user=owner.user_id, of_user=NO_FIELDS).user is None:
        return []
    return [failure_notice(payout, owner, settings=ports.settings, at=ports.clock.now())]


def _raise_alert(payout: Payout, purse: _Purse, *, ports: Ports) -> None:
    whose = "our own balance" if purse.owner is None else "a connected account; its owner was told"
    ports.alerts.raise_alert(
        causes.PAYOUT_FAILED.alert(
            f"A bank returned a payout from {whose}. The money is at Stripe again.",
            subject=purse.subject,
            amount_cents=payout.amount,
            currency=payout.currency,
            user_id=purse.owner.user_id if purse.owner else None,
            facts={"payout": payout.id, "failure_code": payout.failure_code},
        )
    )


def _commit_once(writes: Sequence[Write], *, ports: Ports) -> bool:
    """False when another worker has booked it since."""
    try:
        ports.store.commit(writes)
    except Conflict:
        return False
    return True
