"""The purchase document: reserved before Stripe is called, linked to the PaymentIntent after it answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from pulse.attempts import PAYMENT_INTENT, AttemptStep, first_attempt, next_generation, next_step
from pulse.documents import fetch
from pulse.errors import Conflict, StripeRefused
from pulse.ledger import Change, audited_update, commit_create, commit_update
from pulse.ports import Document, Ports
from pulse.ports.store import Write
from pulse.ports.stripe_objects import PaymentIntent
from pulse.sales.already_bought import refuse_enrolled, refuse_known_before
from pulse.sales.known_intent import retrieve_known_intent
from pulse.sales.records import (
    Payment,
    Purchase,
    Terms,
    enrolment_of,
    payment_path,
    purchase_of,
    purchase_path,
)
from pulse.sales.states import SYSTEM_ACTOR, PaymentStatus

_FIRST_CHECK = timedelta(minutes=10)
_CLOCKS_DIFFER_SECONDS = 300
"""How far Stripe's clock may be behind ours when an intent is looked for."""


def reserve(terms: Terms, actor: str, freeze: Sequence[Write] = (), *, ports: Ports) -> Document:
    """The purchase of this round by this buyer as it is stored, or a new one on *terms*.

    *freeze*: what makes the round's terms stand, written in the same commit.
    Raises *AlreadyBought* when the buyer takes part, or has paid, without a purchase of ours, and *Conflict*
    when another call has reserved it, or the round has changed. Raises *IdTaken* when its id or that of its
    enrolment cannot be had.
    """
    purchases = purchase_of(terms.challenge_id, terms.buyer_id)
    enrolments = enrolment_of(terms.challenge_id, terms.buyer_id)
    found = fetch(ports.store, *purchases.paths, enrolments=enrolments)
    place = purchases.place(found.ours)
    refuse_enrolled(found.enrolment, place.document)
    if place.document is not None:
        if freeze:
            ports.store.commit(freeze)
        return place.document
    refuse_known_before(terms, ports=ports)
    now = ports.clock.now()
    purchase = Purchase(
        **_values(terms),
        purchase_id=place.id,
        attempt=first_attempt(PAYMENT_INTENT, place.id, now),
        created_at=now,
        updated_at=now,
    )
    change = Change("purchase.reserved", actor, now)
    return commit_create(ports.store, place.path, purchase, change, *freeze)


def renew(document: Document, terms: Terms, actor: str, *, ports: Ports) -> Document:
    """Open the next generation, on *terms*. Only when the PaymentIntent before it can never be paid."""
    purchase, now = Purchase.of(document), ports.clock.now()
    before = (purchase.payment_id,) if purchase.payment_id else ()
    after = purchase.but(
        **_values(terms),
        attempt=next_generation(PAYMENT_INTENT, purchase.attempt, now),
        payment_id=None,
        superseded=purchase.superseded + before,
        updated_at=now,
    )
    return commit_update(ports.store, document, after, Change("purchase.renewed", actor, now))


def fetch_or_create_intent(purchase: Purchase, terms: Terms, *, ports: Ports) -> PaymentIntent | None:
    """The PaymentIntent of this generation. None when there is none and the next generation is due.

    A refusal by Stripe is raised only if the purchase has *terms*, which are today's: a refusal of earlier
    terms says nothing about today's.

    An intent that was made and not recorded is found by its key, or by listing once Stripe has forgotten the
    key. It cannot have been paid meanwhile: nobody was given its client secret.
    """
    if purchase.payment_id is not None:
        return retrieve_known_intent(purchase.payment_id, ports=ports)
    now = ports.clock.now()
    following = next_step(purchase.attempt, PAYMENT_INTENT, now=now, settings=ports.settings)
    if following.step is AttemptStep.LOOK_UP:
        return _find_intent(purchase, ports=ports)
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
    """Record the payment of *intent* and point the purchase to it, in one commit. The payment's document.

    Where it is recorded already, by another call or for a purchase that was restored, it stays as it is.
    Raises *Conflict* when the purchase has changed.
    """
    where = payment_path(intent.id)
    purchase, now = Purchase.of(document), ports.clock.now()
    change = Change("payment.recorded", actor, now)
    linking = audited_update(document, purchase.but(payment_id=intent.id, updated_at=now), change)
    try:
        return commit_create(ports.store, where, _new_payment(purchase, intent, now), change, *linking)
    except Conflict:
        if recorded := ports.store.get(where):
            return recorded
        raise


def is_made_for(purchase: Purchase, intent: PaymentIntent) -> bool:
    """Whether *intent*, by its metadata, is that of the purchase in its present generation."""
    claimed = intent.metadata.get("payment_id"), intent.metadata.get("generation")
    return claimed == (purchase.purchase_id, str(purchase.attempt.generation))


def _new_payment(purchase: Purchase, intent: PaymentIntent, now: datetime) -> Payment:
    return Payment(
        **_values(purchase),
        payment_id=intent.id,
        purchase_id=purchase.purchase_id,
        generation=purchase.attempt.generation,
        status=PaymentStatus.REQUIRES_PAYMENT,
        user_challenge_id=enrolment_of(purchase.challenge_id, purchase.buyer_id).documented,
        owner_net_amount=purchase.owner_amount,
        next_check_at=_first_check(purchase, now),
        created_at=now,
        updated_at=now,
    )


def _first_check(purchase: Purchase, now: datetime) -> datetime:
    return min(now + _FIRST_CHECK, purchase.sold_until or datetime.max.replace(tzinfo=now.tzinfo))


def _find_intent(purchase: Purchase, *, ports: Ports) -> PaymentIntent | None:
    since = int(purchase.attempt.first_sent_at.timestamp()) - _CLOCKS_DIFFER_SECONDS
    listed = ports.stripe.list_payment_intents({"created": {"gte": since}})
    return next((intent for intent in listed if is_made_for(purchase, intent)), None)


def _close(purchase: Purchase, *, ports: Ports) -> None:
    """Stripe refused and would repeat the refusal under this key: the next call has a new generation."""
    document = ports.store.get(purchase_path(purchase.purchase_id))
    if document is None or Purchase.of(document).attempt.key != purchase.attempt.key:
        return
    now = ports.clock.now()
    after = purchase.but(attempt=next_generation(PAYMENT_INTENT, purchase.attempt, now), updated_at=now)
    commit_update(ports.store, document, after, Change("purchase.refused", SYSTEM_ACTOR, now))


def _values(terms: Terms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in Terms.model_fields}
