"""Idempotency keys."""

from tests.emulator.facts.fact import CONTROL, TIME, fact
from tests.emulator.facts.side import ANY_CARD, Side, new_key, refusal

API = "docs.stripe.com/api/idempotent_requests"


@fact(API)
def replayed(stripe: Side) -> None:
    """The same key with the same parameters answers with the first result, and says so."""
    options = new_key()
    made = [stripe.v1.customers.create(params={"name": "A"}, options=options) for _ in range(2)]
    assert made[0].id == made[1].id
    assert "Idempotent-Replayed" not in made[0].last_response.headers
    assert made[1].last_response.headers["Idempotent-Replayed"] == "true"


@fact("docs.stripe.com/api/request_ids")
def names_the_first(stripe: Side) -> None:
    """A replay names the request that it repeats."""
    options = new_key()
    first, second = (stripe.v1.customers.create(options=options) for _ in range(2))
    assert second.last_response.headers["Original-Request"] == first.last_response.request_id


@fact(API)
def other_parameters(stripe: Side) -> None:
    """The same key with other parameters is refused."""
    options = new_key()
    stripe.v1.customers.create(params={"name": "A"}, options=options)
    refused = refusal(lambda: stripe.v1.customers.create(params={"name": "B"}, options=options))
    assert refused[:2] == (400, "idempotency_error")


@fact("github.com/stripe/stripe-ruby/issues/598 (a recorded answer)")
def other_endpoint(stripe: Side) -> None:
    """The same key at another endpoint is refused."""
    options = new_key()
    customer = stripe.v1.customers.create(params={"name": "A"}, options=options)
    refused = refusal(lambda: stripe.v1.customers.update(customer.id, params={"name": "A"}, options=options))
    assert refused[:2] == (400, "idempotency_error")


@fact(API)
def other_key(stripe: Side) -> None:
    """Another key makes another object."""
    made = [stripe.v1.customers.create(params={"name": "A"}, options=new_key()) for _ in range(2)]
    assert made[0].id != made[1].id


@fact(API)
def refusals_are_kept(stripe: Side) -> None:
    """A refusal by the endpoint is kept: the key answers with it even when its cause is gone."""
    intent = stripe.v1.payment_intents.create(params={"amount": 1_000, "currency": "usd", **ANY_CARD})
    options = new_key()
    params = {"payment_method": "pm_card_visa_chargeDeclined"}
    for _ in range(2):
        refused = refusal(
            lambda: stripe.v1.payment_intents.confirm(intent.id, params=params, options=options)
        )
        assert refused.status == 402
    charges = stripe.v1.charges.list(params={"payment_intent": intent.id}).data
    assert len(charges) == 1


@fact(API)
def validation_is_not_kept(stripe: Side) -> None:
    """A request that fails validation does not use its key."""
    options = new_key()
    bad = {"amount": 1_000, "currency": "usd", "colour": "green"}
    refusal(lambda: stripe.v1.payment_intents.create(params=bad, options=options))
    good = {"amount": 1_000, "currency": "usd"}
    assert stripe.v1.payment_intents.create(params=good, options=options).amount == 1_000


@fact(API)
def length(stripe: Side) -> None:
    """A key has at most 255 characters."""
    options = {"idempotency_key": "k" * 256}
    assert refusal(lambda: stripe.v1.customers.create(options=options)).status == 400


@fact("docs.stripe.com/connect/authentication")
def of_its_account(stripe: Side) -> None:
    """Each account has its own keys: one key serves the platform and a connected account."""
    options, account = new_key(), stripe.account()
    first = stripe.v1.customers.create(options=options)
    second = stripe.v1.customers.create(options={**options, "stripe_account": account})
    assert first.id != second.id


@fact(API, emulator_only=TIME)
def forgotten(stripe: Side) -> None:
    """A key is forgotten after 24 hours and then starts a new request."""
    options = new_key()
    first = stripe.v1.customers.create(options=options)
    stripe.emulator.advance(86_400)
    assert stripe.v1.customers.create(options=options).id != first.id


@fact("docs.stripe.com/error-low-level", emulator_only=CONTROL)
def in_use(stripe: Side) -> None:
    """A key whose request is still executing is answered with 409."""
    options = new_key()
    stripe.emulator.faults.add("late", path="/v1/customers", count=1, delay=60)
    refusal(lambda: stripe.v1.customers.create(options=options))
    refused = refusal(lambda: stripe.v1.customers.create(options=options))
    assert refused[:3] == (409, "idempotency_error", "idempotency_key_in_use")


@fact("docs.stripe.com/error-low-level#server-errors", emulator_only=CONTROL)
def server_errors_are_kept(stripe: Side) -> None:
    """A 500 is kept under its key like any other result."""
    options = new_key()
    stripe.emulator.faults.add("error", path="/v1/customers", count=1)
    for _ in range(2):
        assert refusal(lambda: stripe.v1.customers.create(options=options)).status == 500
