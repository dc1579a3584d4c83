"""What must be true of a healed world: nothing is paid twice, lost or stuck, and the books are equal."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pulse.backoffice.checks.invariants import FAMILIES, read_facts
from pulse.backoffice.checks.invariants.leaks import leak_violations
from pulse.backoffice.reconciliation.differences import read_open_differences
from pulse.money import fee
from pulse.prizes import PrizeRecord, PrizeStatus
from tests.simulation import openings
from tests.simulation.award_verdict import allow_cancellations, judge_award
from tests.simulation.hostile import judge_hostile
from tests.simulation.pool_verdict import judge_pools
from tests.simulation.rounds import judge_sales
from tests.simulation.scheduler import STEPS_MAX
from tests.simulation.world import Acts, SimulatedWorld

HANDLED_WITHIN_MINUTES = 5
"""So soon an event is handled that arrives after the faults."""


@dataclass
class Verdict:
    payouts: int = 0
    double: list[str] = field(default_factory=list)
    overlaps: list[str] = field(default_factory=list)
    """Two workers sent the same at once: only the key kept them from paying twice."""
    lost: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    books: list[str] = field(default_factory=list)
    uncovered: list[str] = field(default_factory=list)
    """Claimed or counted without money that was paid in for it and may be used."""
    in_review: list[str] = field(default_factory=list)
    """Sent or returned before the review was over."""
    returned_twice: list[str] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    """Decided by fewer than two people."""
    accounts: list[str] = field(default_factory=list)
    """People with more or less than one account, or with a state that Stripe does not give it."""
    promises: list[str] = field(default_factory=list)
    """Broken invariants and rules of the protocol, even if they cost no money in this seed."""
    unnamed: list[str] = field(default_factory=list)
    """What people did wrong and no alert names, or what an alert names that is nobody's matter."""
    words: list[str] = field(default_factory=list)
    """What a person reads that is not so."""
    crashes: list[str] = field(default_factory=list)
    paid_after_seconds_max: float = 0

    @property
    def violations(self) -> list[str]:
        named = {
            "double": self.double,
            "overlap": self.overlaps,
            "lost": self.lost,
            "stuck": self.stuck,
            "books": self.books,
            "uncovered": self.uncovered,
            "in review": self.in_review,
            "returned twice": self.returned_twice,
            "alone": self.alone,
            "account": self.accounts,
            "promise": self.promises,
            "unnamed": self.unnamed,
            "words": self.words,
        }
        return [f"{name}: {what}" for name, found in named.items() for what in found] + self.crashes


def judge(world: SimulatedWorld) -> Verdict:
    verdict = Verdict(
        crashes=list(world.crashes),
        stuck=list(world.slow),
        lost=list(world.stopped),
        overlaps=[f"two sends at once: {record}" for record in world.http.overlaps],
    )
    transfers = [one for one in world.plain.stripe.list_transfers({}) if not _belongs_to_sale(one)]
    by_group = defaultdict(list)
    for transfer in transfers:
        by_group[transfer.transfer_group].append(transfer)
    records = [PrizeRecord.of(document) for document in world.memory.peek("prizeRecords")]
    allow_cancellations(world, records)
    for record in records:
        _judge_record(record, by_group.pop(record.transfer_group, []), world.acts, verdict)
    verdict.books += [f"transfer of no record: {group}" for group in by_group]
    if world.scheduler.steps >= STEPS_MAX:
        verdict.stuck.append("a storm: it never comes to rest")
    verdict.promises += world.http.broken_promises
    facts = read_facts(store=world.memory, stripe=world.plain.stripe, now=world.scheduler.now(), settled=True)
    # Looking for secrets in every document takes as long as the rest: one seed in fifty is enough.
    families = (*FAMILIES, leak_violations) if world.seed % 50 == 0 else FAMILIES
    found = [violation for family in families for violation in family(facts)]
    for violation in found:
        told = verdict.in_review if violation.invariant == "I14" else verdict.promises
        told.append(f"{violation.invariant} {violation.subject}: {violation.sentence}")
    _judge_awards(world, records, verdict)
    _judge_journal(world, transfers, verdict)
    _judge_projections(world, records, verdict)
    verdict.books += [
        f"a difference is open: {one.sentence}" for one in read_open_differences(ports=world.plain)
    ]
    _judge_words(world, records, verdict)
    _judge_inbox(world, verdict)
    judge_hostile(world, records, transfers, verdict)
    judge_sales(world, verdict)
    judge_pools(world, records, verdict)
    verdict.accounts += openings.judge(world)
    return verdict


