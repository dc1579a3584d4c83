"""I13: what was paid into a pool is paid, kept as fees, returned, taken, unclaimed or held, to the cent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pulse.backoffice.checks.invariants.facts import Facts, Violation
from pulse.ledger import Entry
from pulse.money import written
from pulse.pools import (
    Funding,
    FundingStatus,
    Line,
    Pool,
    PoolPhase,
    PoolReturn,
    TakingKind,
    Term,
    lines_of,
    pool_path,
    prizes_of,
    returning_of,
    sums_by_term,
    unclaimed_of,
)
from pulse.prizes import PrizeRecord, PrizeStatus, paid_out


@dataclass(frozen=True)
class Books:
    """All that is recorded and booked about one pool."""

    challenge_id: str
    currency: str
    pool: Pool | None
    """None if it cannot be read: then I9 names it."""
    fundings: Sequence[Funding]
    prizes: Sequence[PrizeRecord]
    entries: Sequence[Entry]
    """Those that touch one of its accounts."""
    lines: Sequence[Line]

    @property
    def subject(self) -> str:
        return pool_path(self.challenge_id)

    @property
    def is_funded(self) -> bool:
        return bool(self.paid)

    @property
    def paid(self) -> list[Funding]:
        """Late money is no pool's."""
        return [one for one in self.fundings if one.status is FundingStatus.SUCCEEDED]

    @cached_property
    def sums(self) -> Counter[Term]:
        return sums_by_term(self.lines)

    @property
    def held(self) -> int:
        return self.account(prizes_of(self.challenge_id))

    @property
    def unclaimed(self) -> int:
        return self.account(unclaimed_of(self.challenge_id))

    def account(self, name: str) -> int:
        return sum(entry.into(name, self.currency) for entry in self.entries)


def pool_violations(facts: Facts) -> Iterator[Violation]:
    for books in books_of(facts):
        yield from _books_agree_with_records(books)
        yield from _holds_what_it_may(books)
        yield from _one_currency(books)
        if facts.settled:
            yield from _what_is_on_its_way(books, facts)


def books_of(facts: Facts) -> Iterator[Books]:
    """Every pool and every challenge with fundings; without those of which a funding or prize is unreadable.

    Nobody knows the sums of those. I9 names the document, and the other pools are compared all the same.
    """
    pools = {one.challenge_id: one for one in facts.pools}
    fundings, prizes = defaultdict(list), defaultdict(list)
    for funding in facts.fundings:
        fundings[funding.challenge_id].append(funding)
    for record in facts.prizes:
        prizes[record.challenge_id].append(record)
    entries, ours, unknown = _entries_by_account(facts), our_refunds(facts.returns), _unknown(facts)
    for challenge_id in sorted(pools.keys() | fundings.keys()):
        if challenge_id in unknown:
            continue
        pool = pools.get(challenge_id)
        currency = pool.currency if pool else fundings[challenge_id][0].currency
        named = (prizes_of, unclaimed_of, returning_of)
        own = {entry.path: entry for name in named for entry in entries.get(name(challenge_id), ())}
        yield Books(
            challenge_id=challenge_id,
            currency=currency,
            pool=pool,
            fundings=fundings[challenge_id],
            prizes=prizes[challenge_id],
            entries=list(own.values()),
            lines=lines_of(challenge_id, currency, own.values(), ours),
        )


def our_refunds(returns: Sequence[PoolReturn]) -> frozenset[str]:
    """The ids of our returns and of the refunds at Stripe that they made."""
    refunds = {one.stripe_refund_id for one in returns if one.stripe_refund_id}
    return frozenset(refunds | {one.return_id for one in returns})


def _entries_by_account(facts: Facts) -> Mapping[str, list[Entry]]:
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in facts.entries:
        for account in {one.account for one in entry.postings}:
            if account.startswith(("prizes:", "unclaimed:", "returning:")):
                grouped[account].append(entry)
    return grouped


def _unknown(facts: Facts) -> frozenset[str]:
    counted = ("poolFundings/", "prizeRecords/", "poolReturns/")
    return frozenset(
        str(one.fields.get("challengeId")) for one in facts.unreadable if one.path.startswith(counted)
    )


