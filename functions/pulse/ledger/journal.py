"""The journal: every movement of money as one balanced entry, keyed by Stripe's id, created once.

Accounts, named as in Formance's ledger and reduced to what this platform needs.
Where money is: `platform:balance` (ours at Stripe), `trainer:{uid}`, `winner:{uid}` (what Stripe holds for
them), `platform:receivable` (trainers and payers owe it), `stripe`, `buyer:{uid}`, `payer:{uid}` (who paid
into a pool), `bank:{uid}`, `bank:platform`. Whose our balance is, and why it changed: `platform:fees`,
`platform:processing`, `platform:own`, `prizes:{challengeId}`, `returning:{challengeId}`,
`unclaimed:{challengeId}`, each against `platform:sales`, `platform:pools` or `platform:prizes_paid`.
A correction is a new, opposite entry (`Entry.revert`); nothing is edited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pulse.ports.paths import path
from pulse.ports.store import Create


@dataclass(frozen=True, slots=True)
class Posting:
    """*amount* minor units of *currency* into *account*; negative is out of it."""

    account: str
    amount: int
    currency: str


def entry_writes(
    reference: str, kind: str, postings: Sequence[Posting], *, subject: str, at: datetime
) -> list[Create]:
    """The entry of the Stripe object *reference*, about the record *subject* (`prizeRecords/{id}`).

    Fails with *Conflict* at the commit if this movement is in the books already. Raises *ValueError* when
    the postings do not sum to zero in every currency: a bug, never a fact of the outside world.
    """
    if unbalanced := imbalance(postings):
        raise ValueError(f"entry {reference} does not balance: {unbalanced}")
    fields = {
        "reference": reference,
        "kind": kind,
        "subject": subject,
        "postings": [
            {"account": posting.account, "amount": posting.amount, "currency": posting.currency}
            for posting in postings
            if posting.amount
        ],
        "accounts": sorted({posting.account for posting in postings if posting.amount}),
        "at": at,
    }
    return [Create(entry_path(reference, kind), fields)]


def entry_path(reference: str, kind: str) -> str:
    return path("journal", f"{reference}_{kind}")


def imbalance(postings: Sequence[Posting]) -> dict[str, int]:
    """The sum of the postings in every currency in which it is not zero; empty for a balanced entry."""
    sums: dict[str, int] = defaultdict(int)
    for posting in postings:
        sums[posting.currency] += posting.amount
    return {currency: total for currency, total in sums.items() if total}


def moved(source: str, destination: str, amount: int, currency: str) -> list[Posting]:
    """*amount* from *source* to *destination*."""
    return [Posting(source, -amount, currency), Posting(destination, amount, currency)]
