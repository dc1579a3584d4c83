"""Owners pay in for prizes by card: they top up, change their mind, pay late, and banks take money back.

Nothing of a pool may leave for a prize that its money does not cover, before its review is over, or twice.
What no prize takes goes back to those who paid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from pulse.backoffice.approvals import Act, RequestAct
from pulse.errors import PulseError
from pulse.pools import (
    CompletePoolFunding,
    Funding,
    FundingStatus,
    FundPrizePool,
    apply_funding,
    cancel_pool_funding,
    fund_prize_pool,
)
from pulse.ports.store import Create, Merge, Write
from pulse.prizes import PayPrize, PrizeAct, PrizeRecord, PrizeStatus, Reason, cancel_prize
from stripe_emulator.errors import StripeError
from stripe_emulator.resources.payments import disputes, early_fraud_warnings, payment_intents
from stripe_emulator.world.state import PLATFORM
from tests.simulation.absent import Absent
from tests.simulation.faults import DAY, HOUR, SKEW_SECONDS_MAX
from tests.simulation.people import People, review_of
from tests.simulation.pool_claims import claimed
from tests.simulation.scheduler import EPOCH

if TYPE_CHECKING:
    from tests.simulation.world import SimulatedWorld

PAYERS = ("trainer", "partner")
AT_ONCE = "pm_card_bypassPending"
SLOW = ("pm_card_riskLevelElevated", "pm_card_visa")
"""Their money is available two days later; of the first, two people must accept it too."""
SLOW_DAYS = 1.25
"""In shorter plays the money of slow cards would not be available before the end."""
DECLINED = "pm_card_chargeDeclined"
HASTE = 0.3
"""So often somebody is there just before the end of a review, with a clock that is ahead."""
AT_A_CLAIM = 0.2
"""Of the odds of a loss: so often it comes between the reading of a claim and its commit."""
SHORTEST_HOURS = 0.5
"""A challenge that ends sooner is not paid in for: nobody could."""
TRIES_MAX = 5
PEOPLE_LOOK_HOURS = (1.5, 1.7, 12, 25)
"""So long after the faults people look at prizes whose money was taken back; at last when all has settled."""


@dataclass
class Paid:
    """What became of the pools, to compare the records with."""

    challenges: set[str] = field(default_factory=set)
    """Those that somebody was to pay in for."""
    cancelled: set[str] = field(default_factory=set)
    """Of them, those that their owner cancelled before their end."""
    intents: dict[str, str] = field(default_factory=dict)
    """The challenge of each intent that was handed out."""
    disputes: set[str] = field(default_factory=set)
    """Those that no bank has decided yet."""
    reviews: dict[str, datetime] = field(default_factory=dict)
    """When the review of each pool ends, as it was stored when it began."""
    edited: dict[str, dict[str, int]] = field(default_factory=dict)
    """What records that are edited by hand just now said before, by path."""
    ranked: dict[str, list[str]] = field(default_factory=dict)
    """Who takes part in each of the challenges, best first."""
    passed_on: dict[str, list[str]] = field(default_factory=dict)
    """Whose prizes went to the next, in order."""
    undecided: bool = False
    """Nobody decides about unclaimed prizes: their money waits to the end."""
    decided_at: dict[str, datetime] = field(default_factory=dict)
    """When people decided about a prize that was unclaimed, by its id."""
    unclaimed: list[str] = field(default_factory=list)
    """What is wrong with prizes that nobody claimed."""
    alone: list[str] = field(default_factory=list)
    """What was decided by fewer than two people."""
    uncovered: list[str] = field(default_factory=list)
    in_review: list[str] = field(default_factory=list)
    """Both seen at the moment when money leaves."""


class Pools:
    def __init__(self, world: SimulatedWorld, onboard: Callable[[str], None]) -> None:
        self.world, self.paid = world, world.paid
        self.random = Random(f"pools {world.seed}")
        self.people = People(world)
        self.absent = Absent(world, self.people, onboard)

    def plan(self, challenge_id: str, kind: str, currency: str, hours: float) -> None:
        """Have some challenges paid in for that end *hours* after the beginning."""
        if self.random.random() >= self.world.profile.pools or hours < SHORTEST_HOURS:
            return
        if not self.paid.challenges:
            people = [one for one in PAYERS if self.world.memory.get(f"users/{one}") is None]
            self.world.memory.commit([Create(f"users/{one}", {"id": one}) for one in people])
            self.world.when_healed.append(self._heal)
            self.world.store.before_commit = self._before_commit
            self.absent.set_scene()
        self.paid.challenges.add(challenge_id)
        end = EPOCH + timedelta(hours=hours)
        owned = {"ownerId": list(PAYERS), "endDate": end}
        self.world.memory.commit([Merge(f"challenges/{challenge_id}", owned)])
        self.people.plan(challenge_id, hours)
        for _ in range(self.random.choice((1, 1, 2))):
            asked = FundPrizePool(
                challenge_id=challenge_id,
                payer_id=self.random.choice(PAYERS),
                amount=self.random.choice((10_000, 9_950, self.random.randrange(400, 30_000))),
                currency=currency,
                distribution_type=kind,
            )
            self._at(self.random.random() * 0.8 * hours, lambda asked=asked: self._fund(asked, hours))
        if self.random.random() < self.world.profile.losses / 4:
            self._at(self.random.random() * hours, lambda: self._cancel_challenge(challenge_id))

    def _at(self, hours: float, happening: Callable[[], None]) -> None:
        self.world.scheduler.at(hours * HOUR, happening)

    def _later(self, hours: float, happening: Callable[[], None]) -> None:
        self.world.scheduler.after(self.random.random() ** 2 * hours * HOUR, happening)

    # Owners

    def _fund(self, asked: FundPrizePool, hours: float, tries: int = 1) -> None:
        """The app asks for an intent, again if it gets no answer; its payer pays or takes it back."""

        def ask() -> None:
            intent = fund_prize_pool(asked, ports=self.world.ports).payment_intent_id
            self.paid.intents[intent] = asked.challenge_id
            chance, left = self.random.random(), hours - self.world.scheduler.elapsed / HOUR
            if chance < 0.7:
                self._later(left * 0.9, lambda: self._pay(intent, asked))
            elif chance < 0.8:
                self._at(hours + self.random.random() * 3, lambda: self._pay(intent, asked))
            else:  # the app says that it has paid, and has not; or it takes the payment back
                happening = self.random.choice((self._complete, self._take_back))
                self._later(left, lambda: happening(intent, asked))

        def again() -> None:
            if tries < TRIES_MAX and not self.world.faults.healed:
                self.world.scheduler.after(720 * tries, lambda: self._fund(asked, hours, tries + 1))

        self.world.spawn(0, ask, again)

    def _pay(self, intent: str, asked: FundPrizePool) -> None:
        if self.random.random() < 0.1:
            self._charged(intent, DECLINED)
        is_paid = self._charged(intent, self._card())
        self.world.pump_webhooks()
        if not is_paid:
            return
        self.world.faults.note("pool_paid", "world")
        if self.random.random() < 0.6:
            self._complete(intent, asked)
        if self.random.random() < self.world.profile.losses:
            happening = self.random.choice((self._refund, self._dispute, self._warn))
            hours = self.world.profile.fault_days * DAY / HOUR - self.world.scheduler.elapsed / HOUR
            self._later(hours, lambda: happening(intent))

    def _charged(self, intent: str, card: str) -> bool:
        """False if it was canceled, or paid already: nothing is charged then."""
        try:
            paid = payment_intents.pay(self.world.emulator, intent, card)
        except StripeError:
            return False
        return bool(paid["status"] == "succeeded")

    def _card(self) -> str:
        is_slow = self.world.profile.fault_days >= SLOW_DAYS and self.random.random() < 0.2
        return self.random.choice(SLOW) if is_slow else AT_ONCE

    def _complete(self, intent: str, asked: FundPrizePool) -> None:
        command = self._command(intent, asked)
        self.world.run_actor(lambda: self.world.design.completes(command, self.world.ports))

    def _take_back(self, intent: str, asked: FundPrizePool) -> None:
        self.world.faults.note("funding_cancelled", "world")
        command = self._command(intent, asked)
        self.world.run_actor(lambda: cancel_pool_funding(command, ports=self.world.ports))

    @staticmethod
    def _command(intent: str, asked: FundPrizePool) -> CompletePoolFunding:
        return CompletePoolFunding(challenge_id=asked.challenge_id, payment_id=intent, actor=asked.payer_id)

    def _cancel_challenge(self, challenge_id: str) -> None:
        self.world.faults.note("pool_closed", "challenges")
        self.paid.cancelled.add(challenge_id)
        write = Merge(f"challenges/{challenge_id}", {"status": "cancelled"})
        self.world.memory.commit([write])
        self.world.committed([write])

    # Money goes back

    def _refund(self, intent: str) -> None:
        """Somebody refunds a part, or all, in Stripe's dashboard."""
        charge = self.world.plain.stripe.retrieve_charge(self._charge(intent)["id"])
        left = charge.amount - charge.amount_refunded
        if not left:
            return
        amount = left if self.random.random() < 0.3 else self.random.randint(1, max(1, left // 2))
        try:
            self.world.plain.stripe.create_refund(
                {"charge": charge.id, "amount": amount},
                idempotency_key=f"dashboard-{self.world.scheduler.elapsed}",
            )
        except PulseError:
            return  # it is disputed, or refunded already
        self.world.faults.note("pool_refunded", "world")
        self.world.pump_webhooks()

    def _dispute(self, intent: str) -> None:
        try:
            dispute_id = disputes.open_for(self.world.emulator, PLATFORM, self._charge(intent))["id"]
        except StripeError:
            return  # everything was refunded already
        self.paid.disputes.add(dispute_id)
        self.world.faults.note("pool_disputed", "world")
        self.world.pump_webhooks()
        self._later(12, self.people.decide_losses)
        self._later(12, lambda: self._decide(dispute_id))

    def _decide(self, dispute_id: str) -> None:
        if dispute_id in self.paid.disputes:
            self.paid.disputes.remove(dispute_id)
            dispute = self.world.emulator.store.get(PLATFORM, "dispute", dispute_id)
            disputes.settle(self.world.emulator, PLATFORM, dispute, self.random.choice(("won", "lost")))
            self.world.pump_webhooks()

    def _before_commit(self, writes: Sequence[Write]) -> None:
        self._at_the_last_moment(writes)
        if not self.world.faults.healed and (challenge_id := review_of(writes)):
            self._before_the_end(writes)
            self.people.review_begins(challenge_id)

    def _at_the_last_moment(self, writes: Sequence[Write]) -> None:
        """Money is taken back, or warned of, when a worker has read its prize and is about to claim it."""
        path = claimed(writes)
        odds = self.world.profile.losses * AT_A_CLAIM
        if path is None or self.world.faults.healed or self.random.random() >= odds:
            return
        record = PrizeRecord.of(self.world.memory.get(path))
        there = [
            one
            for one in map(Funding.of, self.world.memory.peek("poolFundings"))
            if one.challenge_id == record.challenge_id and one.status is FundingStatus.SUCCEEDED and one.left
        ]
        intents = [one.payment_intent_id for one in there if one.payment_intent_id]
        if intents:
            intent = self.random.choice(intents)
            self.random.choice((self._refund, self._dispute, self._warn))(intent)
            self._record(intent)

    def _before_the_end(self, writes: Sequence[Write]) -> None:
        """A review begins: just before its end a server whose clock is ahead sweeps, and pays the prizes."""
        if self.random.random() >= HASTE:
            return
        pool_id, until = writes[0].path.partition("/")[2], writes[0].fields["reviewUntil"]
        early = timedelta(seconds=self.random.random() * SKEW_SECONDS_MAX)

        def hurry() -> None:
            self.world.sweep()
            for record in map(PrizeRecord.of, self.world.memory.peek("prizeRecords")):
                if record.challenge_id == pool_id and record.status is PrizeStatus.PENDING:
                    self.world.design.pay(PayPrize(record.id, "admin"), self.world.ports)

        seconds = (until - early - self.world.scheduler.now()).total_seconds()
        self.world.spawn(seconds, hurry, skew=SKEW_SECONDS_MAX)

    def _warn(self, intent: str) -> None:
        early_fraud_warnings.open_for(self.world.emulator, PLATFORM, self._charge(intent))
        self.world.faults.note("pool_warned", "world")
        self.world.pump_webhooks()

    def _charge(self, intent: str) -> Any:
        charge_id = self.world.plain.stripe.retrieve_payment_intent(intent).latest_charge
        return self.world.emulator.store.get(PLATFORM, "charge", charge_id)

    # After the faults

    def _heal(self) -> None:
        """Two administrators cancel what an owner did: a script's word in the last hour is not enough."""
        asked = {"cancelAskedAt": self.world.scheduler.now()}
        self.world.memory.commit([Merge(f"challenges/{one}", asked) for one in sorted(self.paid.cancelled)])
        for dispute_id in sorted(self.paid.disputes):
            self._decide(dispute_id)
        self.people.heal()
        self.absent.heal()
        for minutes in (35, 60):
            self.world.scheduler.after(minutes * 60, self._accept_all)
        for hours in PEOPLE_LOOK_HOURS:
            self.world.scheduler.after(hours * HOUR, self._cancel_uncovered)

    def _accept_all(self) -> None:
        """Two people accept every payment that is held."""
        for funding in map(Funding.of, self.world.memory.peek("poolFundings")):
            if funding.is_held and funding.status == "succeeded":
                accept = RequestAct(
                    act=Act.ACCEPT_FUNDING, subject_id=funding.funding_id, actor="admin", reason="known"
                )
                self.people.ask_later(0, accept)

    def _cancel_uncovered(self) -> None:
        """People cancel the prizes whose money a bank or somebody else has taken back."""
        for record in map(PrizeRecord.of, self.world.memory.peek("prizeRecords")):
            if record.status is PrizeStatus.PENDING and record.reason is Reason.POOL_DISPUTED:
                self.world.acts.canceled.add(record.id)
                act = PrizeAct(record.id, "admin", "nobody paid")
                self._try(lambda act=act: cancel_prize(act, ports=self.world.plain))

    def _record(self, intent: str) -> None:
        """Another process records at once what has happened to the payment, if nothing is in its way."""
        with suppress(PulseError):
            apply_funding(intent, thorough=True, ports=self.world.plain)

    def _try(self, act: Callable[[], Any]) -> None:
        self.world.spawn(0, act)
