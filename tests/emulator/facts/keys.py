"""Keys, headers and versions: who asks, for which account, in which version."""

from typing import Any

from stripe_emulator import Request
from stripe_emulator.http_server import answer
from tests.emulator.facts.fact import CONTROL, fact
from tests.emulator.facts.side import USD, Side, refusal

KEYS = "docs.stripe.com/keys"
NO_KEY = "the sandbox's restricted and publishable keys would have to be given too"
PLAIN = "the SDK sends no such request"


def restricted(stripe: Side, **rights: str) -> dict[str, Any]:
    """Options with a restricted key that has these rights."""
    stripe.emulator.control("restricted_keys", name="some", rights=rights)
    return {"api_key": "rk_test_some"}


def plain(stripe: Side, authorization: str) -> int:
    """The status of a request with this header, without the SDK."""
    headers = {"authorization": authorization} if authorization else {}
    return answer(stripe.emulator, Request("GET", "/v1/customers", headers=headers)).status


@fact("docs.stripe.com/api/authentication", emulator_only=PLAIN)
def basic(stripe: Side) -> None:
    """A key may be sent as the user name of basic authentication, as with `curl -u sk_test_x:`."""
    assert plain(stripe, "Basic c2tfdGVzdF94Og==") == 200


@fact("docs.stripe.com/api/errors", emulator_only=PLAIN)
def no_key(stripe: Side) -> None:
    """A request without a key is a 401."""
    assert plain(stripe, "") == 401


@fact("docs.stripe.com/keys/restricted-api-keys", emulator_only=NO_KEY)
def right_is_missing(stripe: Side) -> None:
    """A restricted key without the right for a resource is answered with 403."""
    options = restricted(stripe, customers="read")
    refused = refusal(lambda: stripe.v1.transfers.list(options=options))
    assert refused[:2] == (403, "invalid_request_error")


@fact("docs.stripe.com/keys/restricted-api-keys", emulator_only=NO_KEY)
def read_and_write(stripe: Side) -> None:
    """The right to read a resource is not the right to write it; the right to write it is both."""
    assert stripe.v1.customers.list(options=restricted(stripe, customers="read")).data == []
    create = stripe.v1.customers.create
    assert refusal(lambda: create(options={"api_key": "rk_test_some"})).status == 403
    options = restricted(stripe, customers="write")
    assert stripe.v1.customers.retrieve(create(options=options).id, options=options).object == "customer"


@fact("docs.stripe.com/error-codes#secret-key-required", emulator_only=NO_KEY)
def publishable(stripe: Side) -> None:
    """A publishable key cannot do what needs a secret key."""
    options = {"api_key": "pk_test_x"}
    assert refusal(lambda: stripe.v1.customers.list(options=options)).code == "secret_key_required"


@fact("docs.stripe.com/api/payment_intents/retrieve", emulator_only=NO_KEY)
def with_client_secret(stripe: Side) -> None:
    """A publishable key retrieves a PaymentIntent with its client secret, and sees less of it."""
    intent = stripe.v1.payment_intents.create(params={**USD, "metadata": {"a": "b"}})
    options = {"api_key": "pk_test_x"}
    retrieve = stripe.v1.payment_intents.retrieve
    seen = retrieve(intent.id, params={"client_secret": intent.client_secret}, options=options)
    assert (seen.amount, "metadata" in seen) == (1_000, False)
    assert refusal(lambda: retrieve(intent.id, options=options)).status == 400
    wrong = {"client_secret": f"{intent.id}_secret_other"}
    assert refusal(lambda: retrieve(intent.id, params=wrong, options=options)).status == 400


@fact("docs.stripe.com/context")
def context(stripe: Side) -> None:
    """`Stripe-Context` names the account that acts, as `Stripe-Account` does."""
    account = stripe.account()
    customer = stripe.v1.customers.create(options={"stripe_context": account}).id
    assert stripe.v1.customers.retrieve(customer, options={"stripe_account": account}).id == customer
    assert refusal(lambda: stripe.v1.customers.retrieve(customer)).code == "resource_missing"


@fact("docs.stripe.com/error-codes#account-invalid")
def wrong_account(stripe: Side) -> None:
    """A header that names an account which is not connected is answered with `account_invalid`."""
    options = {"stripe_account": "acct_1AAAAAAAAAAAAAAA"}
    refused = refusal(lambda: stripe.v1.balance.retrieve(options=options))
    assert (refused.status, refused.code) == (403, "account_invalid")


@fact("docs.stripe.com/connect/authentication")
def own_balance(stripe: Side) -> None:
    """With `Stripe-Account` the balance is that of the connected account."""
    stripe.fund()
    options = {"stripe_account": stripe.account()}
    assert all(one.amount == 0 for one in stripe.v1.balance.retrieve(options=options).available)


@fact("docs.stripe.com/changelog/endive/2026-09-30")
def older_version(stripe: Side) -> None:
    """A request that names an older version may still send what that version took."""
    options = {"stripe_version": "2026-03-25.dahlia"}
    params = {**USD, "payment_method_types": ["card"]}
    made = stripe.v1.payment_intents.create(params=params, options=options)
    assert made.payment_method_types == ["card"]


@fact("docs.stripe.com/rate-limits", emulator_only=CONTROL)
def too_many(stripe: Side) -> None:
    """Too many requests are answered with 429 and the code `rate_limit`."""
    stripe.emulator.faults.add("rate_limit", path="/v1/customers", count=1)
    refused = refusal(lambda: stripe.v1.customers.create())
    assert (refused.status, refused.code) == (429, "rate_limit")


@fact("docs.stripe.com/rate-limits#object-lock-timeouts", emulator_only=CONTROL)
def locked(stripe: Side) -> None:
    """An object that another request holds is a 429 with the code `lock_timeout`."""
    stripe.emulator.faults.add("lock_timeout", path="/v1/customers", count=1)
    refused = refusal(lambda: stripe.v1.customers.create())
    assert (refused.status, refused.code) == (429, "lock_timeout")