def _books_agree_with_records(books: Books) -> Iterator[Violation]:
    """Record and entry are one commit, so this holds at any moment."""
    recorded, booked = _recorded(books), _booked(books)
    differing = [name for name in recorded if recorded[name] != booked[name]]
    corrected = books.sums[Term.CORRECTED]
    gap = sum(recorded.values()) - sum(booked.values()) - corrected
    if not differing and not gap:
        return
    if corrected and not gap:
        return  # an opposite entry has set right what another one did wrong
    told = ", ".join(
        f"{name.replace('_', ' ')} {written(booked[name], books.currency)} in the books and "
        f"{written(recorded[name], books.currency)} by the records"
        for name in differing
    )
    other = f"{written(corrected, books.currency)} by entries that no event of a pool makes"
    yield Violation("I13", books.subject, f"does not add up: {told or other}", gap)


def _recorded(books: Books) -> dict[str, int]:
    """What the records say that each event did to the sum held; in the order of the statement."""
    taken: Counter[str] = Counter()
    for funding in books.paid:
        taken["gone_back"] -= funding.returning_amount
        for taking in funding.takings:
            if not taking.undone:
                is_dispute = taking.kind is TakingKind.DISPUTE
                taken["disputed" if is_dispute else "gone_back"] -= taking.pool_amount
    return {
        "paid_in": sum(one.amount for one in books.paid),
        "gone_back": taken["gone_back"],
        "disputed": taken["disputed"],
        "paid_to_winners": -_paid_by_records(books),
        "covered": sum(one.covered_amount for one in books.paid),
        "unclaimed": -sum(one.unclaimed_amount for one in books.prizes),
    }


def _booked(books: Books) -> dict[str, int]:
    sums = books.sums
    return {
        "paid_in": sums[Term.PAID_IN] + sums[Term.SPONSORED],
        "gone_back": sums[Term.RETURNED] + sums[Term.REFUNDED],
        "disputed": sums[Term.DISPUTED],
        "paid_to_winners": sums[Term.PAID] + sums[Term.FEES_KEPT],
        "covered": sums[Term.COVERED],
        "unclaimed": sums[Term.UNCLAIMED],
    }


def _paid_by_records(books: Books) -> int:
    """A prize that a stray transfer has stopped, or that nobody paid in for, counts as it is booked."""
    booked: Counter[str] = Counter()
    for line in books.lines:
        if line.term in {Term.PAID, Term.FEES_KEPT}:
            booked[line.subject] -= line.amount
    return sum(
        booked[one.path]
        if one.status is PrizeStatus.FAILED or not books.is_funded
        else paid_out([one]) - one.unclaimed_amount
        for one in books.prizes
    )


def _holds_what_it_may(books: Books) -> Iterator[Violation]:
    """Never less than nothing, but for what banks and others took after prizes had been paid of it."""
    held, lost = books.held, -books.sums[Term.DISPUTED] - books.sums[Term.REFUNDED]
    if books.is_funded and held < 0 and held + lost < 0:
        yield Violation("I13", books.subject, f"holds {written(held, books.currency)}", held)
    if books.pool and books.pool.phase is PoolPhase.SETTLED and held:
        yield Violation("I13", books.subject, f"is settled, and holds {written(held, books.currency)}", held)
    back = books.account(returning_of(books.challenge_id))
    if back < 0:
        sentence = f"has given back {written(-back, books.currency)} more than was set aside for it"
        yield Violation("I13", books.subject, sentence, back)


def _one_currency(books: Books) -> Iterator[Violation]:
    others: Counter[str] = Counter()
    for entry in books.entries:
        for one in entry.postings:
            if one.account == prizes_of(books.challenge_id) and one.currency != books.currency:
                others[one.currency] += one.amount
    for currency, amount in sorted(others.items()):
        if amount:
            sentence = f"has {written(amount, currency)}, and its currency is {books.currency}"
            yield Violation("I13", books.subject, sentence, amount)


def _what_is_on_its_way(books: Books, facts: Facts) -> Iterator[Violation]:
    """What is set aside is what returns have reserved, what came too late, and refunds that Stripe keeps."""
    waiting = {one.id for one in facts.refunds if one.balance_transaction is None}
    due = sum(one.returning_amount for one in books.fundings)
    for funding in books.fundings:
        due += funding.left if funding.status is FundingStatus.LATE else 0
        due += sum(one.pool_amount for one in funding.takings if one.reference in waiting and not one.undone)
    booked = books.account(returning_of(books.challenge_id))
    if booked != due:
        sums = f"{written(booked, books.currency)} in the books and {written(due, books.currency)} in all"
        yield Violation("I13", books.subject, f"is to give back {sums}", booked - due)
