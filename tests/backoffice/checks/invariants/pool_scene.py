"""Pools with two payers and three winners, for the invariants about pools."""

from __future__ import annotations

from pulse.backoffice import check
from pulse.ports.store import Query
from pulse.prizes import allot_pool
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE
from tests.prizes.test_allot_pool import pay, prizes, reviewed
from tests.prizes.test_finish_pool import cancelled, finished, funded, world_with

POOL = f"prizePools/{CHALLENGE}"
NEW = ("I13", "I14", "I15", "I16")


def funded_world(*amounts):
    """Nothing is awarded yet; of the three places the weights are 50, 30 and 20."""
    world = world_with("ann", "bob", "cyn")
    return world, funded(world, *(amounts or (6_000, 4_000)))


def allotted_world(*amounts):
    """Reviewed and allotted; nothing is paid yet."""
    world, payments = funded_world(*amounts)
    reviewed(world)
    allot_pool(CHALLENGE, ports=world.ports)
    return world, payments


def returned_world():
    """60.00 and 40.00 were paid in; 50.00 and 30.00 were won, and 20.00 went back."""
    world, payments = funded_world()
    reviewed(world)
    cancelled(world)
    finished(world)
    return world, payments


def pay_all(world):
    return [pay(world, one).status for one in prizes(world)]


def violations(world, *, settled=False):
    """Of the invariants about pools, as (invariant, subject, sentence)."""
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now(), settled=settled)
    return [(one.invariant, one.subject, one.sentence) for one in found if one.invariant in NEW]


def named(world, *, settled=False):
    """Which of them are broken, and whose."""
    return {(invariant, subject) for invariant, subject, _ in violations(world, settled=settled)}


def entry_of(world, kind):
    """The path of the first entry of this kind."""
    return world.store.query(Query("journal", where=[("kind", "==", kind)]))[0].path


def funding(world, payment_id):
    return pools.funding_of(world, payment_id)
