"""Whose each account is, and of which type and country: counted before the steps and after them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pulse.accounts import Role, account_path
from pulse.backoffice.migration.context import Context, Holder
from pulse.batches import ITEM_ERRORS
from pulse.ports.stripe_objects import Account

UNKNOWN = "?"
"""The type and country of an account about which Stripe says nothing."""
_MARKS = 2**62


@dataclass(frozen=True, slots=True, order=True)
class Owners:
    """The accounts of one role, type and country. *mark*: another one if any of them has another owner."""

    role: str
    type: str
    country: str
    accounts: int
    mark: int


def owners_of(context: Context, at: datetime, ask: Callable[[str], Account | None]) -> tuple[Owners, ...]:
    """Of every account that a record or a profile named at *at*, in order of role, type and country."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for account_id, holder in _named(context, at):
        row = found.setdefault((holder[1].value, *_described(account_id, ask)), [0, 0])
        row[0] += 1
        row[1] = (row[1] + _mark(account_id, holder)) % _MARKS
    return tuple(Owners(*key, *row) for key, row in sorted(found.items()))


def _named(context: Context, at: datetime) -> Iterator[tuple[str, Holder]]:
    """Without what this system opened since: an adopted record is made anew, and its account is not."""
    for account_id, holders in context.holders.items():
        for user_id, role in holders:
            record = account_path(role, user_id)
            since = context.opened.get((user_id, role))
            if since is None or since <= at or record in context.adopted:
                yield account_id, (user_id, role)


def _described(account_id: str, ask: Callable[[str], Account | None]) -> tuple[str, str]:
    try:
        account = ask(account_id)
    except ITEM_ERRORS:
        account = None
    if account is None:
        return UNKNOWN, UNKNOWN
    return account.type or "", account.country or ""


def _mark(account_id: str, holder: tuple[str, Role]) -> int:
    """Marks add up, whatever the order of the documents."""
    named = f"{account_id}\n{holder[1].value}\n{holder[0]}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(named).digest()[:8], "big") % _MARKS
