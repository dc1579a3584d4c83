"""The purchase document: reserved before Stripe is called, linked to the PaymentIntent after it answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from pulse.attempts import PAYMENT_INTENT, Step, first_attempt, next_generation, next_step
from pulse.errors import StripeRefused
from pulse.ledger import Change, audited_update, commit_create, commit_update
from pulse.ports import Document, Ports
from pulse.ports.stripe_objects import PaymentIntent
from pulse.sales.already_bought import refuse_enrolled, refuse_known_before
from pulse.sales.records import (
    Payment,
    Purchase,
    Terms,
    enrolment_path,
    payment_path,
    purchase_id,
    purchase_path,
)
from pulse.sales.states import PaymentStatus

_FIRST_CHECK = timedelta(minutes=10)


def reserve(terms: Terms, actor: str, *, ports: Ports) -> Document:
    """The purchase as it stands, or a new one on *terms*: the claim by id.

    Raises *AlreadyBought* where somebody takes part, or has paid, without a purchase of ours.
    """
    where = purchase_path(terms.challenge_id, terms.buyer_id)
    name = purchase_id(terms.challenge_id, terms.buyer_id)
    found = ports.store.get_all([where, enrolment_path(name)])
    document = found.get(where)
    refuse_enrolled(found.get(enrolment_path(name)), document)
    if document is not None:
        return document
    refuse_known_before(terms, ports=ports)
    now = ports.clock.now()
    purchase = Purchase(
        **_values(terms),
        purchase_id=name,
        attempt=first_attempt(PAYMENT_INTENT, name, now),
        created_at=now,
        updated_at=now,
    )
    return commit_create(ports.store, where, purchase, Change("purchase_reserved", actor, now))


def renew(document: Document, terms: Terms, actor: str, *, ports: Ports) -> Document:
    """The next generation, on *terms*: the PaymentIntent before it can never be paid any more."""
    purchase, now = Purchase.of(document), ports.clock.now()
    before = (purchase.payment_id,) if purchase.payment_id else ()
    after = purchase.but(
        **_values(terms),
        attempt=next_generation(PAYMENT_INTENT, purchase.attempt, now),
        payment_id=None,
        superseded=purchase.superseded + before,
        updated_at=now,
    )
    return commit_update(ports.store, document, after, Change("purchase_renewed", actor, now))


def intent_of(purchase: Purchase, terms: Terms, *, ports: Ports) -> PaymentIntent | None:
    """The PaymentIntent of this generation, made if need be; None: it never was, and the next one is due.

    What Stripe refuses on earlier terms than *terms*, those of today, is no refusal of these.

    An intent that was made and not recorded is found by its key, or by listing once the key is forgotten.
    It cannot have been paid meanwhile: nobody was ever given its client secret.
    """
    if purchase.payment_id is not None:
        return ports.stripe.retrieve_payment_intent(purchase.payment_id)
    now = ports.clock.now()
    following = next_step(purchase.attempt, PAYMENT_INTENT, now=now, settings=ports.settings)
    if following.step is Step.LOOK_UP:
        return _found(purchase, ports=ports)
    try:
        return ports.stripe.create_payment_intent(
            intent_params(purchase), idempotency_key=purchase.attempt.key
        )
    except StripeRefused:
        if not purchase.same_terms(terms):
            return None
        _close(purchase, ports=ports)
        raise


def intent_params(purchase: Purchase) -> dict[str, Any]:
    """A destination charge (docs.stripe.com/connect/destination-charges); one body for a generation."""
    params: dict[str, Any] = {
        "amount": purchase.amount,
        "currency": purchase.currency,
        "automatic_payment_methods": {"enabled": True},
        "transfer_data": {"destination": purchase.stripe_account_id},
        "metadata": {
            "payment_id": purchase.purchase_id,
            "generation": str(purchase.attempt.generation),
            "challenge_id": purchase.challenge_id,
            "buyer_user_id": purchase.buyer_id,
            "trainer_user_id": purchase.owner_id,
        },
    }
    if purchase.application_fee_amount:
        params["application_fee_amount"] = purchase.application_fee_amount
    return params


def link(document: Document, intent: PaymentIntent, actor: str, *, ports: Ports) -> Document:
    """Record the payment of *intent*, and let the purchase point to it: one commit.

    Raises *Conflict* when another call has recorded it.
    """
    where = payment_path(intent.id)
    purchase, now = Purchase.of(document), ports.clock.now()
    change = Change("payment_recorded", actor, now)
    linking = audited_update(document, purchase.but(payment_id=intent.id, updated_at=now), change)
    return commit_create(ports.store, where, _new_payment(purchase, intent, now), change, *linking)


def _new_payment(purchase: Purchase, intent: PaymentIntent, now: datetime) -> Payment:
    enrolment = f"{purchase.challenge_id}_{purchase.buyer_id}"
    enrolment_path(enrolment)
    return Payment(
        **_values(purchase),
        payment_id=intent.id,
        purchase_id=purchase.purchase_id,
        generation=purchase.attempt.generation,
        status=PaymentStatus.REQUIRES_PAYMENT,
        user_challenge_id=enrolment,
        owner_net_amount=purchase.owner_amount,
        check_at=now + _FIRST_CHECK,
        created_at=now,
        updated_at=now,
    )


def _found(purchase: Purchase, *, ports: Ports) -> PaymentIntent | None:
    attempt = purchase.attempt
    params = {"created": {"gte": int(attempt.first_sent_at.timestamp()) - 300}}
    for intent in ports.stripe.list_payment_intents(params):
        claimed = intent.metadata.get("payment_id"), intent.metadata.get("generation")
        if claimed == (purchase.purchase_id, str(attempt.generation)):
            return intent
    return None


def _close(purchase: Purchase, *, ports: Ports) -> None:
    """Stripe refused for good and would repeat it for a day: the next call starts a new generation."""
    document = ports.store.get(purchase_path(purchase.challenge_id, purchase.buyer_id))
    if document is None or Purchase.of(document).attempt.key != purchase.attempt.key:
        return
    now = ports.clock.now()
    after = purchase.but(attempt=next_generation(PAYMENT_INTENT, purchase.attempt, now), updated_at=now)
    commit_update(ports.store, document, after, Change("purchase_refused", "system:sales", now))


def _values(terms: Terms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in Terms.model_fields}
