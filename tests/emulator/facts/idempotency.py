"""Idempotency keys."""

import pytest
import stripe as sdk

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


@fact(API)
def first_answer_stays(stripe: Side) -> None:
    """The first answer is kept as it was, also when the object has changed since."""
    options = new_key()
    params = {"name": "A"}
    customer = stripe.v1.customers.create(params=params, options=options)
    stripe.v1.customers.update(customer.id, params={"name": "B"})
    assert stripe.v1.customers.create(params=params, options=options).name == "A"
    assert stripe.v1.customers.retrieve(customer.id).name == "B"


@fact(API)
def longest(stripe: Side) -> None:
    """A key of 255 characters is accepted."""
    key = new_key()["idempotency_key"].ljust(255, "k")
    assert stripe.v1.customers.create(options={"idempotency_key": key}).object == "customer"


@fact(API)
def without_a_key(stripe: Side) -> None:
    """Without a key of ours every request makes an object of its own."""
    made = {stripe.v1.customers.create(params={"name": "A"}).id for _ in range(2)}
    assert len(made) == 2


@fact("docs.stripe.com/error-low-level#content-errors", emulator_only="it needs an empty balance")
def uncovered_stays_uncovered(stripe: Side) -> None:
    """A transfer that was refused for want of money stays refused under its key; a new key pays it."""
    params = {"amount": 1_000, "currency": "usd", "destination": stripe.ready_account()}
    options = new_key()
    create = stripe.v1.transfers.create
    assert refusal(lambda: create(params=params, options=options)).code == "balance_insufficient"
    stripe.emulator.set_balance("usd", 5_000)
    assert refusal(lambda: create(params=params, options=options)).code == "balance_insufficient"
    assert create(params=params, options=new_key()).amount == 1_000


@fact("docs.stripe.com/error-low-level#network-errors", emulator_only=CONTROL)
def lost_answer(stripe: Side) -> None:
    """After an answer was lost, the same key learns what happened and does it once."""
    stripe.emulator.set_balance("usd", 5_000)
    params = {"amount": 1_000, "currency": "usd", "destination": stripe.ready_account()}
    options = new_key()
    stripe.emulator.faults.add("timeout_after", path="/v1/transfers", count=1)
    create = stripe.v1.transfers.create
    with pytest.raises(sdk.APIConnectionError):
        create(params=params, options=options)
    made = create(params=params, options=options)
    assert [one.id for one in stripe.v1.transfers.list().data] == [made.id]


@fact("docs.stripe.com/rate-limits", emulator_only=CONTROL)
def limits_are_not_kept(stripe: Side) -> None:
    """A request that was stopped by a limit does not use its key."""
    options = new_key()
    stripe.emulator.faults.add("rate_limit", path="/v1/customers", count=1)
    assert refusal(lambda: stripe.v1.customers.create(options=options)).status == 429
    assert stripe.v1.customers.create(options=options).object == "customer"
