"""What each entry of the journal did to a pool, in the words of a statement. Pure.

The lines of a pool add up to what it holds: every entry that touches `prizes:{challengeId}` has lines, and
their sum is what the entry did to that account, whatever kind of entry it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pulse.ledger import Entry
from pulse.pools.postings import OWN_MONEY, prizes_of, returning_of, unclaimed_of

_PRIZES_PAID, _FEES = "platform:prizes_paid", "platform:fees"


class Term(StrEnum):
    """What made the pool more or less. Invariant I13 is the sum of all of them."""

    PAID_IN = "paid_in"
    SPONSORED = "sponsored"
    """From the platform's own money."""
    COVERED = "covered"
    """What was lost after prizes were paid of it, from the platform's own money."""
    PAID = "paid"
    """To winners, less what was taken back from them."""
    FEES_KEPT = "fees_kept"
    """The platform's fee of each prize that was paid once."""
    RETURNED = "returned"
    """By us, also while it is under way."""
    REFUNDED = "refunded"
    """By others, in Stripe's Dashboard."""
    DISPUTED = "disputed"
    """Withdrawn by a bank and not given back."""
    UNCLAIMED = "unclaimed"
    """Set apart, because its winner never claimed it."""
    CORRECTED = "corrected"
    """By an entry that no event of a pool makes."""


@dataclass(frozen=True, slots=True)
class Line:
    """*amount*: what it did to the sum that the pool holds, in minor units; negative took from it."""

    at: datetime
    term: Term
    reference: str
    """The Stripe object or the decision."""
    subject: str
    """The record it is about."""
    amount: int


_BY_MATTER = {"pool_funding": Term.PAID_IN, "dispute": Term.DISPUTED}
_OF_OWN_MONEY = {"sponsored": Term.SPONSORED}


def lines_of(
    challenge_id: str, currency: str, entries: Iterable[Entry], our_returns: AbstractSet[str] = frozenset()
) -> list[Line]:
    """Oldest first. *our_returns*: the ids of our returns and of their refunds; other refunds are others'."""
    ordered = sorted(entries, key=lambda entry: (entry.at, entry.path))
    return [line for entry in ordered for line in _lines(challenge_id, currency, entry, our_returns)]


def sums_by_term(lines: Iterable[Line]) -> Counter[Term]:
    sums: Counter[Term] = Counter()
    for line in lines:
        sums[line.term] += line.amount
    return sums


def _lines(challenge_id: str, currency: str, entry: Entry, ours: AbstractSet[str]) -> Iterator[Line]:
    """What leaves or joins the unclaimed is one line, the fee of a prize another, and the rest the third."""
    held = entry.into(prizes_of(challenge_id), currency)
    unclaimed = entry.into(unclaimed_of(challenge_id), currency)
    is_prize = entry.into(_PRIZES_PAID, currency) != 0 or entry.into(_FEES, currency) != 0
    fee = entry.into(_FEES, currency) if is_prize and held + unclaimed else 0
    parts = {
        Term.UNCLAIMED: -unclaimed,
        Term.FEES_KEPT: -fee,
        _term(challenge_id, currency, entry, ours): held + unclaimed + fee,
    }
    for term, amount in parts.items():
        if amount:
            yield Line(entry.at, term, entry.reference, entry.subject, amount)


def _term(challenge_id: str, currency: str, entry: Entry, ours: AbstractSet[str]) -> Term:
    """By the other side of the entry: where the money came from, or went."""
    if entry.into(_PRIZES_PAID, currency):
        return Term.PAID
    if entry.into(returning_of(challenge_id), currency):
        is_ours = entry.reference in ours or entry.subject.startswith("poolReturns/")
        return Term.RETURNED if is_ours else Term.REFUNDED
    if entry.into(OWN_MONEY, currency):
        is_return = entry.subject.startswith("poolReturns/")
        return _OF_OWN_MONEY.get(entry.matter, Term.RETURNED if is_return else Term.COVERED)
    return _BY_MATTER.get(entry.matter, Term.CORRECTED)
