"""An owner with a challenge who pays into its pool, through the real use cases and Stripe's own SDK."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from pulse.inbox.handlers import Hint, handle
from pulse.pools import (
    CompletePoolFunding,
    Funding,
    FundPrizePool,
    Pool,
    cancel_pool_funding,
    complete_pool_funding,
    fund_prize_pool,
    read_prize_pool,
)
from pulse.ports.store import Merge, Query
from stripe_emulator.resources.payments import disputes, early_fraud_warnings, payment_intents
from stripe_emulator.world.state import PLATFORM
from tests.people import seed_user
from tests.world import TEST_SETTINGS, World

CHALLENGE, OWNER, OTHER = "challenge_789", "owner_user_1", "owner_user_2"
STRANGER = "stranger_user_3"
DAYS = 86_400


def world_where(**settings):
    return World(TEST_SETTINGS.model_copy(update=settings))


def challenge(world, challenge_id=CHALLENGE, **fields):
    """Published, two owners, ends in 30 days."""
    plan = {
        "title": "Morning Mobility",
        "ownerId": [OWNER, OTHER],
        "status": "published",
        "endDate": world.clock.now() + timedelta(days=30),
        "prizeMoney": {"isEnabled": False},
        **fields,
    }
    for person in (OWNER, OTHER, STRANGER):
        if world.store.get(f"users/{person}") is None:
            seed_user(world, person)
    world.store.commit([Merge(f"challenges/{challenge_id}", plan)])


def asked(world, amount=10_000, payer=OWNER, challenge_id=CHALLENGE, **fields):
    """What the client confirms."""
    command = FundPrizePool(challenge_id=challenge_id, payer_id=payer, amount=amount, **fields)
    return fund_prize_pool(command, ports=world.ports)


def pays(world, payment_id, card="pm_card_visa"):
    """The charge as the emulator has it."""
    payment_intents.pay(world.emulator, payment_id, card)
    return charge_of(world, payment_id)


def completed(world, payment_id, payer=OWNER, challenge_id=CHALLENGE):
    command = CompletePoolFunding(challenge_id=challenge_id, payment_id=payment_id, actor=payer)
    return complete_pool_funding(command, ports=world.ports)


def cancelled(world, payment_id, payer=OWNER, challenge_id=CHALLENGE):
    command = CompletePoolFunding(challenge_id=challenge_id, payment_id=payment_id, actor=payer)
    return cancel_pool_funding(command, ports=world.ports)


def paid_in(world, amount=10_000, payer=OWNER, card="pm_card_visa", **fields):
    """The id of a completed payment."""
    payment_id = asked(world, amount, payer, **fields).payment_intent_id
    pays(world, payment_id, card)
    completed(world, payment_id, payer, fields.get("challenge_id", CHALLENGE))
    return payment_id


def pool_of(world, challenge_id=CHALLENGE):
    return Pool.of(world.store.get(f"prizePools/{challenge_id}"))


def seen(world, reader=OWNER, challenge_id=CHALLENGE, **options):
    return read_prize_pool(challenge_id, reader, ports=world.ports, **options)


def fundings(world):
    return [Funding.of(one) for one in world.store.query(Query("poolFundings"))]


def funding_of(world, payment_id):
    return next(one for one in fundings(world) if one.payment_intent_id == payment_id)


def prize_money(world, challenge_id=CHALLENGE):
    return world.store.get(f"challenges/{challenge_id}").fields["prizeMoney"]


def charge_of(world, payment_id):
    charge_id = world.stripe.retrieve_payment_intent(payment_id).latest_charge
    return world.emulator.store.get(PLATFORM, "charge", charge_id)


def has_funds(world, amount=10**7):
    """Our balance has *amount* available: refunds are paid at once."""
    world.emulator.set_balance("usd", amount)


def dashboard_refund(world, payment_id, amount=None):
    params = {"payment_intent": payment_id} | ({"amount": amount} if amount else {})
    return world.stripe.create_refund(params, idempotency_key=f"dashboard{world.ports.new_id()}")


def disputed(world, payment_id, **options):
    return disputes.open_for(world.emulator, PLATFORM, charge_of(world, payment_id), **options)["id"]


def dispute_settled(world, dispute_id, outcome):
    dispute = world.emulator.store.get(PLATFORM, "dispute", dispute_id)
    disputes.settle(world.emulator, PLATFORM, dispute, outcome)


def warned(world, payment_id):
    return early_fraud_warnings.open_for(world.emulator, PLATFORM, charge_of(world, payment_id))["id"]


def event(world, kind, object_id):
    """As one of Stripe's events is handled; its outcome."""
    return handle(Hint(kind, object_id, None), ports=world.ports)


def entries(world):
    return {document.id: document.fields for document in world.store.query(Query("journal"))}


def books(world):
    """What each account of the journal holds; accounts that hold nothing are left out."""
    totals = Counter()
    for entry in entries(world).values():
        for posting in entry["postings"]:
            totals[posting["account"]] += posting["amount"]
    return {account: amount for account, amount in totals.items() if amount}


def platform_balance(world, currency="usd"):
    """What Stripe holds for us, without what a test gave: the books do not know that."""
    balance = world.stripe.retrieve_balance()
    held = balance.available_amount(currency) + balance.pending_amount(currency)
    moved = world.stripe.list_balance_transactions({"currency": currency, "type": "adjustment"})
    return held - sum(one.net for one in moved if not (one.source or "").startswith("dp_"))


def agrees(world, challenge_id=CHALLENGE):
    """Journal, records and Stripe agree: what is held is what is left of all that was paid in."""
    held = books(world)
    assert held.get("platform:balance", 0) == platform_balance(world)
    assert sum(held.values()) == 0
    counted = [one for one in fundings(world) if one.challenge_id == challenge_id]
    left = sum(one.left for one in counted if one.status == "succeeded")
    assert held.get(f"prizes:{challenge_id}", 0) == left
    world.emulator.self_check()


def agrees_but_for_own_money(world, challenge_id=CHALLENGE):
    """As `agrees`, where our balance was given by the test: the books of a pool and its records agree."""
    held = books(world)
    assert sum(held.values()) == 0
    left = sum(one.left for one in fundings(world) if one.status == "succeeded")
    assert held.get(f"prizes:{challenge_id}", 0) == left
