"""The buyer at Stripe, for the mobile PaymentSheet: a Customer and an ephemeral key."""

from __future__ import annotations

from dataclasses import dataclass, field

from pulse.attempts import CUSTOMER, Step, first_attempt, next_generation, next_step
from pulse.errors import Conflict
from pulse.ledger import Change, commit_create, commit_update
from pulse.ports import Document, Ports
from pulse.ports.stripe_objects import PaymentIntent
from pulse.sales.records import Purchase, StripeCustomer, customer_path, purchase_path
from pulse.settings import STRIPE_API_VERSION

_ACTOR = "system:sales"


@dataclass(frozen=True, slots=True)
class PaymentSheet:
    customer_id: str
    ephemeral_key_secret: str = field(repr=False)


def payment_sheet(
    purchase: Purchase, intent: PaymentIntent, *, version: str | None, ports: Ports
) -> PaymentSheet:
    """Raises *Conflict* when another call works on the same customer or purchase: try again."""
    customer_id = customer_of(purchase.buyer_id, ports=ports)
    if intent.customer != customer_id:
        _attach(purchase, intent, customer_id, ports=ports)
    secret = ports.stripe.create_ephemeral_key(customer_id, stripe_version=version or STRIPE_API_VERSION)
    return PaymentSheet(customer_id, secret)


def customer_of(user_id: str, *, ports: Ports) -> str:
    """The Customer's id, made at the first call. It carries the uid only: no name, no e-mail."""
    document = _reserved(user_id, ports=ports)
    customer, now = StripeCustomer.of(document), ports.clock.now()
    if customer.stripe_customer_id is not None:
        return customer.stripe_customer_id
    following = next_step(customer.attempt, CUSTOMER, now=now, settings=ports.settings)
    if following.step is Step.NEW_GENERATION:
        # A customer that was made and never recorded stays empty at Stripe: harmless.
        renewed = customer.but(attempt=next_generation(CUSTOMER, customer.attempt, now), updated_at=now)
        document = commit_update(ports.store, document, renewed, Change("customer_renewed", _ACTOR, now))
        customer = renewed
    customer_id = ports.stripe.create_customer(
        {"metadata": {"user_id": user_id}}, idempotency_key=customer.attempt.key
    )
    made = customer.but(stripe_customer_id=customer_id, updated_at=ports.clock.now())
    commit_update(ports.store, document, made, Change("customer_recorded", _ACTOR, made.updated_at))
    return customer_id


def _reserved(user_id: str, *, ports: Ports) -> Document:
    where = customer_path(user_id)
    if document := ports.store.get(where):
        return document
    now = ports.clock.now()
    attempt = first_attempt(CUSTOMER, user_id, now)
    customer = StripeCustomer(user_id=user_id, attempt=attempt, created_at=now, updated_at=now)
    return commit_create(ports.store, where, customer, Change("customer_reserved", _ACTOR, now))


def _attach(purchase: Purchase, intent: PaymentIntent, customer_id: str, *, ports: Ports) -> None:
    """Later than the intent's creation, whose frozen body must not depend on who asked for the sheet."""
    document = ports.store.get(purchase_path(purchase.challenge_id, purchase.buyer_id))
    if document is None:
        raise Conflict("the purchase is gone")
    now = ports.clock.now()
    chosen = Purchase.of(document).but(customer_id=customer_id, updated_at=now)
    commit_update(ports.store, document, chosen, Change("customer_chosen", _ACTOR, now))
    ports.stripe.update_payment_intent(
        intent.id, {"customer": customer_id}, idempotency_key=f"{purchase.attempt.key}:customer"
    )
