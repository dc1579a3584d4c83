"""The PaymentIntent of a funding: reserved before Stripe is called, linked after it answered."""

from __future__ import annotations

from typing import Any

from pulse.alerts import causes
from pulse.attempts import POOL_FUNDING, AttemptStep, StoredId, is_gone, next_generation, next_step
from pulse.errors import Conflict, StripeRefused
from pulse.ledger import Change, commit_update
from pulse.pools.records import Funding
from pulse.pools.refusals import FundingVanished
from pulse.pools.states import SYSTEM_ACTOR, FundingStatus
from pulse.ports import Document, Ports
from pulse.ports.store import Query
from pulse.ports.stripe_objects import PaymentIntent

FUNDING_ID, GENERATION = "pool_funding_id", "generation"
"""The names in the intent's metadata by which it is found."""
_CLOCKS_DIFFER_SECONDS = 300
"""How far Stripe's clock may be behind ours when an intent is looked for."""


def find_funding(payment_intent_id: str, *, ports: Ports) -> Document | None:
    query = Query("poolFundings", where=[("paymentIntentId", "==", payment_intent_id)], limit=1)
    return next(iter(ports.store.query(query)), None)


def intent_params(funding: Funding) -> dict[str, Any]:
    """A charge on the platform itself, by card alone: other methods may fail days after they succeeded.

    3-D Secure is asked for: with it, fraud is the issuer's loss (docs.stripe.com/payments/3d-secure).
    """
    return {
        "amount": funding.total,
        "currency": funding.currency,
        "allowed_payment_method_types": ["card"],
        "payment_method_options": {"card": {"request_three_d_secure": "any"}},
        "transfer_group": f"pool_{funding.challenge_id}",
        "metadata": {
            FUNDING_ID: funding.funding_id,
            GENERATION: str(funding.attempt.generation),
            "challenge_id": funding.challenge_id,
            "payer_user_id": funding.payer_id,
        },
    }


def fetch_or_create_intent(document: Document, *, ports: Ports) -> PaymentIntent:
    """The intent of the funding's generation: one call to Stripe.

    Raises *Conflict* when there is none of it and the next generation is due, *FundingVanished*,
    *StripeRefused*, after which the next call has a new generation, and *StripeUnavailable*.
    """
    funding = Funding.of(document)
    if funding.payment_intent_id is not None:
        return retrieve_known_intent(funding, ports=ports)
    step = next_step(funding.attempt, POOL_FUNDING, now=ports.clock.now(), settings=ports.settings).step
    if step is AttemptStep.LOOK_UP:
        found = _find_intent(funding, ports=ports)
        if found is None:
            _renew(document, Change("funding.renewed", SYSTEM_ACTOR, ports.clock.now()), ports=ports)
            raise Conflict("there is no payment intent of this generation; a new one is open")
        return found
    try:
        return ports.stripe.create_payment_intent(intent_params(funding), idempotency_key=funding.attempt.key)
    except StripeRefused:
        _renew(document, Change("funding.refused", SYSTEM_ACTOR, ports.clock.now()), ports=ports)
        raise


def retrieve_known_intent(funding: Funding, *, ports: Ports) -> PaymentIntent:
    """Raises *FundingVanished* if Stripe does not know it, after an alert that names it."""
    assert funding.payment_intent_id is not None  # noqa: S101 - the caller has looked
    try:
        return ports.stripe.retrieve_payment_intent(funding.payment_intent_id)
    except StripeRefused as refused:
        if not is_gone(StoredId.PAYMENT_INTENT, refused):
            raise
        ports.alerts.raise_alert(
            causes.PAYMENT_VANISHED.alert(
                "Stripe does not know a PaymentIntent that we made for a prize pool. No other is opened.",
                subject=funding.path,
                facts={"stripe_code": refused.stripe_code},
            )
        )
        raise FundingVanished("Stripe does not know this payment; we have been told") from refused


def link_intent(document: Document, intent: PaymentIntent, actor: str, *, ports: Ports) -> Document:
    """Point the funding to *intent*. Raises *Conflict* when the funding has changed."""
    funding, now = Funding.of(document), ports.clock.now()
    linked = funding.but(payment_intent_id=intent.id, version=funding.version + 1, updated_at=now)
    return commit_update(ports.store, document, linked, Change("funding.linked", actor, now))


def close_unlinked(document: Document, actor: str, *, ports: Ports) -> None:
    """End a funding whose call ended before it knew the intent.

    If there is one, nobody was given its secret, so it cannot be paid. A call that is still to link it
    conflicts with this. Raises *Conflict* when it was linked meanwhile.
    """
    funding, now = Funding.of(document), ports.clock.now()
    closed = funding.but(
        status=FundingStatus.CANCELED, next_check_at=None, version=funding.version + 1, updated_at=now
    )
    commit_update(ports.store, document, closed, Change("funding.changed", actor, now))


def is_made_for(funding: Funding, intent: PaymentIntent) -> bool:
    """Whether *intent*, by its metadata, is that of the funding in its present generation."""
    generation = str(funding.attempt.generation) if funding.attempt else None
    claimed = intent.metadata.get(FUNDING_ID), intent.metadata.get(GENERATION)
    return claimed == (funding.funding_id, generation)


def _find_intent(funding: Funding, *, ports: Ports) -> PaymentIntent | None:
    assert funding.attempt is not None  # noqa: S101 - the caller has looked
    since = int(funding.attempt.first_sent_at.timestamp()) - _CLOCKS_DIFFER_SECONDS
    listed = ports.stripe.list_payment_intents({"created": {"gte": since}})
    return next((intent for intent in listed if is_made_for(funding, intent)), None)


def _renew(document: Document, change: Change, *, ports: Ports) -> None:
    """Open the next generation: there is no intent of this one, and nobody has its secret."""
    funding = Funding.of(document)
    assert funding.attempt is not None  # noqa: S101 - the caller has looked
    attempt = next_generation(POOL_FUNDING, funding.attempt, change.at)
    renewed = funding.but(attempt=attempt, version=funding.version + 1, updated_at=change.at)
    commit_update(ports.store, document, renewed, change)
