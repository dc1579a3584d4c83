"""Stored entries of the journal, read strictly, and the opposite of one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeGuard

from pulse.ledger.journal import Posting, entry_writes
from pulse.ports import Document
from pulse.ports.paths import is_segment
from pulse.ports.store import Create

_CURRENCY = re.compile(r"[a-z]{3}")
_REVERTED = "reverted_"
OURS_AT_STRIPE = "platform:balance"
"""The journal's account for our balance at Stripe."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry as stored."""

    path: str
    reference: str
    kind: str
    subject: str
    postings: tuple[Posting, ...]
    at: datetime

    @classmethod
    def of(cls, document: Document) -> Entry:
        """Raises *ValueError* for a document that is no entry: nothing in it is guessed."""
        fields = document.fields
        reference, kind, subject, at = (fields.get(one) for one in ("reference", "kind", "subject", "at"))
        postings = fields.get("postings")
        match at, postings, kind, subject:
            case datetime(), list(), str(), str() if _is_name(reference):
                return cls(document.path, reference, kind, subject, tuple(map(_posting, postings)), at)
        raise ValueError("an entry has a reference, a kind, a subject, a time and a list of postings")

    @property
    def matter(self) -> str:
        """The kind of what it books: an opposite entry is about the same as the one that it reverts."""
        return self.kind.rpartition(_REVERTED)[2]

    def into(self, account: str, currency: str) -> int:
        """What it moved into *account*; negative is out of it."""
        return sum(one.amount for one in self.postings if (one.account, one.currency) == (account, currency))

    def revert(self, at: datetime) -> list[Create]:
        """The opposite entry. Fails with *Conflict* at the commit if there is one.

        Raises *ValueError* when the postings do not balance: then it was not written by this system.
        """
        opposite = [Posting(one.account, -one.amount, one.currency) for one in self.postings]
        return entry_writes(self.reference, f"{_REVERTED}{self.kind}", opposite, subject=self.subject, at=at)


def _posting(value: Any) -> Posting:
    match value:
        case {"account": account, "amount": int() as amount, "currency": str() as currency} if (
            _is_name(account) and _CURRENCY.fullmatch(currency) and not isinstance(amount, bool)
        ):
            return Posting(account, amount, currency)
    raise ValueError("a posting has an account and a currency, and its amount is a whole number of cents")


def _is_name(value: Any) -> TypeGuard[str]:
    """Whether it can be part of a difference's id."""
    return isinstance(value, str) and is_segment(value)
