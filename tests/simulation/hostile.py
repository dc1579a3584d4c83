"""People who write what does not fit, owners who change their mind, operators who edit, keys losing rights.

They write past the rules, as an old version of the app or a script would, and what the rules allow. Each may
harm itself alone: the verdict asks that no other money changes, that what is wrong is named with its id, and
that all else goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from pulse.ports.store import Create, Merge
from pulse.prizes import PrizeRecord, PrizeStatus
from pulse.sales import CreatePaymentIntent, create_payment_intent
from tests.simulation.faults import DAY, HOUR, MINUTE
from tests.simulation.odd_documents import (
    ALLOWED_CHALLENGES,
    ALLOWED_ENTRIES,
    ALLOWED_PEOPLE,
    HUGE,
    NAMES,
    UNREADABLE,
    UNREADABLE_ENTRIES,
)
from tests.simulation.people import may_change
from tests.simulation.scheduler import EPOCH

if TYPE_CHECKING:
    from tests.simulation.verdict import Verdict
    from tests.simulation.world import SimulatedWorld

NAMING_SECONDS = HOUR
"""Within an hour a record that was edited by hand is named."""
HOLDING_SECONDS = 2 * HOUR
"""A trigger may be late by an hour; until then a prize of a cancelled challenge may still be sent."""
REFUSALS_TOLD = 3
"""So many refusals for want of a right are told, even if a process dies before it can tell the first."""
NOUNS = (
    *("accounts", "account_links", "transfers", "balance", "balance_transactions", "events", "refunds"),
    *("disputes", "payouts", "payment_intents", "charges", "application_fees", "customers"),
    *("balance_settings", "radar"),
)
LOSABLE = (
    "transfers",
    "transfers",
    "transfers",
    "accounts",
    "balance",
    "events",
    "refunds",
    "balance_transactions",
    "payouts",
)
THREE_DECIMALS = "kwd"
JOINED = (("joined", "by_w0"), ("joined_by", "w0"))
NAMED_BY = frozenset({"award.stopped", "award.refused"})


@dataclass
class Traces:
    """What the hostile did, to compare the world with."""

    unreadable: set[str] = field(default_factory=set)
    """Challenges that cannot be awarded."""
    harmless: set[str] = field(default_factory=set)
    """Challenges that promise nothing, however odd they are."""
    allowed: set[str] = field(default_factory=set)
    """Rounds that clients published through the rules. They promise no prize, whatever else they say."""
    cancelled: dict[str, float] = field(default_factory=dict)
    """When a challenge was cancelled after its award, in UNIX seconds."""
    edited: list[str] = field(default_factory=list)
    """Records that an operator edited and that nobody had named an hour later."""
    rights: Counter[str] = field(default_factory=Counter)
    """How often our key lacked a right when it was used."""

    @property
    def challenges(self) -> set[str]:
        """Those that are awarded to nobody."""
        return self.unreadable | self.harmless


class Hostile:
    def __init__(self, world: SimulatedWorld) -> None:
        self.world, self.traces = world, world.traces
        self.random = Random(f"hostile {world.seed}")
        """Their own: without them, a seed plays as before."""

    def set_scene(self) -> None:
        if self.world.profile.hostile == 0:
            return
        for happening in (
            self._odd_challenge,
            self._odd_challenge,
            self._odd_person,
            self._cancel_awarded,
            self._lose_right,
            self._edit_record,
        ):
            if self.random.random() < self.world.profile.hostile:
                happening()

    def write_what_is_allowed(self) -> None:
        """Clients publish rounds, join and rename themselves, as oddly as the rules let them."""
        if not plays_more(self.world):
            return
        chance = Random(f"allowed {self.world.seed}")
        hours = self.world.profile.fault_days * DAY
        for number in range(3):
            name = f"allowed{number}"
            self.traces.allowed.add(name)
            plan, entry = chance.choice(ALLOWED_CHALLENGES), chance.choice(ALLOWED_ENTRIES)
            whose = {"challengeId": name, "userId": "w0"}
            writes = [
                Create(f"challenges/{name}", {"ownerId": "trainer1", "status": "published", **plan}),
                Create(f"user-challenge/{name}_w0", {**whose, "joinDate": EPOCH, **entry}),
            ]
            user_id, person = f"w{chance.randrange(4)}", chance.choice(ALLOWED_PEOPLE)
            moment = chance.random() * hours
            self.world.scheduler.at(moment, lambda writes=writes: self._publish(writes))
            self.world.scheduler.at(moment, lambda who=user_id, odd=person: self._rename(who, odd))
            self.world.scheduler.at(moment + HOUR, lambda name=name: self._try_to_buy(name))

    def _publish(self, writes: Sequence[Create]) -> None:
        self.world.faults.note("odd_and_allowed", "challenges")
        self.world.memory.commit(writes)

    def _rename(self, user_id: str, odd: dict[str, Any]) -> None:
        if self.world.memory.get(f"users/{user_id}") is not None:
            self.world.memory.commit([Merge(f"users/{user_id}", odd)])

    def _try_to_buy(self, challenge_id: str) -> None:
        """What cannot be sold is refused, and never crashes."""
        command = CreatePaymentIntent(challenge_id=challenge_id, buyer_id="w1", actor="w1")
        self.world.run_actor(lambda: create_payment_intent(command, ports=self.world.ports))

    def joined(self) -> Sequence[tuple[str, str, str]]:
        """Challenges, their winners and currencies; two have the same ids when these are joined.

        In every other seed they promise a currency in which Stripe takes no amount that does not end in 0.
        """
        if self.random.random() >= self.world.profile.hostile:
            return ()
        currency = THREE_DECIMALS if plays_more(self.world) else "usd"
        if currency == THREE_DECIMALS:
            self.world.faults.note("three_decimals", "challenges")
        return [(challenge_id, user_id, currency) for challenge_id, user_id in JOINED]

    def _later(self, happening: Callable[[], None]) -> None:
        hours = self.random.random() * self.world.profile.fault_days * DAY
        self.world.scheduler.at(hours, happening)

    def _write(self, write: Merge) -> None:
        """By hand or by a script: it triggers what every change triggers."""
        self.world.memory.commit([write])
        self.world.committed([write])

    # Documents

    def _odd_challenge(self) -> None:
        """A completed challenge that cannot be read, or one that promises nothing and is odd otherwise."""
        chance = self.random
        number = len(self.traces.challenges)
        if chance.random() < 0.3:
            name = f"!noise~{number}"
            self.traces.harmless.add(name)
            money: Any = chance.choice((None, {"isEnabled": False, "totalAmount": "much", "currency": HUGE}))
            entry: dict[str, Any] = chance.choice(UNREADABLE_ENTRIES)
        else:
            name = f"odd_{number}"
            self.traces.unreadable.add(name)
            in_entry = chance.random() < 0.3
            money = {"isEnabled": True, "totalAmount": 5_000, "currency": "usd"}
            money["distributionType"] = "winner_takes_all"
            money |= {} if in_entry else chance.choice(UNREADABLE)
            entry = chance.choice(UNREADABLE_ENTRIES) if in_entry else {}
        self._later(lambda: self._write_challenge(name, money, entry))

    def _write_challenge(self, name: str, money: Any, entry: dict[str, Any]) -> None:
        end = EPOCH - timedelta(minutes=30)
        ends: tuple[Any, ...] = (
            end,
            end.isoformat(),
            int(end.timestamp()),
            {"seconds": int(end.timestamp())},
        )
        fields = {
            "title": self.random.choice(NAMES),
            "subtitle": HUGE,
            "ownerId": self.random.choice(("trainer", ["trainer", "other"])),
            "endDate": self.random.choice(ends),
            "prizeMoney": money,
        }
        whose = {"challengeId": name, "userId": "nobody", "pulsePoints": {"totalPoints": 10}}
        self.world.faults.note("odd_document", "challenges")
        self.world.memory.commit(
            [
                Create(f"challenges/{name}", {**fields, "status": "completed"}),
                Create(f"user-challenge/{name}_0", {**whose, **entry}),
            ]
        )
        self.world.committed([Merge(f"challenges/{name}", {"status": "completed"})])

    def _odd_person(self) -> None:
        """A winner's own document: what decorates is cut, and nothing that decides is read from it."""
        user_id = f"w{self.random.randrange(4)}"
        odd = {"username": self.random.choice(NAMES), "email": self.random.choice(NAMES), "notes": HUGE}

        def write() -> None:
            if self.world.memory.get(f"users/{user_id}") is not None:
                self.world.faults.note("odd_document", "users")
                self.world.memory.commit([Merge(f"users/{user_id}", odd)])

        self._later(write)

    # Owners

    def _cancel_awarded(self) -> None:
        """An owner's script cancels a challenge whose winners have won."""

        def cancel() -> None:
            awarded = sorted(award.id for award in self.world.memory.peek("awards"))
            if not awarded or self.world.faults.healed:
                return
            name = self.random.choice(awarded)
            self.traces.cancelled[name] = self.world.scheduler.unix()
            self.world.faults.note("challenge_cancelled", "challenges")
            self._write(Merge(f"challenges/{name}", {"status": "cancelled"}))

        self._later(cancel)

    # Operators

    def _lose_right(self) -> None:
        """Someone takes a right from our restricted key, and gives it back some hours later."""
        lost, left = self.random.choice(LOSABLE), self.random.choice(("none", "read"))
        hours = self.random.random() ** 2 * 8

        def lose() -> None:
            self.world.set_rights({**ALL_RIGHTS, lost: left})
            self.world.scheduler.after(hours * HOUR, lambda: self.world.set_rights(ALL_RIGHTS))

        self._later(lose)

    def _edit_record(self) -> None:
        """An operator edits a cent of a paid prize, and puts it back once it was named."""

        def edit() -> None:
            records = [PrizeRecord.of(document) for document in self.world.memory.peek("prizeRecords")]
            changing = may_change(self.world.memory)  # a new version would write what was edited
            paid = sorted(
                one.path
                for one in records
                if one.status is PrizeStatus.PAID and one.challenge_id not in changing
            )
            if not paid:
                return
            path = self.random.choice(paid)
            name = self.random.choice(("winnerAmount", "prizeAmount", "platformFee"))
            value = self.world.memory.get(path).fields[name]
            self.world.faults.note("record_edited", "prizeRecords")
            self.world.paid.edited[path] = {name: value}
            self._write(Merge(path, {name: value + self.random.choice((-1, 1))}))

            def put_back() -> None:
                del self.world.paid.edited[path]
                if ("record.edited", path) not in self.world.alerts.named:
                    self.traces.edited.append(path)
                self._write(Merge(path, {name: value}))

            self.world.scheduler.after(NAMING_SECONDS, put_back)

        self.world.when_healed.append(lambda: self.world.scheduler.after(15 * MINUTE, edit))


