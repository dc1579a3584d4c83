"""People contest results, and two administrators decide: about contests, losses, prizes, and our own money.

Whoever asks for something tries to approve it alone first: that must do nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING, Any

from pulse.backoffice.approvals import Act, ApproveAct, RequestAct, approve_act, request_act
from pulse.errors import PulseError
from pulse.outside.memory_store import MemoryStore
from pulse.pools import Contest, ContestStatus
from pulse.ports import Ports
from pulse.ports.store import Create
from pulse.prizes import (
    ContestAward,
    WithdrawContest,
    contest_award,
    withdraw_contest,
)
from pulse.prizes.pool_look import read_look
from tests.simulation.faults import HOUR
from tests.simulation.pool_claims import acts_of

if TYPE_CHECKING:
    from tests.simulation.world import SimulatedWorld

RUNNER = "runner"
"""Takes part with few points: wins where there is a place left, or when somebody is taken out."""
WALKER = "walker"
"""Takes part with fewer still, where winners stay away."""
STRANGER = "stranger"
DECIDED_WITHIN_HOURS = 10
TRIES_MAX = 4
CONTEST_HOURS = (0.2, 0.6, 1.0)
"""So long after the faults people decide what is still contested. What was asked for before has expired."""
LOSS_HOURS = (0.5, 1.0)
LARGEST = 99_999_999
"""More is charged by nobody."""


class People:
    def __init__(self, world: SimulatedWorld) -> None:
        self.world, self.paid = world, world.paid
        self.random = Random(f"people {world.seed}")

    def plan(self, challenge_id: str, hours: float) -> None:
        """Sometimes somebody takes part who has few points, and we pay in ourselves."""
        memory = self.world.memory
        absent = self.world.profile.absent
        if self.random.random() < max(0.5, absent):
            self._takes_part(challenge_id, RUNNER, 2)
        if absent and self.random.random() < absent:
            self._takes_part(challenge_id, WALKER, 1)
        entries = [one.fields for one in memory.peek("user-challenge")]
        mine = [one for one in entries if one["challengeId"] == challenge_id]
        mine.sort(key=lambda one: -one["pulsePoints"]["totalPoints"])
        self.paid.ranked[challenge_id] = list(dict.fromkeys(one["userId"] for one in mine))
        if self.random.random() < self.world.profile.sponsored:
            self._sponsor(challenge_id, hours)

    def _takes_part(self, challenge_id: str, user_id: str, points: int) -> None:
        entry = {"challengeId": challenge_id, "userId": user_id, "pulsePoints": {"totalPoints": points}}
        people = (
            [] if self.world.memory.get(f"users/{user_id}") else [Create(f"users/{user_id}", {"id": user_id})]
        )
        self.world.memory.commit([*people, Create(f"user-challenge/{challenge_id}-{user_id}", entry)])
        self.world.acts.winners.add(user_id)

    def _sponsor(self, challenge_id: str, hours: float) -> None:
        """Our own money goes into the pool; sometimes somebody asks for more than there is."""
        amount = self.random.choice((None, 5_000, self.random.randrange(1_000, 20_000)))

        def ask() -> None:
            currency = self.world.memory.get(f"challenges/{challenge_id}").fields["prizeMoney"]["currency"]
            there = self.world.plain.stripe.retrieve_balance().available_amount(currency)
            asked = amount or min(there + 1, LARGEST)
            if asked <= there and amount is None:
                return
            self.agree(
                RequestAct(
                    act=Act.SPONSOR_POOL,
                    subject_id=challenge_id,
                    actor="admin",
                    reason="a gift",
                    amount=asked,
                )
            )

        self._later(self.random.random() * hours, ask)

    # Contests

    def review_begins(self, challenge_id: str) -> None:
        """Somebody contests the result while that is possible, or a little later."""
        ranked = self.paid.ranked.get(challenge_id)
        if not ranked or self.random.random() >= self.world.profile.contests:
            return
        who = self.random.choice(ranked) if self.random.random() < 0.9 else STRANGER
        place = self.random.randint(1, min(3, len(ranked)))
        command = ContestAward(challenge_id=challenge_id, user_id=who, placement=place, reason="odd score")
        seconds = self.world.design.settings.award_review_seconds * 1.1
        self.world.spawn(self.random.random() * seconds, lambda: self._contest(command))

    def _contest(self, command: ContestAward) -> None:
        contest = contest_award(command, ports=self.world.ports).contest
        self.world.faults.note("award_contested", "world")
        if command.user_id == STRANGER:
            self.world.crashes.append(f"{contest.path}: contested by a stranger")
        chance, hours = self.random.random(), self.random.random() ** 2 * DECIDED_WITHIN_HOURS
        if chance < 0.2:
            back = WithdrawContest(contest.contest_id, command.user_id)
            self._later(hours, lambda: withdraw_contest(back, ports=self.world.ports))
        elif chance < 0.8:
            self.ask_later(hours, self._decision(contest))

    def _decision(self, contest: Contest) -> RequestAct:
        """It is upheld, or somebody is taken out: who was contested, or anybody, which may be refused."""
        out = None
        if self.random.random() < 0.6:
            anybody = self.random.choice(self.paid.ranked[contest.challenge_id])
            out = self.random.choice((contest.contested_user_id, anybody))
        return _about_contest(contest, out)

    # Two administrators

    def ask_later(self, hours: float, asked: RequestAct) -> None:
        self._later(hours, lambda: self.agree(asked))

    def agree(self, asked: RequestAct) -> None:
        """One asks and tries alone; another approves."""
        ports, decides = self.world.ports, self.world.design.decides
        decides(asked, ports)
        with suppress(PulseError):
            decides(_approval(asked, asked.actor), ports)
        decides(_approval(asked, "admin2"), ports)
        self.world.faults.note(f"decided_{asked.decision or asked.act}", "world")

    def _later(self, hours: float, act: Callable[[], Any], tries: int = 1) -> None:
        def again() -> None:
            if tries < TRIES_MAX and not self.world.faults.healed:
                self._later(0.3 * tries, act, tries + 1)

        self.world.spawn(hours * HOUR, act, again)

    def decide_losses(self) -> None:
        """Our own money stands in for what was taken, prizes take less, or the last ones are canceled."""
        for challenge_id in sorted(self.paid.ranked):
            pool = self.world.memory.get(f"prizePools/{challenge_id}")
            if pool is None or not pool.fields["funded"] or self.random.random() < 0.25:
                continue
            decision = self.random.choice(("cover", "cover", "reduce", "cancel"))
            asked = RequestAct(
                act=Act.RESOLVE_POOL_LOSS,
                subject_id=challenge_id,
                actor="admin",
                reason="the bank has decided",
                decision=decision,
                amount=self._lost(challenge_id) if decision == "cover" else None,
            )
            self.ask_later(0, asked)

    def _lost(self, challenge_id: str) -> int | None:
        """What the prizes lack, or only what those lack that were paid."""
        if self.random.random() < 0.5:
            return None
        with suppress(PulseError):
            look = read_look(challenge_id, ports=self.world.plain)
            return look.loss(self.world.scheduler.now()).for_all
        return None

    # After the faults

    def heal(self) -> None:
        for hours in CONTEST_HOURS:
            is_last = hours == CONTEST_HOURS[-1]
            self.world.scheduler.after(hours * HOUR, lambda last=is_last: self._decide_contests(last))
        for hours in LOSS_HOURS:
            self.world.scheduler.after(hours * HOUR, self.decide_losses)

    def _decide_contests(self, last: bool) -> None:
        """At last what is contested is upheld: who was sent something cannot be taken out any more."""
        for contest in map(Contest.of, self.world.memory.peek("poolContests")):
            if contest.status is ContestStatus.OPEN:
                self.ask_later(0, _about_contest(contest, None) if last else self._decision(contest))


def _about_contest(contest: Contest, out: str | None) -> RequestAct:
    return RequestAct(
        act=Act.DECIDE_CONTEST,
        subject_id=contest.contest_id,
        actor="admin",
        reason="looked at",
        decision="disqualify" if out else "uphold",
        disqualified_user_id=out,
    )


def _approval(asked: RequestAct, actor: str) -> ApproveAct:
    return ApproveAct(act=asked.act, subject_id=asked.subject_id, actor=actor, reason="agreed")


def decide(command: RequestAct | ApproveAct, ports: Ports) -> Any:
    """As the doors do it."""
    if isinstance(command, RequestAct):
        return request_act(command, ports=ports)
    return approve_act(command, ports=ports)


def may_change(memory: MemoryStore) -> set[str]:
    """Challenges about whose awards two people may decide (contested, unclaimed, money taken back) or have
    decided: then the new version is not recorded yet.
    """
    contests = [one.fields for one in memory.peek("poolContests") if one.fields["status"] == "open"]
    taken = [one.fields for one in memory.peek("poolFundings") if one.fields["takings"]]
    unclaimed = [one.fields for one in memory.peek("prizeRecords") if one.fields.get("unclaimedAmount")]
    decided = {one.fields["challengeId"] for one in memory.peek("awards") if one.fields["status"] == "frozen"}
    return decided | {one["challengeId"] for one in (*contests, *taken, *unclaimed)}


def review_of(writes: Sequence[Any]) -> str | None:
    """The challenge whose review begins with *writes*, if one does."""
    return writes[0].path.partition("/")[2] if "review.started" in acts_of(writes) else None
