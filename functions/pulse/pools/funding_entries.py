"""Which entries a funding needs by what Stripe says, and what they take from its pool part. Pure.

Each movement is booked once. The part that was the pool's is decided when it is first seen, and kept in the
funding (`takings`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, datetime

from pulse.charges import DisputeOutcome, DisputeStory, undone
from pulse.ledger import Posting, entry_path
from pulse.pools import postings
from pulse.pools.fetch_funding import Seen
from pulse.pools.records import Funding, PoolReturn
from pulse.pools.states import ReturnStatus, TakingKind
from pulse.pools.takings import pool_part_of, with_taking
from pulse.ports.stripe_objects import Refund

RETURN_ID = "pool_return_id"
"""The name in a refund's metadata that says which return made it."""


@dataclass(frozen=True, slots=True)
class PoolEntry:
    reference: str
    kind: str
    postings: Sequence[Posting]
    at: datetime

    @property
    def path(self) -> str:
        return entry_path(self.reference, self.kind)


@dataclass(slots=True)
class Booking:
    """The funding as it becomes while entries are decided, one after another."""

    funding: Funding
    entries: list[PoolEntry] = field(default_factory=list)
    _not_covered: int = 0
    """What our own money need not stand in for any more, since the last entry about that."""

    def book(self, reference: str, kind: str, posted: Sequence[Posting], at: datetime) -> None:
        self.entries.append(PoolEntry(reference, kind, posted, at))

    def take(self, reference: str, kind: TakingKind, taken: int, *, undone: bool = False) -> int:
        """The pool part of what *reference* has taken in all by now."""
        known = any(one.reference == reference for one in self.funding.takings)
        if not taken and not known:
            return 0
        takings = with_taking(
            self.funding.takings,
            base=self.funding.base - self.funding.returning_amount,
            reference=reference,
            kind=kind,
            taken=taken,
            undone=undone,
        )
        gone = sum(one.pool_amount for one in takings if not one.undone)
        covered = min(self.funding.covered_amount, gone)
        self._not_covered += self.funding.covered_amount - covered
        self.funding = self.funding.but(takings=takings, covered_amount=covered)
        return pool_part_of(takings, reference)

    def give_back_cover(self, reference: str, at: datetime) -> None:
        """What came back with *reference* was covered by our own money, which is ours again."""
        if self._not_covered:
            posted = postings.cover_returned(self.funding, self._not_covered)
            self.book(reference, "cover_returned", posted, at)
            self._not_covered = 0


def possible_paths(seen: Seen) -> list[str]:
    """Where entries about the funding may be already."""
    if seen.charge is None:
        return []
    kinds = {
        seen.charge.id: ("pool_funding", "processing"),
        **{
            one.id: ("set_aside", "refund", "refund_failed", "released", "cover_returned")
            for one in seen.refunds
        },
        **{move.id: ("dispute", "cover_returned") for story in seen.disputes for move in story.movements},
    }
    return [entry_path(reference, kind) for reference, named in kinds.items() for kind in named]


def book(funding: Funding, seen: Seen, returns: Iterable[PoolReturn], booked: AbstractSet[str]) -> Booking:
    """*funding* with what was taken from it, and the entries that are not among *booked*."""
    booking = Booking(funding)
    if seen.charge is None:
        return booking
    at = _time(seen.charge.created)
    booking.book(seen.charge.id, "pool_funding", postings.paid_in(funding), at)
    if seen.processing is not None and seen.processing.fee:
        fee = postings.processed(seen.processing.fee, funding.currency)
        booking.book(seen.charge.id, "processing", fee, at)
    ours = {one.return_id: one for one in returns}
    for refund in sorted(seen.refunds, key=lambda one: (one.created, one.id)):
        _book_refund(booking, refund, ours.get(refund.metadata.get(RETURN_ID, "")))
    for story in seen.disputes:
        _book_dispute(booking, story, booked)
    booking.entries = [entry for entry in booking.entries if entry.path not in booked and entry.postings]
    return booking


def _book_refund(booking: Booking, refund: Refund, made_by: PoolReturn | None) -> None:
    """A refund counts from the moment at which it exists; it moves our balance when Stripe says so.

    A return has set its part aside before Stripe was asked, unless Stripe had refused it.
    """
    funding, at = booking.funding, _time(refund.created)
    is_new = not any(one.reference == refund.id for one in funding.takings)
    if made_by is not None and made_by.status is ReturnStatus.OPEN and is_new:
        booking.funding = funding.but(returning_amount=max(0, funding.returning_amount - made_by.pool_amount))
    part = booking.take(refund.id, TakingKind.REFUND, refund.amount, undone=undone(refund))
    if made_by is None or made_by.status is ReturnStatus.REFUSED:
        booking.book(refund.id, "set_aside", _real(postings.set_aside(funding, part)), at)
    if refund.balance_transaction is not None:
        booking.book(refund.id, "refund", postings.refunded(funding, refund.amount, part), at)
    if refund.failure_balance_transaction is not None:
        booking.book(refund.id, "refund_failed", postings.refund_failed(funding, refund.amount, part), at)
    if undone(refund):
        booking.book(refund.id, "released", _real(postings.released(funding, part)), at)
    booking.give_back_cover(refund.id, at)


def _book_dispute(booking: Booking, story: DisputeStory, booked: AbstractSet[str]) -> None:
    """By what was withdrawn and given back, movement by movement; an inquiry moves nothing."""
    reference = story.dispute.id
    taken = sum(one.amount for one in booking.funding.takings if one.reference == reference)
    for movement in sorted(story.movements, key=lambda one: (one.created, one.id)):
        if entry_path(movement.id, "dispute") in booked:
            continue
        taken -= movement.amount
        before = pool_part_of(booking.funding.takings, reference)
        part = booking.take(reference, TakingKind.DISPUTE, max(0, taken)) - before
        moved = postings.disputed(booking.funding, -movement.amount, part)
        fee = postings.processed(movement.fee, movement.currency)
        booking.book(movement.id, "dispute", [*moved, *fee], _time(movement.created))
        booking.give_back_cover(movement.id, _time(movement.created))


def is_disputed(seen: Seen) -> bool:
    closed = {DisputeOutcome.WON, DisputeOutcome.INQUIRY}
    return any(story.outcome not in closed for story in seen.disputes)


def _real(posted: Sequence[Posting]) -> Sequence[Posting]:
    """Without postings from an account to itself: late money is set aside from the first moment."""
    sums: dict[tuple[str, str], int] = {}
    for one in posted:
        key = one.account, one.currency
        sums[key] = sums.get(key, 0) + one.amount
    return [Posting(account, amount, currency) for (account, currency), amount in sums.items() if amount]


def _time(unix: int) -> datetime:
    return datetime.fromtimestamp(unix, UTC)
