"""Errors: status, type, code and param."""

import pytest
import stripe as sdk

from tests.emulator.facts.fact import fact
from tests.emulator.facts.side import Side, refusal

API = "docs.stripe.com/api/errors"
CODES = "docs.stripe.com/error-codes"
METADATA = "docs.stripe.com/api/metadata"
USD = {"amount": 1_000, "currency": "usd"}


def of_intent(stripe: Side, **change: object) -> tuple[str | None, str | None]:
    refused = refusal(lambda: stripe.v1.payment_intents.create(params={**USD, **change}))
    assert refused[:2] == (400, "invalid_request_error")
    return refused.code, refused.param


@fact(f"{CODES}#parameter-unknown")
def unknown_parameter(stripe: Side) -> None:
    """A parameter that does not exist is refused by name."""
    assert of_intent(stripe, colour="green") == ("parameter_unknown", "colour")


@fact(f"{CODES}#parameter-missing")
def missing_parameter(stripe: Side) -> None:
    """A parameter that must be there is named."""
    refused = refusal(lambda: stripe.v1.payment_intents.create(params={"amount": 1_000}))
    assert (refused.status, refused.code, refused.param) == (400, "parameter_missing", "currency")


@fact(f"{CODES}#parameter-invalid-integer")
def not_an_integer(stripe: Side) -> None:
    """An amount must be an integer: neither a word nor a decimal."""
    assert of_intent(stripe, amount="ten") == ("parameter_invalid_integer", "amount")
    assert of_intent(stripe, amount="10.5") == ("parameter_invalid_integer", "amount")


@fact(f"{CODES}#parameter-invalid-empty")
def empty(stripe: Side) -> None:
    """An empty text where a value is needed is refused by name."""
    assert of_intent(stripe, currency="") == ("parameter_invalid_empty", "currency")


@fact("docs.stripe.com/currencies")
def unknown_currency(stripe: Side) -> None:
    """A currency that does not exist is refused at `currency`."""
    assert of_intent(stripe, currency="xxx")[1] == "currency"


@fact(f"{API}#errors-param")
def unknown_value(stripe: Side) -> None:
    """A value that is not one of the allowed ones is refused by name."""
    assert of_intent(stripe, capture_method="someday")[1] == "capture_method"


@fact(f"{API}#errors-param")
def nested_name(stripe: Side) -> None:
    """A nested parameter is named with its path in brackets."""
    assert of_intent(stripe, transfer_data={"destination": "acct_1", "colour": "green"}) == (
        "parameter_unknown",
        "transfer_data[colour]",
    )


@fact(f"{CODES}#resource-missing")
def unknown_object(stripe: Side) -> None:
    """An object that does not exist is a 404 at its address."""
    refused = refusal(lambda: stripe.v1.payment_intents.retrieve("pi_none"))
    assert refused[:3] == (404, "invalid_request_error", "resource_missing")


@fact(f"{CODES}#resource-missing")
def unknown_object_given(stripe: Side) -> None:
    """An object that does not exist is a 400 where a parameter names it."""
    refused = refusal(lambda: stripe.v1.payment_intents.create(params={**USD, "customer": "cus_none"}))
    assert (refused.status, refused.code, refused.param) == (400, "resource_missing", "customer")


@fact(API)
def unknown_address(stripe: Side) -> None:
    """An address that does not exist is a 404 with the type `invalid_request_error`."""
    refused = refusal(lambda: stripe.client.raw_request("get", "/v1/nonsense"))
    assert refused[:2] == (404, "invalid_request_error")


@fact(API)
def code_is_explained(stripe: Side) -> None:
    """An error with a code has the address of its explanation."""
    with pytest.raises(sdk.InvalidRequestError) as refused:
        stripe.v1.payment_intents.retrieve("pi_none")
    assert refused.value.error.doc_url == "https://stripe.com/docs/error-codes/resource-missing"


@fact("docs.stripe.com/api/request_ids")
def request_id(stripe: Side) -> None:
    """Every answer has the id of its request."""
    assert stripe.v1.customers.create().last_response.request_id.startswith("req_")


@fact(API)
def wrong_key(stripe: Side) -> None:
    """An invalid key is a 401."""
    options = {"api_key": "nonsense"}
    assert refusal(lambda: stripe.v1.customers.list(options=options))[:2] == (401, "invalid_request_error")


@fact(METADATA)
def metadata_keys(stripe: Side) -> None:
    """Metadata has at most 50 keys."""
    assert of_intent(stripe, metadata={f"k{n}": "v" for n in range(51)})[1] == "metadata"


@fact(METADATA)
def metadata_key_length(stripe: Side) -> None:
    """A key of metadata has at most 40 characters."""
    assert of_intent(stripe, metadata={"k" * 41: "v"})[1].startswith("metadata")
    params = {**USD, "metadata": {"k" * 40: "v" * 500}}
    assert len(stripe.v1.payment_intents.create(params=params).metadata["k" * 40]) == 500


@fact(METADATA)
def metadata_value_length(stripe: Side) -> None:
    """A value of metadata has at most 500 characters."""
    assert of_intent(stripe, metadata={"k": "v" * 501})[1] == "metadata[k]"


@fact(METADATA)
def metadata_is_flat(stripe: Side) -> None:
    """Metadata is not nested."""
    assert of_intent(stripe, metadata={"a": {"b": "c"}})[1] == "metadata[a]"