def _name(subject: str | None) -> str:
    return (subject or "").rpartition("/")[2]


def plays_more(world: SimulatedWorld) -> bool:
    """Every other hostile seed has also what came later, so that the others play as before."""
    return world.profile.hostile > 0.5 and world.seed % 2 == 1


ALL_RIGHTS = dict.fromkeys(NOUNS, "write")


def judge_hostile(
    world: SimulatedWorld, records: list[PrizeRecord], transfers: list, verdict: Verdict
) -> None:
    """What is wrong is named, and those who did it got nothing by it."""
    traces, named = world.traces, world.alerts.named
    for name in traces.unreadable & {challenge.id for challenge in world.memory.peek("challenges")}:
        if not any((cause, f"challenges/{name}") in named for cause in NAMED_BY):
            verdict.unnamed.append(f"challenges/{name}: it cannot be awarded, and no alert says so")
    noise = {subject for _, subject in named if _name(subject) in traces.harmless}
    noise |= {
        subject for cause, subject in named if cause.startswith("award") and _name(subject) in traces.allowed
    }
    verdict.unnamed += [
        f"{subject}: an alert about what promises nothing" for subject in sorted(map(str, noise))
    ]
    given = {record.challenge_id for record in records} & (traces.challenges | traces.allowed)
    verdict.books += [f"challenges/{name}: a prize of what cannot be read" for name in sorted(given)]
    verdict.unnamed += [f"{path}: edited, and not named within the hour" for path in traces.edited]
    for right in sorted(right for right, times in traces.rights.items() if times >= REFUSALS_TOLD):
        if ("right.refused", f"rights/{right}") not in named and right not in world.alerts.problems:
            verdict.unnamed.append(f"{right}: our key lacked it, and no alert says so")
    sent = {transfer.transfer_group: transfer.created for transfer in transfers}
    for record in records:
        cancelled_at = traces.cancelled.get(record.challenge_id)
        late = (
            cancelled_at is not None and sent.get(record.transfer_group, 0) > cancelled_at + HOLDING_SECONDS
        )
        if late and not record.approved_by:
            verdict.books.append(f"{record.id}: sent after the cancellation, and nobody approved it")
