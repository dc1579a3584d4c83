"""A trainer with an account, a round at a price and a buyer, made through the real use cases."""

from __future__ import annotations

from collections import Counter

from pulse.ports.store import Merge, Query
from pulse.sales import (
    CompletePayment,
    CreatePaymentIntent,
    FeePayer,
    Payment,
    RefundPayment,
    RefundReason,
    complete_payment,
    create_payment_intent,
    refund_payment,
)
from stripe_emulator.resources.payments import disputes, payment_intents
from stripe_emulator.world.state import PLATFORM
from tests.people import onboarded, seed_user
from tests.world import TEST_SETTINGS, World

CHALLENGE, TRAINER, BUYER = "challenge_789", "trainer_user_123", "customer_user_456"

CHARGED = {FeePayer.PLATFORM: 10_000, FeePayer.TRAINER: 10_000, FeePayer.BUYER: 10_320}
"""What the buyer of a round of 100.00 pays, by who bears the processing."""
KEPT = {FeePayer.PLATFORM: 9_700, FeePayer.TRAINER: 9_380, FeePayer.BUYER: 9_700}
"""What its trainer keeps."""


def world_where(payer, **settings):
    """A world in which *payer* bears Stripe's processing fee."""
    return World(TEST_SETTINGS.model_copy(update={"processing_fee_payer": payer.value, **settings}))


def user(world, user_id):
    if world.store.get(f"users/{user_id}") is None:
        seed_user(world, user_id)


def trainer_account(world, user_id=TRAINER, outcome="active"):
    """The Stripe account's id."""
    return onboarded(world, user_id, outcome=outcome)


def priced(world, amount=10_000, currency="usd", challenge_id=CHALLENGE, **fields):
    challenge = {
        "title": "Morning Mobility",
        "ownerId": TRAINER,
        "status": "published",
        "pricingInfo": {"isEnabled": True, "amount": amount, "currency": currency},
        **fields,
    }
    world.store.commit([Merge(f"challenges/{challenge_id}", challenge)])


def has_funds(world, amount=10**9, currency="usd"):
    """Our balance has *amount* available: refunds are paid at once."""
    world.emulator.set_balance(currency, amount)


def round_on_sale(world, amount=10_000, **fields):
    has_funds(world)
    trainer_account(world)
    user(world, BUYER)
    priced(world, amount, **fields)


def bought(world, buyer=BUYER, challenge_id=CHALLENGE, **claims):
    command = CreatePaymentIntent(challenge_id=challenge_id, buyer_id=buyer, actor=buyer, **claims)
    return create_payment_intent(command, ports=world.ports)


def pays(world, payment_id, card="pm_card_visa"):
    return payment_intents.pay(world.emulator, payment_id, card)


def completed(world, payment_id, buyer=BUYER, challenge_id=CHALLENGE):
    command = CompletePayment(challenge_id=challenge_id, payment_id=payment_id, actor=buyer)
    return complete_payment(command, ports=world.ports)


def sold(world, card="pm_card_visa", amount=10_000, **fields):
    """The id of a completed payment."""
    round_on_sale(world, amount, **fields)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id, card)
    completed(world, payment_id)
    return payment_id


def refunded(world, payment_id, amount=None, **options):
    command = RefundPayment(
        payment_id=payment_id,
        actor="admin",
        reason=options.pop("reason", RefundReason.REQUESTED_BY_CUSTOMER),
        amount=amount,
        **options,
    )
    return refund_payment(command, ports=world.ports)


def dashboard_refund(world, payment_id, amount=None, **flags):
    params = {"payment_intent": payment_id, **flags} | ({"amount": amount} if amount else {})
    return world.stripe.create_refund(params, idempotency_key=f"dashboard{world.ports.new_id()}")


def charge_of(world, payment_id):
    """The emulator's own object."""
    charge_id = world.stripe.retrieve_payment_intent(payment_id).latest_charge
    return world.emulator.store.get(PLATFORM, "charge", charge_id)


def dispute_opened(world, payment_id, *, inquiry=False, amount=None):
    charge = charge_of(world, payment_id)
    return disputes.open_for(world.emulator, PLATFORM, charge, inquiry=inquiry, amount=amount)["id"]


def dispute_settled(world, dispute_id, outcome):
    dispute = world.emulator.store.get(PLATFORM, "dispute", dispute_id)
    disputes.settle(world.emulator, PLATFORM, dispute, outcome)


def payment_of(world, payment_id):
    return Payment.of(world.store.get(f"payments/{payment_id}"))


def entries(world):
    """The journal as `{entry id: fields}`."""
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


def trainer_balance(world, payment_id, currency="usd"):
    """Without what a test gave or took."""
    account = payment_of(world, payment_id).stripe_account_id
    balance = world.stripe.retrieve_balance(account=account)
    held = balance.available_amount(currency) + balance.pending_amount(currency)
    adjusted = world.stripe.list_balance_transactions({"type": "adjustment"}, account=account)
    return held - sum(one.net for one in adjusted)


def paid_out(world, payment_id):
    account = payment_of(world, payment_id).stripe_account_id
    return sum(payout.amount for payout in world.stripe.list_payouts({}, account=account))


def agrees_with_stripe(world, payment_id):
    """The journal, the record and Stripe agree."""
    payment, held = payment_of(world, payment_id), books(world)
    assert held.get("platform:balance", 0) == platform_balance(world)
    owed, trainer = held.get("platform:receivable", 0), held.get(f"trainer:{TRAINER}", 0)
    at_bank = held.get(f"bank:{TRAINER}", 0)
    assert trainer + at_bank + owed == trainer_balance(world, payment_id) + paid_out(world, payment_id)
    assert trainer + at_bank == payment.owner_net_amount
    assert payment.receivable_amount == owed
    assert sum(held.values()) == 0
    world.emulator.self_check()


def documents(world, collection):
    return world.store.query(Query(collection))