def _belongs_to_sale(transfer: Any) -> bool:
    """Stripe's own transfer of a charge, or ours that gives a trainer back what was taken."""
    return transfer.source_transaction is not None or "payment_id" in transfer.metadata


def _judge_record(record: PrizeRecord, transfers: list, acts: Acts, verdict: Verdict) -> None:
    standing = [transfer for transfer in transfers if transfer.amount_reversed < transfer.amount]
    approved = acts.reissued[record.id]
    verdict.payouts += len(transfers)
    if len(standing) > 1 or len(transfers) > 1 + min(approved, record.reissues):
        verdict.double.append(f"{record.id}: {len(transfers)} transfers, {record.reissues} re-issues")
    if record.reissues > approved:
        verdict.double.append(f"{record.id}: {record.reissues} re-issues, of which {approved} were asked for")
    _judge_end(record, standing, acts, verdict)
    ours = fee(record.prize_amount, record.fee_bps, record.currency)
    if record.winner_amount + ours != record.prize_amount:
        verdict.books.append(f"{record.id}: the fee is not by the rule")
    if record.paid_at and record.reissues == 0:
        waited = (record.paid_at - record.created_at).total_seconds()
        verdict.paid_after_seconds_max = max(verdict.paid_after_seconds_max, waited)


def _judge_end(record: PrizeRecord, standing: list, acts: Acts, verdict: Verdict) -> None:
    match record.status:
        case PrizeStatus.PAID:
            if len(standing) != 1 or standing[0].id != record.stripe_transfer_id:
                verdict.books.append(f"{record.id}: paid without its transfer")
            elif (standing[0].amount, standing[0].currency, standing[0].destination) != (
                record.winner_amount,
                record.currency,
                record.attempt and record.attempt.destination,
            ):
                verdict.books.append(f"{record.id}: paid another amount, currency or account")
        case PrizeStatus.REVERSED | PrizeStatus.CANCELED:
            if standing:
                verdict.books.append(f"{record.id}: {record.status} with a standing transfer")
            if record.status == PrizeStatus.CANCELED and record.id not in acts.canceled:
                verdict.lost.append(f"{record.id}: canceled by nobody")
        case PrizeStatus.FAILED:
            verdict.lost.append(f"{record.id}: failed, {record.reason}")
        case _:
            verdict.stuck.append(f"{record.id}: {record.status}, {record.reason}")


def _judge_awards(world: SimulatedWorld, records: list[PrizeRecord], verdict: Verdict) -> None:
    for challenge in world.memory.peek("challenges"):
        if challenge.id not in world.acts.participants:
            continue  # it is a round on sale, or one that cannot be awarded
        if challenge.id in world.paid.cancelled:
            continue  # its pool is judged
        if challenge.id in world.paid.challenges:
            judge_award(world, challenge, records, verdict)
            continue
        pool = challenge.fields["prizeMoney"]["totalAmount"]
        award = world.memory.get(f"awards/{challenge.id}")
        mine = [record for record in records if record.challenge_id == challenge.id]
        owed = world.acts.participants[challenge.id]
        if award is None or award.fields["status"] != "recorded":
            verdict.lost.append(f"{challenge.id}: not awarded")
        elif {record.user_id for record in mine} != owed or len(mine) != len(owed):
            verdict.lost.append(f"{challenge.id}: {len(mine)} prizes for {len(owed)} winners")
        elif sum(record.prize_amount for record in mine) + award.fields["unassignedAmount"] != pool:
            verdict.books.append(f"{challenge.id}: prizes do not add up to the pool")


