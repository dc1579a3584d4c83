"""I16: nobody gets back more than they paid in, by what Stripe says; a bank's word is not ours to limit."""

from __future__ import annotations

import pytest

from pulse.ledger import Change, audited_create
from pulse.pools import ReturnKind, apply_funding, new_return
from pulse.ports.store import Query
from tests.backoffice.checks.invariants.pool_scene import (
    POOL,
    entry_of,
    funded_world,
    funding,
    named,
    returned_world,
    violations,
)
from tests.backoffice.disturbed import shifted, tamper
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE


def heard(world, payment):
    apply_funding(payment, ports=world.ports, thorough=True)


def reserved_beyond(world, paid, amount):
    """A return that nobody compared with what is left."""
    now, untouched = world.clock.now(), paid.but(takings=())
    _, made = new_return(untouched, "too_much", 1, ReturnKind.UNASSIGNED, now)
    change = Change("return.reserved", "test", now)
    world.store.commit(list(audited_create(made.path, made.but(amount=amount), change)))


def test_a_dispute_of_the_whole_charge_after_a_refund_is_the_banks_word():
    world, (first, _) = funded_world(10_000, 4_000)
    pools.dashboard_refund(world, first, 3_000)
    heard(world, first)
    world.clock.advance(hours=1)
    pools.disputed(world, first)
    heard(world, first)

    assert (funding(world, first).taken, funding(world, first).left) == (10_000, 0)
    assert violations(world, settled=True) == []


def test_a_return_beyond_what_was_paid_is_found_when_it_is_asked_for():
    """A cent more than is left: 60.00 and 1.98 were paid, and Stripe has not been asked yet."""
    world, (first, _) = funded_world()
    paid = funding(world, first)
    reserved_beyond(world, paid, paid.total + 1)

    (found,) = [one for one in violations(world) if one[0] == "I16"]

    total = f"{paid.total / 100:.2f}"
    more = f"{(paid.total + 1) / 100:.2f}"
    assert found[1:] == (
        paid.path,
        f"{more} USD were refunded or asked for and 0.00 USD disputed, of {total} USD",
    )


def test_a_refund_after_a_dispute_of_everything_is_found():
    world, (first, _) = funded_world()
    pools.disputed(world, first)
    heard(world, first)
    world.clock.advance(hours=1)
    paid = funding(world, first)
    reserved_beyond(world, paid, 1)

    assert ("I16", paid.path) in named(world)


def test_a_taking_that_is_not_what_stripe_says_is_found_once_all_is_settled():
    world, (first, _) = funded_world()
    refund = pools.dashboard_refund(world, first, 3_000)
    heard(world, first)
    paid = funding(world, first)
    takings = [{**one, "amount": 3_001} for one in world.store.get(paid.path).fields["takings"]]
    tamper(world, paid.path, takings=takings)

    (found,) = [one for one in violations(world, settled=True) if one[0] == "I16"]

    assert found[1:] == (paid.path, f"{refund.id} took 30.01 USD, and Stripe says 30.00 USD")


@pytest.mark.parametrize("how", ["refund", "dispute"])
def test_what_nobody_has_heard_of_is_found_once_all_is_settled(how):
    world, (first, _) = funded_world()
    if how == "refund":
        pools.dashboard_refund(world, first, 3_000)
    else:
        pools.disputed(world, first)

    assert ("I16", funding(world, first).path) in named(world, settled=True)
    assert named(world) == set()


def test_more_taken_from_the_pool_part_than_it_was_is_found_by_the_books():
    world, (first, _) = funded_world()
    pools.dashboard_refund(world, first)
    heard(world, first)
    paid = funding(world, first)
    assert violations(world, settled=True) == []
    entry = entry_of(world, "set_aside")
    shifted(world, entry, -1, f"prizes:{CHALLENGE}")
    shifted(world, entry, 1, f"returning:{CHALLENGE}")

    assert ("I16", paid.path, "60.01 USD were taken from its pool part of 60.00 USD") in violations(world)


def test_a_transfer_that_a_pool_did_not_make_is_missing_over_all_fundings():
    world, _ = returned_world()
    record = next(iter(world.store.query(Query("prizeRecords"))))
    terms = {"amount": 1, "currency": "usd", "transfer_group": f"prize_{record.id}"}
    destination = record.fields["attempt"]["destination"]
    world.stripe.create_transfer({**terms, "destination": destination}, idempotency_key="by-hand")

    assert ("I16", "poolFundings", "have -0.01 USD more left than is held, unclaimed or with winners") in (
        violations(world, settled=True)
    )
    assert POOL not in {subject for _, subject in named(world)}
