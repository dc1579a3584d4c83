"""People who open an account through all faults, and what must be true of everybody's account afterwards.

The platform may be refused the small form of a winner's account at first. Later Stripe allows it, or we ask
for the wide form; sometimes the setting for Stripe's API is switched while creations are open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from typing import Any

from pulse.accounts import ConnectedAccount, OpenAccount, Role
from pulse.accounts.rules import verdict_of
from pulse.accounts.ways import way_of
from pulse.errors import PulseError
from pulse.ports.store import Create
from tests.simulation.faults import DAY, HOUR, MINUTE
from tests.simulation.world import SimulatedWorld

PEOPLE = ("o0", "o1", "o2")
WAVERING_HOURS = 3
SMALL, WIDE = ("transfers",), ("card_payments", "transfers")


def plan(world: SimulatedWorld) -> None:
    """Schedule openings, some of them at the same moment, and a change of what we ask for."""
    chance, end = Random(world.seed), world.profile.fault_days * DAY
    world.memory.commit([Create(f"users/{one}", {"id": one, "username": one}) for one in PEOPLE])
    if chance.random() < 0.7:
        _ask(world, winner_capabilities=SMALL)
        if chance.random() < 0.6:
            _waver(world, chance)
        world.scheduler.at(chance.random() * end, chance.choice((_allow, _widen))(world))
    if chance.random() < 0.4:
        world.scheduler.at(chance.random() * end, _switch(world))
    for user_id in PEOPLE:
        for _ in range(8):
            moment = chance.random() * end
            for _ in range(chance.choice((1, 1, 3))):
                world.scheduler.at(moment + chance.random() * MINUTE, _opening(world, user_id))


def _waver(world: SimulatedWorld, chance: Random) -> None:
    """For some hours Stripe allows the small form and refuses it by turns, and everybody keeps trying."""
    begin = chance.random() * (world.profile.fault_days * DAY - WAVERING_HOURS * HOUR)
    moments = [begin + chance.random() * WAVERING_HOURS * HOUR for _ in range(12)]
    for number, moment in enumerate(sorted(moments)):
        world.scheduler.at(moment, _allow(world, yes=number % 2 == 0))
    for user_id in PEOPLE:
        for _ in range(12):
            world.scheduler.at(begin + chance.random() * WAVERING_HOURS * HOUR, _opening(world, user_id))


def finish(world: SimulatedWorld) -> None:
    """After the faults everybody tries again: at once, and after the time that a request may have to wait.

    Where Stripe refuses API v1, the setting is API v2 again by then.
    """
    for hours in (0.1, 1.5, 3, 25.5):
        for user_id in PEOPLE:
            world.scheduler.after(hours * HOUR, _opening(world, user_id))
    _widen(world)()
    if world.platform.refuses_v1:
        _ask(world, stripe_accounts="v2")


def judge(world: SimulatedWorld) -> list[str]:
    return [*_judge_states(world), *(_judge_openings(world) if world.profile.openings else [])]


def _judge_openings(world: SimulatedWorld) -> Iterator[str]:
    listed = world.plain.stripe.list_accounts(created_from=0, created_to=2**31)
    made = Counter(one.metadata.get("user_id") for one in listed)
    for user_id in PEOPLE:
        document = world.memory.get(f"{Role.WINNER.collection}/{user_id}")
        held = document and ConnectedAccount.of(document).stripe_account_id
        if made[user_id] != 1:
            yield f"{user_id}: has {made[user_id]} accounts at Stripe"
        if held not in {one.id for one in listed if one.metadata.get("user_id") == user_id}:
            yield f"{user_id}: the record holds {held}"


def _judge_states(world: SimulatedWorld) -> Iterator[str]:
    """Every record says what Stripe says now."""
    for document in world.memory.peek(Role.WINNER.collection):
        account = ConnectedAccount.of(document)
        if account.stripe_account_id is None:
            continue
        try:
            seen = way_of(account.api, ports=world.plain).retrieve(account.stripe_account_id)
        except PulseError:
            continue
        if not seen.gone and verdict_of(seen).state is not account.state:
            yield f"{document.id}: {account.state} in our record, {verdict_of(seen).state} at Stripe"


def _opening(world: SimulatedWorld, user_id: str) -> Any:
    command = OpenAccount(user_id, Role.WINNER, user_id)
    return lambda: world.run_actor(lambda: world.design.opens(command, world.ports))


def _ask(world: SimulatedWorld, **settings: Any) -> None:
    world.ports = replace(world.ports, settings=world.ports.settings.model_copy(update=settings))


def _allow(world: SimulatedWorld, *, yes: bool = True) -> Any:
    return lambda: world.emulator.state.settings.update(transfers_only_allowed=yes)


def _widen(world: SimulatedWorld) -> Any:
    return lambda: _ask(world, winner_capabilities=WIDE)


def _switch(world: SimulatedWorld) -> Any:
    def switch() -> None:
        other = "v1" if world.ports.settings.stripe_accounts == "v2" else "v2"
        _ask(world, stripe_accounts=other)

    return switch