def _judge_journal(world: SimulatedWorld, transfers: list, verdict: Verdict) -> None:
    """The journal's sums per winner and currency are what Stripe sent, less what was reversed."""
    ours: dict[tuple[str, str], int] = defaultdict(int)
    for entry in world.memory.peek("journal"):
        postings = entry.fields["postings"]
        for currency in {posting["currency"] for posting in postings}:
            if sum(posting["amount"] for posting in postings if posting["currency"] == currency):
                verdict.books.append(f"{entry.id} does not balance in {currency}")
        if entry.fields["kind"] in {"transfer", "reversal"}:  # payouts to the bank post to the same account
            for posting in postings:
                ours[posting["account"], posting["currency"]] += posting["amount"]
    stripes: dict[tuple[str, str], int] = defaultdict(int)
    for transfer in transfers:
        money = f"winner:{transfer.metadata['user_id']}", transfer.currency
        stripes[money] += transfer.amount - transfer.amount_reversed
    for account, currency in {*ours, *stripes}:
        booked, sent = ours[account, currency], stripes[account, currency]
        if account.startswith("winner:") and booked != sent:
            verdict.books.append(f"{account}: {booked} {currency} in the journal, {sent} at Stripe")


def unfinished(world: SimulatedWorld) -> list[str]:
    """Events, awards and totals that are unfinished after an hour and a half without faults.

    What has only just arrived or changed is not late.
    """
    now = world.scheduler.now()
    events = [event.fields for event in world.memory.peek("stripeEvents")]
    waiting = [one for one in events if one["status"] == "received"]
    late = [
        f"event {one['type']}: not handled yet"
        for one in waiting
        if one["receivedAt"] <= now - timedelta(minutes=HANDLED_WITHIN_MINUTES)
    ]
    verdict = Verdict()
    records = [PrizeRecord.of(document) for document in world.memory.peek("prizeRecords")]
    _judge_awards(world, records, verdict)
    just_now = now - timedelta(minutes=30)
    moving = {record.user_id for record in records if record.updated_at >= just_now} | world.committed_late
    at_rest = {record.user_id for record in records} - moving
    _judge_projections(world, records, verdict, at_rest)
    return late + verdict.lost + verdict.books


def _judge_projections(
    world: SimulatedWorld, records: list[PrizeRecord], verdict: Verdict, whose: Container[str] | None = None
) -> None:
    for user in world.memory.peek("users"):
        if whose is not None and user.id not in whose:
            continue
        earned: Counter[str] = Counter()
        for record in records:
            if record.user_id == user.id and record.status == PrizeStatus.PAID:
                earned[record.currency] += record.winner_amount - record.amount_reversed
        winner = user.fields.get("winner") or {}
        shown = Counter(winner.get("earningsByCurrency", {}))
        if shown != earned or winner.get("totalEarnings", 0) != earned["usd"]:
            verdict.books.append(f"{user.id}: shows {dict(shown)}, earned {dict(earned)}")


def _judge_words(world: SimulatedWorld, records: list[PrizeRecord], verdict: Verdict) -> None:
    """A paid prize waits for nothing, and a winner's own document says what became of each prize."""
    for record in records:
        whole = record.status is PrizeStatus.PAID and not record.amount_reversed
        if whole and (record.reason or record.next_action):
            verdict.words.append(f"{record.id}: paid, and it says {record.reason}, {record.next_action}")
        user = world.memory.get(f"users/{record.user_id}")
        wins = (user.fields.get("winner") or {}).get("challengeWins", []) if user else []
        shown = [win["status"] for win in wins if win["challengeId"] == record.challenge_id]
        if shown != [record.status]:
            verdict.words.append(f"users/{record.user_id}: shows {shown} of {record.id}, {record.status}")


def _judge_inbox(world: SimulatedWorld, verdict: Verdict) -> None:
    for event in world.memory.peek("stripeEvents"):
        if event.fields["status"] not in {"done", "ignored", "ignored_unknown"}:
            verdict.stuck.append(f"event {event.fields['type']}: {event.fields['status']}")
    for document in world.memory.peek("prizeRecords"):
        lease = document.fields.get("lease")
        if lease and lease["until"] < world.scheduler.now():
            verdict.stuck.append(f"{document.id}: an old lease")
