"""SIGKILL just before and after each step of a pool, from its funding to its return, alone and in twos."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.backoffice import sweep
from pulse.backoffice.checks.invariants import check
from pulse.pools import RETURN_ID, Funding, Pool, PoolPhase
from pulse.ports.store import Merge, Query
from tests.killpoints.mortal import AFTER, BEFORE, Death
from tests.killpoints.test_killpoints import (
    HEAD_STARTS,
    PATIENCE_SECONDS,
    WINNER,
    _deliver_tasks,
    _dies,
    _new_world,
    _tolerant,
    processes,
    stripe_url,
)
from tests.killpoints.worker import PAYER, POOL_CENTS, until
from tests.people import ENDED, seed_challenge
from tests.prizes import scene

__all__ = ["processes", "stripe_url"]

pytestmark = pytest.mark.emulators

STEPS = (
    ("fund", "funding reserved"),
    ("fund", "intent made"),
    ("fund", "funding linked"),
    ("complete", "record committed"),
    ("award", "award committed"),
    ("allot", "pass begun"),
    ("allot", "prizes allotted"),
    ("return", "return reserved"),
    ("return", "refund counted"),
    ("return", "refund made"),
    ("return", "record committed"),
)
"""What is done, and the step of it."""
PRIZE_CENTS = POOL_CENTS // 3
"""One of three places is taken; what the others would have won goes back."""


@pytest.mark.parametrize("twin", [False, True], ids=["alone", "with a twin"])
@pytest.mark.parametrize("side", [BEFORE, AFTER])
@pytest.mark.parametrize(("what", "step"), STEPS)
def test_whoever_dies_each_cent_of_the_pool_moves_once(stripe_url, processes, what, step, side, twin):
    for head_start in HEAD_STARTS if twin else [None]:
        world = _new_pool(stripe_url)
        argument = _prepare(world, what)
        died = _dies(processes, world, what, argument, Death(step, side), head_start)
        _goes_on(world)
        _is_right(world)
        if died:
            return
    pytest.fail(f"the process lived through {step}")


def _new_pool(stripe_url):
    world = _new_world(stripe_url)
    scene.user(world, PAYER)
    later = world.ports.clock.now() + timedelta(days=1)
    seed_challenge(world, status="active", endDate=later, prizeMoney={"isEnabled": False})
    return world


def _prepare(world, what):
    """Bring the world to just before *what*; returns what it is done to."""
    if what == "fund":
        return "ch"
    intent = _paid(world)
    if what == "complete":
        return intent
    _tolerant("complete", intent, world)
    _ends(world)
    if what == "award":
        return "ch"
    _tolerant("award", "ch", world)
    if what == "return":
        _tolerant("allot", "ch", world)
        _tolerant("pay", scene.record_of(world, WINNER).id, world)
        _time_passes(world)
    return "ch"


def _paid(world) -> str:
    """The id of the intent, which its payer has paid."""
    assert until(lambda: _asked(world) is not None, PATIENCE_SECONDS)
    intent = _asked(world)
    if world.stripe.retrieve_payment_intent(intent).status != "succeeded":
        world.control("payment_intents/pay", payment_intent=intent, payment_method="pm_card_bypassPending")
    return intent


def _asked(world) -> str | None:
    _tolerant("fund", "ch", world)
    return next((one.payment_intent_id for one in _fundings(world) if one.payment_intent_id), None)


def _ends(world) -> None:
    world.store.commit([Merge("challenges/ch", {"status": "completed", "endDate": ENDED})])


def _goes_on(world) -> None:
    """What production does: people call again, the queue delivers again, and the sweep finds the rest."""
    if not any(one.charge_id for one in _fundings(world)):
        _tolerant("complete", _paid(world), world)
    _ends(world)

    def settled() -> bool:
        _time_passes(world)
        sweep(ports=world.ports)
        _deliver_tasks(world)
        return _pool(world).phase is PoolPhase.SETTLED

    _tolerant("award", "ch", world)
    assert until(settled, PATIENCE_SECONDS), f"it did not recover: {_pool(world)}, {_fundings(world)}"


def _time_passes(world) -> None:
    """What the sweep would look at in ten minutes, or tomorrow, is due now."""
    past = world.ports.clock.now() - timedelta(minutes=1)
    for collection in ("prizePools", "poolFundings"):
        for document in world.store.query(Query(collection)):
            if document.fields.get("nextCheckAt") is not None:
                world.store.commit([Merge(document.path, {"nextCheckAt": past})])


def _is_right(world) -> None:
    scene_record = scene.record_of(world, WINNER)
    fundings, refunds = _fundings(world), world.stripe.list_refunds({})
    intents = [one for one in world.stripe.list_payment_intents({}) if one.status == "succeeded"]
    transfers = world.stripe.list_transfers({})
    found = check(store=world.store, stripe=world.stripe, now=world.ports.clock.now(), settled=False)

    assert [one.id for one in intents] == [one.payment_intent_id for one in fundings if one.charge_id]
    assert [one.amount for one in transfers] == [PRIZE_CENTS * 97 // 100]
    assert scene_record.status == "paid"
    assert [one.amount for one in refunds] == [POOL_CENTS - PRIZE_CENTS]
    assert all(one.metadata.get(RETURN_ID) for one in refunds)
    assert [one.left for one in fundings if one.charge_id] == [PRIZE_CENTS]
    assert found == []


def _pool(world) -> Pool:
    return Pool.of(world.store.get("prizePools/ch"))


def _fundings(world) -> list[Funding]:
    return [Funding.of(one) for one in world.store.query(Query("poolFundings"))]
