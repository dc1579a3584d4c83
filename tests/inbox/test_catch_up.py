"""Events that never arrived are fetched from Stripe into the inbox."""

from __future__ import annotations

from pulse.inbox import catch_up
from pulse.ports.store import Query
from tests.inbox.scene import received, sent, worked
from tests.sales.scene import (
    bought,
    payment_of,
    pays,
    round_on_sale,
    sold,
)


def test_events_that_never_arrived_are_fetched_into_the_inbox(world):
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    caught = catch_up(ports=world.ports)
    assert caught.events == len(sent(world)) > 5
    assert caught.accounts == 1
    worked(world)
    assert payment_of(world, payment_id).status == "completed"
    assert catch_up(ports=world.ports).events == 0


def test_what_was_fetched_and_then_arrives_is_kept_once(world):
    sold(world)
    catch_up(ports=world.ports)
    before = len(world.store.query(Query("stripeEvents")))
    for event in sent(world):
        received(world, event)
    assert len(world.store.query(Query("stripeEvents"))) == before
