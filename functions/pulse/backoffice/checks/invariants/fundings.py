"""I16: nobody gets back more than they paid in, by what Stripe says, and no pool more than its part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from pulse.backoffice.checks.invariants.facts import Facts, Violation
from pulse.backoffice.checks.invariants.pools import Books, books_of
from pulse.charges import undone
from pulse.money import written
from pulse.pools import RETURN_ID, Funding, PoolReturn, ReturnStatus, TakingKind, Term, funding_path
from pulse.ports.stripe_objects import BalanceTransaction, Refund

Movements: TypeAlias = Mapping[str, Sequence[BalanceTransaction]]
_TAKEN = {Term.RETURNED, Term.REFUNDED, Term.DISPUTED}


@dataclass(frozen=True, slots=True)
class Back:
    """Money of a funding that went back, or was asked for, at a moment."""

    at: datetime
    amount: int
    by_bank: bool
    """A dispute: the bank's word, which no sum of ours limits."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What Stripe and our returns say of one funding."""

    refunds: Sequence[Refund]
    disputes: Movements
    """By id, what each has moved."""
    returns: Sequence[PoolReturn]


def funding_violations(facts: Facts) -> Iterator[Violation]:
    seen = _seen_by_charge(facts)
    returns: dict[str, list[PoolReturn]] = defaultdict(list)
    for made in facts.returns:
        returns[made.funding_id].append(made)
    for funding in facts.fundings:
        refunds, disputes = seen.get(funding.charge_id or "", ((), {}))
        found = Seen(refunds, disputes, returns[funding.funding_id])
        yield from _gives_back_no_more(funding, found)
        if facts.settled:
            yield from _is_as_stripe_says(funding, found)
    all_books = list(books_of(facts))
    for books in all_books:
        yield from _takes_its_part_alone(books, facts)
    if facts.settled:
        yield from _over_all(all_books, facts)


def _seen_by_charge(facts: Facts) -> Mapping[str, tuple[Sequence[Refund], Movements]]:
    refunds: dict[str, list[Refund]] = defaultdict(list)
    disputes: dict[str, dict[str, Sequence[BalanceTransaction]]] = defaultdict(dict)
    for refund in facts.refunds:
        refunds[refund.charge or ""].append(refund)
    for dispute in facts.disputes:
        disputes[dispute.charge][dispute.id] = facts.movements_by_source.get(dispute.id, ())
    return {charge: (refunds[charge], disputes[charge]) for charge in {*refunds, *disputes} - {""}}


def _gives_back_no_more(funding: Funding, seen: Seen) -> Iterator[Violation]:
    """At each refund, refunded and disputed until then are no more than was paid."""
    gone, sums = 0, Counter[bool]()
    for event in sorted([*_refunded(seen), *_disputed(seen)], key=lambda one: (one.at, one.by_bank)):
        gone += event.amount
        sums[event.by_bank] += event.amount
        if not event.by_bank and gone > funding.total:
            refunded, disputed = (written(sums[one], funding.currency) for one in (False, True))
            total = written(funding.total, funding.currency)
            sentence = f"{refunded} were refunded or asked for and {disputed} disputed, of {total}"
            yield Violation("I16", funding.path, sentence, gone - funding.total)
            return


def _refunded(seen: Seen) -> Iterator[Back]:
    """A return counts from the moment at which it was decided, whether or not Stripe has its refund."""
    made = {one.return_id: one for one in seen.returns}
    at_stripe = {one.metadata.get(RETURN_ID) for one in seen.refunds}
    for refund in seen.refunds:
        if not undone(refund):
            ours = made.get(refund.metadata.get(RETURN_ID, ""))
            made_at = datetime.fromtimestamp(refund.created, UTC)
            yield Back(min(made_at, ours.created_at) if ours else made_at, refund.amount, by_bank=False)
    for one in seen.returns:
        if one.status is ReturnStatus.OPEN and one.return_id not in at_stripe:
            yield Back(one.created_at, one.amount, by_bank=False)


def _disputed(seen: Seen) -> Iterator[Back]:
    for movements in seen.disputes.values():
        for moved in movements:
            yield Back(datetime.fromtimestamp(moved.created, UTC), -moved.amount, by_bank=True)


def _is_as_stripe_says(funding: Funding, seen: Seen) -> Iterator[Violation]:
    """Each refund and each dispute is recorded with what it took."""
    recorded = {
        one.reference: 0 if one.undone else one.amount
        for one in funding.takings
        if one.kind in {TakingKind.REFUND, TakingKind.DISPUTE}
    }
    stripes = {one.id: 0 if undone(one) else one.amount for one in seen.refunds}
    for dispute_id, movements in seen.disputes.items():
        stripes[dispute_id] = max(0, -sum(one.amount for one in movements))
    for reference in sorted(recorded.keys() | stripes.keys()):
        ours, theirs = recorded.get(reference, 0), stripes.get(reference, 0)
        if ours != theirs:
            sums = f"{written(ours, funding.currency)}, and Stripe says {written(theirs, funding.currency)}"
            yield Violation("I16", funding.path, f"{reference} took {sums}", ours - theirs)


def _takes_its_part_alone(books: Books, facts: Facts) -> Iterator[Violation]:
    """By the books: what was returned, refunded and disputed of a funding's pool part."""
    made_by = {one.path: funding_path(one.funding_id) for one in facts.returns}
    taken: Counter[str] = Counter()
    for line in books.lines:
        if line.term in _TAKEN:
            taken[made_by.get(line.subject, line.subject)] -= line.amount
    for funding in books.paid:
        gone = taken[funding.path]
        if gone > funding.amount:
            part = written(funding.amount, books.currency)
            sentence = f"{written(gone, books.currency)} were taken from its pool part of {part}"
            yield Violation("I16", funding.path, sentence, gone - funding.amount)


def _over_all(all_books: Iterable[Books], facts: Facts) -> Iterator[Violation]:
    """What is left of all pool parts is held, unclaimed, or with winners by what Stripe says."""
    gaps: Counter[str] = Counter()
    for books in all_books:
        if not books.is_funded:
            continue  # nobody paid in for its prizes
        sent = sum(
            one.amount - one.amount_reversed
            for record in books.prizes
            for one in facts.transfers_by_prize.get(record.id, ())
        )
        out = sent - books.sums[Term.FEES_KEPT] + books.unclaimed - books.sums[Term.COVERED]
        gaps[books.currency] += sum(one.left for one in books.paid) - books.held - out
    for currency, gap in sorted(gaps.items()):
        if gap:
            sentence = f"have {written(gap, currency)} more left than is held, unclaimed or with winners"
            yield Violation("I16", "poolFundings", sentence, gap)
