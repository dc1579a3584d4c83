"""Winners who stay away, and what two administrators decide about prizes that nobody claimed.

Some come in time, some before or after the decision or at the same moment, and some never do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from pulse.backoffice.approvals import Act, RequestAct
from pulse.backoffice.checks.invariants import FAMILIES, read_facts
from pulse.prizes import PrizeRecord, Reason
from tests.simulation.faults import DAY, HOUR, SKEW_SECONDS_MAX
from tests.simulation.people import RUNNER, WALKER
from tests.simulation.pool_claims import acts_of

if TYPE_CHECKING:
    from tests.simulation.people import People
    from tests.simulation.world import SimulatedWorld

DECISIONS = ("pay", "return", "next_place", "next_place")
FIRST_LOOK_HOURS, LOOKS_EVERY_HOURS = 20, 3
"""A prize is unclaimed a day after the first look at it; from then on people look at what is."""
LOOKED_AT_AGAIN = 0.5
"""So often people decide nothing at a look: the money waits outside its pool."""
NEVER_DECIDED = 0.25
"""In so many of the worlds with absent winners nobody decides, and the money waits to the end."""
HEALED_HOURS = (0.25, 0.6, 0.95)
"""So long after the faults people decide. What was asked for before has expired."""
ONE_BY_ONE_HOURS = 0.01
"""So far apart people decide at last: of two decisions about one pool at a moment one is refused."""
AT_LAST_HOURS = (0.8, 1.0, 1.3)
"""Whose prize waits comes then. Prizes of a payment that people accepted late are awarded in between."""
COMES, COMES_WITHIN_HOURS = 0.5, 8
OF_POOLS = frozenset({"I13", "I14", "I15", "I16"})


class Absent:
    def __init__(self, world: SimulatedWorld, people: People, onboard: Callable[[str], None]) -> None:
        self.world, self.people, self.onboard = world, people, onboard
        self.random = Random(f"absent {world.seed}")
        self.away: set[str] = set()
        world.paid.undecided = self.random.random() < NEVER_DECIDED and world.profile.absent > 0

    def stays_away(self, user_id: str) -> bool:
        """Whether somebody opens no account for now; some come at any time, some never."""
        if self.random.random() >= self.world.profile.absent:
            return False
        self.away.add(user_id)
        if self.random.random() < COMES / 2:
            self._comes_within(user_id, self.world.profile.fault_days * DAY / HOUR)
        return True

    def set_scene(self) -> None:
        if not self.world.profile.absent:
            return
        last = int(self.world.profile.fault_days * DAY / HOUR)
        for hours in range(FIRST_LOOK_HOURS, last, LOOKS_EVERY_HOURS):
            self.world.scheduler.at((hours + self.random.random()) * HOUR, self._look)
        for user_id in (RUNNER, WALKER):
            if self.random.random() < COMES:
                hours = self.random.random() * last
                self.world.scheduler.at(hours * HOUR, lambda user_id=user_id: self._comes_of_itself(user_id))

    def heal(self) -> None:
        if self.world.paid.undecided:
            self.world.faults.note("never_decided", "world")
        for hours in HEALED_HOURS:
            is_last = hours == HEALED_HOURS[-1]
            self.world.scheduler.after(hours * HOUR, lambda last=is_last: self._decide(last=last))
        if self.world.profile.absent:
            for hours in AT_LAST_HOURS:
                self.world.scheduler.after(hours * HOUR, self._come_for_what_waits)
            self.world.scheduler.after(AT_LAST_HOURS[-1] * HOUR, self._note_who_never_came)

    # Decisions

    def _look(self) -> None:
        if unclaimed(self.world):
            self._judge_books()
        if self.random.random() >= LOOKED_AT_AGAIN:
            self._decide()

    def _decide(self, *, last: bool = False) -> None:
        if self.world.paid.undecided:
            return
        for position, record in enumerate(unclaimed(self.world)):
            # At last nobody is waited for who does not come, and there is no time for another award or try.
            able = DECISIONS if not last else ("return",) if record.user_id in self.away else DECISIONS[:2]
            asked = RequestAct(
                act=Act.RESOLVE_UNCLAIMED,
                subject_id=record.id,
                actor="admin",
                reason="they never came",
                decision=self.random.choice(able),
            )
            self.people.ask_later(position * ONE_BY_ONE_HOURS if last else 0, asked)
            if record.user_id in self.away and self.random.random() < COMES:
                self._comes_within(record.user_id, COMES_WITHIN_HOURS)

    def _judge_books(self) -> None:
        """While money waits outside its pool the books are right too."""
        world = self.world
        facts = read_facts(
            store=world.memory, stripe=world.plain.stripe, now=world.scheduler.now(), settled=False
        )
        found = [one for family in FAMILIES for one in family(facts) if one.invariant in OF_POOLS]
        world.paid.unclaimed += [
            f"{one.invariant} {one.subject}: {one.sentence}, while a prize is unclaimed" for one in found
        ]

    # Winners

    def _comes_within(self, user_id: str, hours: float) -> None:
        self.world.scheduler.after(self.random.random() ** 2 * hours * HOUR, lambda: self._come(user_id))

    def _comes_of_itself(self, user_id: str) -> None:
        if user_id in self.world.acts.winners:
            self.onboard(user_id)

    def _come(self, user_id: str) -> None:
        if user_id in self.away and not self.world.faults.healed:
            self._open(user_id)

    def _come_for_what_waits(self) -> None:
        """Whose prize is not decided about comes; who has none to get any more never does."""
        records = map(PrizeRecord.of, self.world.memory.peek("prizeRecords"))
        waited_for = {one.user_id for one in records if not one.settled}
        for user_id in sorted(self.away & waited_for):
            self._open(user_id)

    def _note_who_never_came(self) -> None:
        for _ in self.away:
            self.world.faults.note("never_came", "world")

    def _open(self, user_id: str) -> None:
        self.away.discard(user_id)
        records = map(PrizeRecord.of, self.world.memory.peek("prizeRecords"))
        decided = [one for one in records if one.user_id == user_id and one.claim_round]
        self.world.faults.note("came_after_a_decision" if decided else "came_late", "world")
        self.onboard(user_id)


def unclaimed(world: SimulatedWorld) -> list[PrizeRecord]:
    """Those about which nobody has decided."""
    records = map(PrizeRecord.of, world.memory.peek("prizeRecords"))
    return [one for one in records if one.unclaimed_amount and one.reason is Reason.UNCLAIMED]


def watch_unclaimed(world: SimulatedWorld, writes: Sequence[Any]) -> None:
    """After each commit: whoever loses a prize had all the days for it, and nothing was sent that stands."""
    acts = acts_of(writes)
    if not acts & {"prize.unclaimed", "claim.resolved"}:
        return
    written = [one.path for one in writes if one.path.startswith("prizeRecords/")]
    for record in (PrizeRecord.of(world.memory.get(path)) for path in written):
        if "claim.resolved" in acts:
            world.paid.decided_at[record.id] = world.scheduler.now()
        elif record.reason is Reason.UNCLAIMED:
            _judge_unclaimed(world, record)


def _judge_unclaimed(world: SimulatedWorld, record: PrizeRecord) -> None:
    world.faults.note("prize_unclaimed", "world")
    days = timedelta(days=world.plain.settings.prize_claim_days, seconds=-2 * SKEW_SECONDS_MAX)
    since = world.paid.decided_at.get(record.id, record.created_at)
    if world.scheduler.now() < since + days:
        world.paid.unclaimed.append(f"{record.id}: unclaimed before its winner had all the days")
    sent = world.plain.stripe.list_transfers({"transfer_group": record.transfer_group})
    if any(one.amount_reversed < one.amount for one in sent):
        world.paid.unclaimed.append(f"{record.id}: unclaimed, and a transfer of it stands")


def judge_unclaimed(world: SimulatedWorld) -> list[str]:
    """Where people decide, nothing is unclaimed at the end."""
    left = [] if world.paid.undecided else unclaimed(world)
    return [f"{one.id}: unclaimed, and nobody has decided" for one in left]
