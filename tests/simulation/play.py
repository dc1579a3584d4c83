"""What happens in one seed: challenges end, winners onboard, funds run short, people press buttons.

After the faults the world heals; a day later everything has to be right.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pulse.accounts import OpenAccount, Role, apply_account, open_account
from pulse.errors import PulseError
from pulse.inbox import ReplayFilter, replay
from pulse.money import step
from pulse.ports import Ports
from pulse.ports.store import Create, Merge
from pulse.prizes import (
    PayPrize,
    PrizeAct,
    PrizeRecord,
    PrizeStatus,
    Reason,
    approve_prize,
    cancel_prize,
    hold_prize,
    pause_payouts,
    reissue_prize,
    release_prize,
    unreversed,
)
from stripe_emulator.requests.idempotency import KEPT_SECONDS
from tests.simulation import openings
from tests.simulation.faults import DAY, EDGE_HOURS, HOUR, MINUTE
from tests.simulation.hostile import ALL_RIGHTS, THREE_DECIMALS, Hostile, plays_more
from tests.simulation.pools import Pools
from tests.simulation.rounds import Rounds
from tests.simulation.scheduler import EPOCH
from tests.simulation.verdict import unfinished
from tests.simulation.world import SimulatedWorld

HEALING_HOURS = 27
"""Stripe repeats a cached 500 for a day; everything else is settled much sooner."""
AT_IT_MINUTES = 70
"""An hour, five minutes of a sweep, four of a review: by then no worker may still be processing a prize."""
CLAIMED_MINUTES = 12
"""So long a claim keeps others away. Who opens an account within the hour may be claimed only just now."""
WAITING_MINUTES = 100
"""Half an hour to the next try, 45 minutes of quiet after a refusal, some sweeps: by then none may wait."""
UNANSWERED = {"OutcomeUnknown", "StripeUnavailable", "StoreUnavailable", "Busy", "NoAnswer"}
PLENTY = 10**8
TIDES_HOURS = 3
ODD_CODE = "http_422"
"""Why a prize stopped that the fault `odd_refusal` struck."""
MANUAL_PAYOUTS: Any = {"settings": {"payouts": {"schedule": {"interval": "manual"}}}}


class Play:
    def __init__(self, world: SimulatedWorld) -> None:
        self.world = world
        self.random = world.random
        self.currencies = ("usd", "eur") if world.seed % 5 == 2 else ("usd",)
        """Each currency has its own queue for funds; every fifth seed pays in two."""
        self.funds = (*self.currencies, THREE_DECIMALS) if plays_more(world) else self.currencies
        self.accounts: dict[str, str] = {}
        self.pools = Pools(world, self._onboard_again)
        self.starved = False
        world.http.before_transfer = self._restrict_at_the_last_moment

    def run(self) -> None:
        world, end = self.world, self.world.profile.fault_days * DAY
        self.set_scene()
        world.tick(end + HEALING_HOURS * HOUR)
        world.scheduler.after(
            world.profile.reconcile_hours * HOUR,
            lambda: world.reconcile_every(world.profile.reconcile_hours * HOUR, end),
        )
        world.scheduler.run(end)
        self.heal()
        world.scheduler.run(end + HEALING_HOURS * HOUR)

    def set_scene(self) -> None:
        chance, world = self.random, self.world
        starved = chance.random() < world.profile.starved
        self.starved = starved
        if starved:
            world.faults.note("starved", "world")
        self._set_balances(chance.randrange(0, 20_000) if starved else PLENTY)
        if world.profile.openings:
            openings.plan(world)
        left = world.profile.prizes_max
        for number in range(1, 4):
            if left <= 0:
                break
            winners = chance.randint(1, min(3, left))
            left -= winners
            self._challenge(f"ch{number}", winners, self.currencies[number % len(self.currencies)])
        self._happenings()
        hostile = Hostile(world)
        hostile.set_scene()
        hostile.write_what_is_allowed()
        for challenge_id, user_id, currency in hostile.joined():
            self._challenge(challenge_id, 1, currency, winner=user_id)
        Rounds(world).set_scene()

    def _set_balances(self, amount: int) -> None:
        for currency in self.funds:
            self.world.emulator.set_balance(currency, in_steps(amount, currency))

    def _challenge(
        self, challenge_id: str, winner_count: int, currency: str, *, winner: str | None = None
    ) -> None:
        world, chance = self.world, self.random
        end = EPOCH - timedelta(hours=1)
        kind = "winner_takes_all" if winner_count == 1 else "top_three_equal"
        promised = chance.choice((10_000, 9_950, chance.randrange(100, 60_000)))
        prize_money = {
            "isEnabled": True,
            "totalAmount": in_steps(promised, currency),
            "currency": currency,
            "distributionType": kind,
        }
        fields = {"title": challenge_id, "ownerId": "trainer", "endDate": end, "prizeMoney": prize_money}
        writes: list[Any] = [Create(f"challenges/{challenge_id}", {**fields, "status": "active"})]
        for place in range(winner_count):
            user_id = winner or f"w{chance.randrange(4)}"
            world.acts.winners.add(user_id)
            world.acts.participants.setdefault(challenge_id, set()).add(user_id)
            entry = {
                "challengeId": challenge_id,
                "userId": user_id,
                "pulsePoints": {"totalPoints": 10 - place},
            }
            writes.append(Merge(f"user-challenge/{challenge_id}-{place}", entry))
            self._winner(user_id)
        world.memory.commit(writes)
        earliest, latest = world.profile.completed_at
        hours = earliest + chance.random() * (latest - earliest)
        if winner is None and not self.starved:  # what belongs to a pool is not taken from the balance
            self.pools.plan(challenge_id, kind, currency, hours)
        world.spawn(hours * HOUR, lambda: self._complete(challenge_id))

    def _complete(self, challenge_id: str) -> None:
        if challenge_id in self.world.paid.cancelled:
            return
        write = Merge(f"challenges/{challenge_id}", {"status": "completed"})
        self.world.traces.cancelled.pop(challenge_id, None)
        self.world.memory.commit([write])
        self.world.committed([write])

    def _winner(self, user_id: str) -> None:
        """Create a person, usually with an account; the others onboard some time later."""
        if self.world.memory.get(f"users/{user_id}") is not None:
            return
        self.world.memory.commit(
            [Create(f"users/{user_id}", {"id": user_id, "username": user_id, "winner": None})]
        )
        if self.pools.absent.stays_away(user_id):
            return
        if self.random.random() < 0.6:
            self._onboard(user_id)
            apply_account(self.accounts[user_id], ports=self.world.plain)
        else:
            self.world.scheduler.after(
                self.random.random() * self.world.profile.fault_days * DAY, lambda: self._onboard(user_id)
            )

    def _onboard(self, user_id: str) -> None:
        opened = open_account(OpenAccount(user_id, Role.WINNER, actor=user_id), ports=self.world.plain)
        self.accounts[user_id] = opened.account_id
        if self.random.random() < 0.9:  # payouts to the bank make many events, and no prize depends on them
            self.world.sdk.v1.accounts.update(opened.account_id, MANUAL_PAYOUTS)
        self.world.emulator.complete_onboarding(opened.account_id, "active")
        self.world.pump_webhooks()

    def _happenings(self) -> None:
        """Schedule what people and the world do at random times before the healing."""
        end, profile = self.world.profile.fault_days * DAY, self.world.profile
        for odds, times, happening in (
            (1.0, 3, self._admin_pays),
            (0.4, 2, self._owner_calculates),
            (profile.reversals, 2, self._reverse_in_dashboard),
            (profile.reversals, 2, self._reissue),
            (0.1, 1, self._cancel),
            (0.2, 2, self._hold),
            (0.3, 2, self._approve),
            (0.2, 1, self._pause_and_resume),
            (profile.flapping, 3, self._flap),
            (profile.new_accounts, 3, self._new_account),
            (profile.starved, 3, self._top_up),
        ):
            for _ in range(times):
                if self.random.random() < odds:
                    self.world.scheduler.at(self.random.random() * end, happening)
        if profile.tides:
            for _ in range(200):
                self.world.scheduler.at(self.random.random() * TIDES_HOURS * HOUR, self._admin_pays)
            self.world.scheduler.at(0, self._tide)
        if profile.expiry_edge:
            earliest, latest = (hours * HOUR for hours in EDGE_HOURS)
            for _ in range(24):
                moment = earliest + self.random.random() * (latest - earliest)
                self.world.scheduler.at(moment, self._admin_pays)

    # People

    def _any_record(self, *statuses: PrizeStatus) -> PrizeRecord | None:
        records = [PrizeRecord.of(document) for document in self.world.memory.peek("prizeRecords")]
        fitting = [record for record in records if not statuses or record.status in statuses]
        return self.random.choice(fitting) if fitting else None

    def _admin_pays(self) -> None:
        if record := self._any_record():
            command = PayPrize(record.id, "admin")
            self.world.run_actor(lambda: self.world.design.pay(command, self.world.ports))

    def _owner_calculates(self) -> None:
        self.world.run_actor(lambda: self.world.award(f"ch{self.random.randint(1, 3)}"))

    def _cancel(self) -> None:
        if record := self._any_record(PrizeStatus.PENDING):
            self.world.acts.canceled.add(record.id)
            self.world.run_actor(
                lambda: cancel_prize(PrizeAct(record.id, "admin", "off"), ports=self.world.ports)
            )

    def _hold(self) -> None:
        """An administrator holds a prize, even if it is being paid; another approves it some hours later."""
        if record := self._any_record(PrizeStatus.PENDING, PrizeStatus.PROCESSING):
            held = PrizeAct(record.id, "admin", "odd")
            self.world.run_actor(lambda: hold_prize(held, ports=self.world.ports))
            self.world.spawn(
                self.random.random() * 12 * HOUR, lambda: self._let_go(record.id, self.world.ports)
            )

    def _approve(self) -> None:
        """A second person approves a prize that waits for one."""
        waiting = [one for one in map(PrizeRecord.of, self.world.memory.peek("prizeRecords")) if _waits(one)]
        if waiting:
            chosen = self.random.choice(waiting).id
            self.world.run_actor(lambda: self._let_go(chosen, self.world.ports))

    def _let_go(self, prize_record_id: str, ports: Ports) -> None:
        approve_prize(PrizeAct(prize_record_id, "admin2", "looked at"), ports=ports)

    def _pause_and_resume(self) -> None:
        def switch(paused: bool) -> None:
            pause_payouts(paused=paused, actor="admin", reason="drill", ports=self.world.plain)

        switch(True)
        self.world.scheduler.after(self.random.random() * 12 * HOUR, lambda: switch(False))

    def _reverse_in_dashboard(self) -> None:
        record = self._any_record(PrizeStatus.PAID)
        if record is None:
            return
        in_part = self.random.random() < 0.3
        params = {"amount": self.random.randint(1, record.winner_amount)} if in_part else {}
        try:
            self.world.plain.stripe.create_transfer_reversal(
                record.stripe_transfer_id, params, idempotency_key=f"dashboard-{self.world.scheduler.elapsed}"
            )
        except PulseError:
            return  # reversed already, or more than is left
        self.world.faults.note("reversed_in_part" if in_part else "reversed", "world")
        self.world.pump_webhooks()

    def _reissue(self) -> None:
        record = self._any_record(PrizeStatus.REVERSED)
        if record is None:
            return

        self.world.acts.reissued[record.id] += 1

        def approved() -> None:
            reissue_prize(PrizeAct(record.id, "admin2", "approved"), ports=self.world.ports)

        self.world.run_actor(approved)

    # The world

    def _flap(self) -> None:
        if not self.accounts:
            return
        self._restrict(self.random.choice(sorted(self.accounts.values())), "world")

    def _restrict_at_the_last_moment(self, destination: str) -> None:
        """Sometimes restrict the account after it was checked and before the transfer arrives."""
        odds = {"restricted": self.world.profile.flapping * 0.1}
        if destination in self.accounts.values() and self.world.faults.choose(odds):
            self._restrict(destination, "POST transfers")

    def _restrict(self, account: str, step: str) -> None:
        self.world.faults.note("restricted", step)
        self.world.emulator.complete_onboarding(account, "restricted")
        self.world.pump_webhooks()
        self.world.scheduler.after(self.random.random() * DAY / 2, lambda: self._restore(account))

    def _restore(self, account: str) -> None:
        if account in self.accounts.values():
            self.world.emulator.complete_onboarding(account, "active")
            self.world.pump_webhooks()

    def _new_account(self) -> None:
        """A winner disconnects and opens another account: transfers on their way must not go there."""
        if not self.accounts:
            return
        user_id = self.random.choice(sorted(self.accounts))
        left = self.accounts.pop(user_id)
        self.world.acts.closed_accounts.add(left)
        self.world.faults.note("account_left", "world")
        self.world.emulator.deauthorize(left)
        self.world.pump_webhooks()
        self.world.scheduler.after(self.random.random() * DAY / 2, lambda: self._onboard_again(user_id))

    def _onboard_again(self, user_id: str) -> None:
        try:
            self._onboard(user_id)
        except PulseError:
            self.world.scheduler.after(HOUR, lambda: self._onboard_again(user_id))

    def _top_up(self) -> None:
        more = self.random.randrange(0, 30_000)
        balance = self.world.plain.stripe.retrieve_balance()
        for currency in self.funds:
            funds = balance.available_amount(currency) + more
            self.world.emulator.set_balance(currency, in_steps(funds, currency))
        self.world.pump_webhooks()

    def _tide(self) -> None:
        """The balance is taken away or comes back, and people release what has stopped."""
        self._set_balances(self.random.choice((0, PLENTY)))
        self.world.pump_webhooks()
        for document in self.world.memory.peek("prizeRecords"):
            if PrizeRecord.of(document).status is PrizeStatus.FAILED:
                self._release(document.id)
        if self.world.scheduler.elapsed < TIDES_HOURS * HOUR:
            self.world.scheduler.after(self.random.random() * 6 * MINUTE, self._tide)

    def _release(self, prize_record_id: str) -> None:
        command = PrizeAct(prize_record_id, "admin", "looked at")
        self.world.run_actor(lambda: release_prize(command, ports=self.world.ports))

    def heal(self) -> None:
        """The faults end, people do what they are asked to do, and the sweep has to find what was lost."""
        world = self.world
        world.faults.healed = True
        world.healed_at, world.sweep_by, world.loop = world.scheduler.elapsed, 0.0, 1
        world.tick(world.scheduler.elapsed + HEALING_HOURS * HOUR, world.loop)
        world.emulator.faults.clear()
        world.set_rights(ALL_RIGHTS)
        for happening in world.when_healed:
            happening()
        self._set_balances(2 * PLENTY)  # also where a pool holds as much as all of ours
        pause_payouts(paused=False, actor="admin", reason="healed", ports=world.plain)
        for document in world.memory.peek("users"):
            if document.id not in world.acts.winners - self.pools.absent.away:
                continue
            account = self.accounts.get(document.id)
            if account is None:
                self._onboard_again(document.id)
            else:
                self._restore(account)
        if world.profile.openings:
            openings.finish(world)
        for minutes in (11, 40, 70, 86):
            world.scheduler.after(minutes * 60, self._approve_all)
        for minutes in (10, 70, 26 * 60):
            world.scheduler.after(minutes * 60, lambda: world.reconcile_every(10 * DAY, 10**9))
        for minutes in (AT_IT_MINUTES, WAITING_MINUTES):
            world.scheduler.after(minutes * 60, self._look_for_slow)
        world.scheduler.after(WAITING_MINUTES * 60, lambda: self.world.slow.extend(unfinished(world)))
        world.scheduler.after((HEALING_HOURS - 0.1) * HOUR, world.deliver_the_lost)
        world.scheduler.after(2 * HOUR, self._release_stopped)
        world.scheduler.after(2 * HOUR, self._replay_failed)

    def _approve_all(self) -> None:
        for record in map(PrizeRecord.of, self.world.memory.peek("prizeRecords")):
            if _waits(record):
                self.world.spawn(0, lambda held=record.id: self._let_go(held, self.world.plain))

    def _look_for_slow(self) -> None:
        """Some time after the faults, only prizes whose key has a cached 500 may wait: it lasts a day."""
        minutes = round((self.world.scheduler.elapsed - self.world.healed_at) / 60)
        for document in self.world.memory.peek("prizeRecords"):
            record = PrizeRecord.of(document)
            quiet = record.attempt is not None and record.attempt.closed  # it waits for its quiet time
            just_claimed = record.updated_at > self.world.scheduler.now() - timedelta(minutes=CLAIMED_MINUTES)
            at_it = not just_claimed and (
                record.status == PrizeStatus.PROCESSING or (record.reason == Reason.RETRYING and not quiet)
            )
            settling = record.reason is Reason.FUNDS_SETTLING  # until its money is available at Stripe
            if (
                record.settled
                or settling
                or self._cached_error(record)
                or (minutes < WAITING_MINUTES and not at_it)
            ):
                continue
            self.world.slow.append(f"{record.id}: {record.status}, {record.reason} after {minutes} minutes")

    def _cached_error(self, record: PrizeRecord) -> bool:
        """Whether the record's key still answers 500, and none of its transfers stands."""
        kept = self.world.emulator.state.idempotency
        key = record.attempt.key if record.attempt else ""
        since = self.world.scheduler.unix() - KEPT_SECONDS
        refused = any(
            name.endswith(f" {key}") and raw[3] >= 500 and raw[0] > since for name, raw in kept.items()
        )
        group = {"transfer_group": record.transfer_group}
        return refused and not unreversed(self.world.plain.stripe.list_transfers(group))

    def _release_stopped(self) -> None:
        """A person releases prizes that an odd refusal stopped; no other may have stopped."""
        for document in self.world.memory.peek("prizeRecords"):
            record = PrizeRecord.of(document)
            if record.status != PrizeStatus.FAILED or record.stripe_transfer_id is not None:
                continue
            if record.stopped_by != ODD_CODE:
                self.world.stopped.append(f"{record.id}: stopped, {record.reason}, for no cause of ours")
            release_prize(PrizeAct(record.id, "admin", "reviewed"), ports=self.world.plain)

    def _replay_failed(self) -> None:
        """A person replays events that failed because nothing answered; no other event may have failed."""
        for event in self.world.memory.peek("stripeEvents"):
            if event.fields["status"] == "failed" and event.fields["errorClass"] not in UNANSWERED:
                self.world.stopped.append(f"{event.fields['type']}: failed by {event.fields['errorClass']}")
        replay(ReplayFilter(failed_only=True), ports=self.world.plain)


def in_steps(amount: int, currency: str) -> int:
    """The largest amount up to *amount* that Stripe takes in *currency*."""
    return amount - amount % step(currency)


def _waits(record: PrizeRecord) -> bool:
    """Whether the prize waits for a second person."""
    undecided = record.held or record.reason == Reason.HELD_FOR_APPROVAL
    return undecided and record.approved_by is None and not record.settled
