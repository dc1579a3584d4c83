"""A busy world and ways to break it."""

from __future__ import annotations

from pulse.backoffice import check, reconcile, sweep
from tests.backoffice.disturbed import events_handled
from tests.prizes import scene
from tests.sales import scene as sales


def busy(world):
    """Prizes paid, waiting and canceled; a sale, refunded in part; everything swept and reconciled."""
    scene.funds(world, 50_000)
    scene.awarded(world, "ada", "bob")
    scene.winner_account(world, "ada")
    for user_id in ("ada", "bob"):
        scene.pay(world, scene.record_of(world, user_id))
    sales.refunded(world, sales.sold(world), 2_500)
    sweep(ports=world.ports)
    events_handled(world)
    reconcile(ports=world.ports, full=True)
    return world


def broken(world, **options):
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now(), **options)
    return {violation.invariant: violation for violation in found}


def prize(world, user_id="ada"):
    return scene.record_of(world, user_id)


def by_hand(world, amount=3_233, group=None, key="by-hand", **params):
    destination = prize(world).attempt.destination
    terms = {"amount": amount, "currency": "usd", "destination": destination, "transfer_group": group}
    return world.stripe.create_transfer({**terms, **params}, idempotency_key=key)


def _of(invariant, world, **options):
    found = check(store=world.store, stripe=world.stripe, now=world.clock.now(), **options)
    return [violation for violation in found if violation.invariant == invariant]
