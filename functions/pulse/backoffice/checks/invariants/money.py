"""I6 to I8: the books balance and agree with the records, the projections and Stripe."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace

from pulse.backoffice.checks.invariants.facts import Facts, Violation
from pulse.backoffice.reconciliation import (
    PAYOUTS,
    account_gaps,
    by_subject,
    differs_from_books,
    platform_gaps,
    totals,
)
from pulse.ledger import Entry, entry_path, imbalance
from pulse.money import fee, written
from pulse.ports import Document
from pulse.prizes import PrizeRecord, earned
from pulse.sales import SOLD, FeePayer, Payment


def money_violations(facts: Facts) -> Iterator[Violation]:
    yield from _entries_balance(facts)
    for payment in facts.payments:
        yield from _sale_by_the_rule(payment)
    yield from _nothing_taken_back_twice(facts)
    yield from _stripe_adds_up(facts)
    yield from _records_are_in_the_books(facts)
    if facts.settled:
        yield from _books_agree_with_stripe(facts)
        yield from _books_agree_with_records(facts)
        yield from _users_see_it(facts)


def _entries_balance(facts: Facts) -> Iterator[Violation]:
    for document in facts.no_entries:
        yield Violation("I6", document.path, f"is no entry: {_why_no_entry(document)}")
    for entry in facts.entries:
        if missing := imbalance(entry.postings):
            yield Violation("I6", entry.path, f"does not balance: {missing}")
        if entry.path != entry_path(entry.reference, entry.kind):
            yield Violation("I6", entry.path, "is not named after the Stripe object it is about")


def _why_no_entry(document: Document) -> str:
    try:
        Entry.of(document)
    except ValueError as error:
        return str(error)
    return "it was read in part"


def _records_are_in_the_books(facts: Facts) -> Iterator[Violation]:
    """The record and its entry are one commit, so this holds at any moment."""
    entries = by_subject(facts.entries)
    prizes = [(record.path, record) for record in facts.prizes]
    sales = [(facts.path_of(payment), payment) for payment in facts.payments]
    records: list[tuple[str, PrizeRecord | Payment]] = [*prizes, *sales]
    for where, record in records:
        if sums := differs_from_books(record, entries.get(where, ())):
            yield Violation("I7", where, f"is booked with {sums}")


def _books_agree_with_stripe(facts: Facts) -> Iterator[Violation]:
    for gap in [*platform_gaps(facts.entries, facts.transactions), *account_gaps(_seen(facts), facts.held)]:
        ours, stripes = written(gap.ours, gap.currency), written(gap.stripes, gap.currency)
        yield Violation("I7", gap.subject, f"the books say {ours}, Stripe says {stripes}")


def _seen(facts: Facts) -> Iterator[Entry]:
    """Without people whose account was disconnected: Stripe no longer shows it to us."""
    for entry in facts.entries:
        postings = tuple(
            posting
            for posting in entry.postings
            if not posting.account.startswith(("winner:", "trainer:")) or posting.account in facts.held
        )
        yield replace(entry, postings=postings)


def _stripe_adds_up(facts: Facts) -> Iterator[Violation]:
    moved: Counter[str] = Counter()
    for transaction in facts.transactions:
        moved[transaction.currency] += transaction.net
    funds = {one.currency for one in (*facts.balance.available, *facts.balance.pending)}
    for currency in sorted({*moved, *funds}):
        held = facts.balance.available_amount(currency) + facts.balance.pending_amount(currency)
        if gap := held - moved[currency]:
            sums = f"Stripe holds {held} {currency}, its movements are {moved[currency]}"
            yield Violation("I7", "balance", sums, gap)


def _books_agree_with_records(facts: Facts) -> Iterator[Violation]:
    recorded: Counter[tuple[str, str]] = Counter()
    for record in facts.prizes:
        recorded[f"winner:{record.user_id}", record.currency] += earned(record)
    for payment in facts.payments:
        if payment.status in SOLD:
            recorded[f"trainer:{payment.owner_id}", payment.currency] += payment.owner_net_amount
    booked = totals(facts.entries, without=PAYOUTS)
    people = {money for money in booked if money[0].startswith(("winner:", "trainer:"))}
    for money in sorted(people | set(recorded)):
        if booked[money] != recorded[money]:
            yield Violation("I7", money[0], f"the books say {booked[money]}, the records {recorded[money]}")


def _users_see_it(facts: Facts) -> Iterator[Violation]:
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for record in facts.prizes:
        total[record.user_id][record.currency] += earned(record)
    for user_id, amounts in total.items():
        user = facts.users.get(user_id)
        due = {currency: amount for currency, amount in amounts.items() if amount}
        wanted = {"totalEarnings": due.get("usd", 0), "earningsByCurrency": due}
        if user is not None and user.winner.differing(wanted):
            shown = user.winner.shown(*wanted)
            yield Violation("I7", user.path, f"shows {shown} of prize money, the records {due}")


def _sale_by_the_rule(payment: Payment) -> Iterator[Violation]:
    where = f"payments/{payment.payment_id}"
    payer = payment.processing_fee_payer
    borne = payment.processing_fee if payer is FeePayer.TRAINER else payment.surcharge
    if payment.surcharge < 0 or (payment.surcharge and payer is not FeePayer.BUYER):
        yield Violation("I8", where, "has a surcharge that is negative or that the buyer does not bear")
    if payment.price < 0 or payment.platform_fee != fee(payment.price, payment.fee_bps, payment.currency):
        yield Violation("I8", where, "platformFee is not the share that feeBps says")
    if payment.application_fee_amount != payment.platform_fee + borne:
        yield Violation("I8", where, "applicationFeeAmount does not follow the fee rule")
    if payment.owner_amount + payment.application_fee_amount != payment.amount:
        yield Violation("I8", where, "ownerAmount and applicationFeeAmount do not add up to amount")
    if payment.refunded_amount > payment.amount:  # what a bank disputes is the bank's word
        yield Violation("I8", where, "refunds exceed the amount")


def _nothing_taken_back_twice(facts: Facts) -> Iterator[Violation]:
    for transfer in facts.transfers:
        if transfer.amount_reversed > transfer.amount:
            yield Violation("I8", transfer.id, "more was reversed than was transferred")
