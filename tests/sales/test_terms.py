"""While people buy a round its terms stand, and from the first paid sale on the round is bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.backoffice.sweep import sweep
from pulse.ports.store import Merge
from pulse.sales import find_frozen, refresh_open_payments, thaw_terms
from tests.counting import counted
from tests.sales import scene
from tests.sales.scene import CHALLENGE, bought, completed, pays
from tests.world import START, World

ROUND = f"challenges/{CHALLENGE}"


@pytest.fixture
def world():
    world = World()
    scene.round_on_sale(world)
    return world


def stands(world):
    fields = world.store.get(ROUND).fields
    return fields.get("termsFrozenAt"), fields.get("firstPaidAt")


def test_the_commit_that_reserves_a_purchase_freezes_the_terms(world):
    commits = []
    store = world.ports.store
    original = store.commit

    class Noting:
        def __getattr__(self, name):
            return getattr(store, name)

        def commit(self, writes):
            commits.append({write.path.partition("/")[0] for write in writes})
            return original(writes)

    world.ports = replace(world.ports, store=Noting())
    bought(world)

    assert commits[0] == {"purchases", "auditLog", "challenges"}
    assert stands(world) == (START, None)


def test_a_popular_round_is_not_written_at_every_sale(world):
    bought(world)
    version = world.store.get(ROUND).version
    world.clock.advance(minutes=4)
    for buyer in ("second", "third"):
        scene.user(world, buyer)
        bought(world, buyer)

    assert world.store.get(ROUND).version == version


def test_the_commit_that_records_the_first_paid_sale_binds_the_round(world):
    payment_id = bought(world).payment_intent_id
    world.clock.advance(minutes=1)
    pays(world, payment_id)
    completed(world, payment_id)

    assert stands(world) == (START, START + timedelta(minutes=1))
    assert "termsCheckAt" not in world.store.get(ROUND).fields


def test_a_later_sale_leaves_it_as_it_is(world):
    first = bought(world).payment_intent_id
    pays(world, first)
    completed(world, first)
    version = world.store.get(ROUND).version
    world.clock.advance(days=1)
    scene.user(world, "second")
    second = bought(world, "second").payment_intent_id
    pays(world, second)
    completed(world, second, "second")

    assert world.store.get(ROUND).version == version


def test_terms_are_the_owners_again_when_the_last_open_payment_ended_unpaid(world):
    payment_id = bought(world).payment_intent_id
    world.clock.advance(hours=1)
    sweep(ports=world.ports)
    assert stands(world) == (START, None)

    world.stripe.cancel_payment_intent(payment_id)
    world.clock.advance(hours=2)
    assert sweep(ports=world.ports).done("terms") == 1

    assert stands(world) == (None, None)
    assert find_frozen(ports=world.ports) == []


def test_a_round_that_was_sold_stays_bound_when_every_payment_is_over(world):
    payment_id = scene.sold(world)
    scene.refunded(world, payment_id)
    world.clock.advance(days=2)
    sweep(ports=world.ports)

    assert stands(world) == (START, START)


def test_a_purchase_that_is_reserved_meanwhile_keeps_its_freeze(world):
    """A reservation relies on the freeze for five minutes; it is taken back after fifteen at the earliest."""
    payment_id = bought(world).payment_intent_id
    world.stripe.cancel_payment_intent(payment_id)
    world.clock.advance(minutes=14)
    refresh_open_payments(ports=world.ports)
    scene.user(world, "second")
    bought(world, "second")
    again = world.clock.now()
    world.clock.advance(minutes=2)

    assert find_frozen(ports=world.ports) == []
    assert not thaw_terms(CHALLENGE, ports=world.ports)
    assert stands(world) == (again, None)


def test_a_price_that_changes_while_it_is_bought_is_read_again(world):
    changed = []
    store = world.ports.store

    class Changing:
        """Another person changes the price between the read and the commit."""

        def __getattr__(self, name):
            return getattr(store, name)

        def commit(self, writes):
            if not changed:
                changed.append(True)
                scene.priced(world, 12_000)
            return store.commit(writes)

    world.ports = replace(world.ports, store=Changing())

    assert bought(world).amount == 12_000


def test_asking_again_after_a_while_freezes_again_and_once(world):
    bought(world)
    world.clock.advance(minutes=6)
    trips, ports = counted(world.ports)
    world.ports = ports
    bought(world)

    assert trips.calls("store").count("commit") == 1
    assert stands(world)[0] == world.clock.now()


def test_a_round_that_is_gone_has_no_terms(world):
    assert not thaw_terms("nobody", ports=world.ports)


def test_what_another_program_writes_there_is_written_over(world):
    world.store.commit([Merge(ROUND, {"termsFrozenAt": "yes"})])
    bought(world)

    assert stands(world) == (START, None)
