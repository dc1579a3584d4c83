"""A pool on a real Firestore: its lock, the commit of a payment, and one that requires it unchanged."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from pulse.errors import Conflict
from pulse.pools import pool_path
from pulse.ports.store import Create, Unchanged
from tests.pools.scene import (
    OTHER,
    asked,
    challenge,
    completed,
    dashboard_refund,
    event,
    has_funds,
    pays,
    pool_of,
    seen,
)

pytestmark = pytest.mark.emulators


@pytest.fixture
def on_firestore(world, firestore_store):
    """The world with a real Firestore, and the id of a challenge of this test alone."""
    world.store = firestore_store
    world.ports = replace(world.ports, store=firestore_store)
    name = f"pool-{uuid.uuid4().hex}"
    challenge(world, name)
    return world, name


def test_money_is_paid_in_topped_up_refunded_and_shown(on_firestore):
    world, name = on_firestore
    has_funds(world)
    for payer, amount in ((None, 10_000), (OTHER, 4_000)):
        who = {"payer": payer} if payer else {}
        payment_id = asked(world, amount, challenge_id=name, **who).payment_intent_id
        pays(world, payment_id)
        completed(world, payment_id, challenge_id=name, **who)
    refund = dashboard_refund(world, payment_id, 1_000)
    event(world, "refund.created", refund.id)

    pool = seen(world, challenge_id=name)

    assert (pool.sums.paid_in, pool.sums.taken, pool.sums.funded) == (14_000, 1_000, 13_000)
    promised = world.store.get(f"challenges/{name}").fields["prizeMoney"]
    assert promised["totalAmount"] == 13_000


def test_who_relied_on_the_pool_as_it_was_is_refused_once_money_came_in(on_firestore):
    world, name = on_firestore
    payment_id = asked(world, challenge_id=name).payment_intent_id
    before = world.store.get(pool_path(name))
    world.store.commit([Create(f"things/{name}-1", {}), Unchanged(before.path, before.version)])
    pays(world, payment_id)
    completed(world, payment_id, challenge_id=name)

    with pytest.raises(Conflict):
        world.store.commit([Create(f"things/{name}-2", {}), Unchanged(before.path, before.version)])

    assert pool_of(world, name).cover_epoch == 1
    assert world.store.get(f"things/{name}-2") is None
