"""The buyer as a Customer at Stripe, for the mobile PaymentSheet."""

from __future__ import annotations

from dataclasses import dataclass, field

from pulse.attempts import (
    CUSTOMER,
    AttemptStep,
    StoredId,
    first_attempt,
    is_gone,
    next_generation,
    next_step,
)
from pulse.errors import Conflict, StripeRefused
from pulse.ledger import Change, commit_create, commit_update
from pulse.ports import Document, Ports
from pulse.ports.stripe_objects import PaymentIntent
from pulse.sales.records import Purchase, StripeCustomer, customer_path, purchase_path
from pulse.sales.states import SYSTEM_ACTOR
from pulse.settings import STRIPE_API_VERSION


@dataclass(frozen=True, slots=True)
class PaymentSheet:
    customer_id: str
    ephemeral_key_secret: str = field(repr=False)


def prepare_payment_sheet(
    purchase: Purchase, intent: PaymentIntent, *, version: str | None, ports: Ports
) -> PaymentSheet:
    """Attach the buyer's Customer to *intent*, and create an ephemeral key for the mobile SDK.

    A Customer that was deleted at Stripe gets a successor. Raises *Conflict* when that was begun, or another
    call works on the same customer or purchase: try again.
    """
    customer_id = _ensure_customer(purchase.buyer_id, ports=ports)
    try:
        if intent.customer != customer_id:
            _attach(purchase, intent, customer_id, ports=ports)
        secret = ports.stripe.create_ephemeral_key(customer_id, stripe_version=version or STRIPE_API_VERSION)
    except StripeRefused as refused:
        if not is_gone(StoredId.CUSTOMER, refused):
            raise
        _replace(purchase.buyer_id, customer_id, ports=ports)
        raise Conflict("the customer was deleted at Stripe; a new one is due") from refused
    return PaymentSheet(customer_id, secret)


def _ensure_customer(user_id: str, *, ports: Ports) -> str:
    """The Customer's id; the first call creates it. It carries the uid only: no name, no e-mail."""
    document = _reserve(user_id, ports=ports)
    customer, now = StripeCustomer.of(document), ports.clock.now()
    if customer.stripe_customer_id is not None:
        return customer.stripe_customer_id
    following = next_step(customer.attempt, CUSTOMER, now=now, settings=ports.settings)
    if following.step is AttemptStep.NEW_GENERATION:
        document = _renew(document, ports=ports)
        customer = StripeCustomer.of(document)
    try:
        customer_id = ports.stripe.create_customer(
            {"metadata": {"user_id": user_id}}, idempotency_key=customer.attempt.key
        )
    except StripeRefused:
        _renew(document, ports=ports)  # Stripe would repeat the refusal under this key for a day
        raise
    _record(document, customer_id, ports=ports)
    return customer_id


def _reserve(user_id: str, *, ports: Ports) -> Document:
    where = customer_path(user_id)
    if document := ports.store.get(where):
        return document
    now = ports.clock.now()
    attempt = first_attempt(CUSTOMER, user_id, now)
    customer = StripeCustomer(user_id=user_id, attempt=attempt, created_at=now, updated_at=now)
    return commit_create(ports.store, where, customer, Change("customer.reserved", SYSTEM_ACTOR, now))


def _renew(document: Document, *, ports: Ports) -> Document:
    """A key that is new. A customer that was created and never recorded stays empty at Stripe: harmless."""
    customer, now = StripeCustomer.of(document), ports.clock.now()
    renewed = customer.but(
        attempt=next_generation(CUSTOMER, customer.attempt, now), stripe_customer_id=None, updated_at=now
    )
    return commit_update(ports.store, document, renewed, Change("customer.renewed", SYSTEM_ACTOR, now))


def _replace(user_id: str, customer_id: str, *, ports: Ports) -> None:
    """Open the next generation, unless another call has done so since."""
    document = ports.store.get(customer_path(user_id))
    if document is not None and StripeCustomer.of(document).stripe_customer_id == customer_id:
        _renew(document, ports=ports)


def _record(document: Document, customer_id: str, *, ports: Ports) -> None:
    now = ports.clock.now()
    created = StripeCustomer.of(document).but(stripe_customer_id=customer_id, updated_at=now)
    commit_update(ports.store, document, created, Change("customer.recorded", SYSTEM_ACTOR, now))


def _attach(purchase: Purchase, intent: PaymentIntent, customer_id: str, *, ports: Ports) -> None:
    """A separate call: the frozen body of the intent must not depend on whether a sheet was asked for."""
    document = ports.store.get(purchase_path(purchase.purchase_id))
    if document is None:
        raise Conflict("the purchase is gone")
    now = ports.clock.now()
    chosen = Purchase.of(document).but(customer_id=customer_id, updated_at=now)
    commit_update(ports.store, document, chosen, Change("customer.chosen", SYSTEM_ACTOR, now))
    ports.stripe.update_payment_intent(
        intent.id, {"customer": customer_id}, idempotency_key=f"{purchase.attempt.key}:{customer_id}"
    )
