"""Refusals have Stripe's status, type, code and param (docs.stripe.com/error-codes)."""

from collections.abc import Callable
from typing import Any

import pytest
import stripe

from stripe_emulator import Emulator, Request
from stripe_emulator.world.state import PLATFORM
from tests.emulator.conftest import EXPRESS


def refusal(call: Callable[[], object]) -> tuple[int, str | None, str | None]:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        call()
    return refused.value.http_status, refused.value.code, refused.value.param


GOOD: dict[str, Any] = {"amount": 100, "currency": "usd", "destination": "acct_x"}


@pytest.mark.parametrize(
    ("change", "code", "param"),
    [
        ({"colour": "green"}, "parameter_unknown", "colour"),
        ({"metadata": {"a": {"b": "c"}}}, None, "metadata[a]"),
        ({"amount": "ten"}, "parameter_invalid_integer", "amount"),
        ({"amount": "1.5"}, "parameter_invalid_integer", "amount"),
        ({"amount": 0}, "parameter_invalid_integer", "amount"),
        ({"amount": -5}, "parameter_invalid_integer", "amount"),
        ({"amount": 100_000_000}, "amount_too_large", "amount"),
        ({"currency": ""}, "parameter_invalid_empty", "currency"),
        ({"currency": "xxx"}, None, "currency"),
        ({"source_type": "gold"}, None, "source_type"),
        ({"metadata": {"k" * 41: "v"}}, None, f"metadata[{'k' * 41}]"),
        ({"metadata": {"k": "v" * 501}}, None, "metadata[k]"),
        ({"metadata": {f"k{n}": "v" for n in range(51)}}, None, "metadata"),
        ({}, "resource_missing", "destination"),
    ],
)
def test_a_bad_parameter_is_refused_by_name(
    client: stripe.StripeClient, change: dict[str, Any], code: str | None, param: str
) -> None:
    assert refusal(lambda: client.v1.transfers.create(params={**GOOD, **change})) == (400, code, param)


@pytest.mark.parametrize("name", ["amount", "currency", "destination"])
def test_a_missing_parameter_is_named(client: stripe.StripeClient, name: str) -> None:
    params = {key: value for key, value in GOOD.items() if key != name}
    assert refusal(lambda: client.v1.transfers.create(params=params)) == (400, "parameter_missing", name)


def test_an_unknown_nested_parameter_is_named_with_its_path(client: stripe.StripeClient) -> None:
    params = {**EXPRESS, "controller": {"fees": {"payer": "application", "tip": "1"}}}
    assert refusal(lambda: client.v1.accounts.create(params=params)) == (
        400,
        "parameter_unknown",
        "controller[fees][tip]",
    )


def test_payment_method_types_are_refused_as_the_current_version_does(client: stripe.StripeClient) -> None:
    params = {"amount": 100, "currency": "usd", "payment_method_types": ["card"]}
    assert refusal(lambda: client.v1.payment_intents.create(params=params)) == (
        400,
        "payment_method_types_no_longer_supported",
        "payment_method_types",
    )


@pytest.mark.parametrize(("amount", "code"), [(49, "amount_too_small"), (100_000_000, "amount_too_large")])
def test_a_charge_has_a_least_and_a_most(client: stripe.StripeClient, amount: int, code: str) -> None:
    params = {"amount": amount, "currency": "usd"}
    assert refusal(lambda: client.v1.payment_intents.create(params=params))[1] == code


@pytest.mark.parametrize(("amount", "currency"), [(50, "usd"), (99_999_999, "usd"), (50, "jpy"), (30, "gbp")])
def test_the_limits_themselves_are_allowed(client: stripe.StripeClient, amount: int, currency: str) -> None:
    intent = client.v1.payment_intents.create(params={"amount": amount, "currency": currency})
    assert (intent.amount, intent.currency) == (amount, currency)


@pytest.mark.parametrize("outcome", ["pending", "restricted", "rejected"])
def test_an_account_that_is_not_ready_receives_no_transfer(
    emulator: Emulator, client: stripe.StripeClient, open_account: Callable[..., str], outcome: str
) -> None:
    emulator.set_balance("usd", 1_000)
    params = {**GOOD, "destination": open_account(outcome)}
    code = "insufficient_capabilities_for_transfer"
    assert refusal(lambda: client.v1.transfers.create(params=params)) == (400, code, None)
    assert client.v1.transfers.list().data == []
    assert emulator.ledger.available(PLATFORM, "usd") == 1_000


def test_transfers_alone_need_stripes_approval(client: stripe.StripeClient) -> None:
    params = {**EXPRESS, "capabilities": {"transfers": {"requested": True}}}
    with pytest.raises(stripe.InvalidRequestError, match="needs approval"):
        client.v1.accounts.create(params=params)


def test_an_approved_platform_may_request_transfers_alone(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    emulator.configure(transfers_only_allowed=True)
    account = client.v1.accounts.create(
        params={**EXPRESS, "capabilities": {"transfers": {"requested": True}}}
    )
    emulator.complete_onboarding(account.id)
    assert client.v1.accounts.retrieve(account.id).capabilities.to_dict() == {"transfers": "active"}


def test_the_recipient_agreement_is_refused_in_the_same_country(client: stripe.StripeClient) -> None:
    params = {**EXPRESS, "tos_acceptance": {"service_agreement": "recipient"}}
    answer = refusal(lambda: client.v1.accounts.create(params=params))
    assert answer == (400, None, "tos_acceptance[service_agreement]")


def test_a_type_and_a_controller_exclude_each_other(client: stripe.StripeClient) -> None:
    answer = refusal(lambda: client.v1.accounts.create(params={**EXPRESS, "type": "express"}))
    assert answer[1] == "parameters_exclusive"


def test_an_unknown_account_is_403_in_the_path_and_in_the_header(client: stripe.StripeClient) -> None:
    for call in (
        lambda: client.v1.accounts.retrieve("acct_none"),
        lambda: client.v1.balance.retrieve(options={"stripe_account": "acct_none"}),
    ):
        with pytest.raises(stripe.PermissionError) as refused:
            call()
        assert (refused.value.http_status, refused.value.error.code) == (403, "account_invalid")


def test_a_disconnected_account_is_out_of_reach(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    emulator.set_balance("usd", 1_000)
    emulator.deauthorize(trainer)
    with pytest.raises(stripe.PermissionError):
        client.v1.accounts.retrieve(trainer)
    params = {**GOOD, "destination": trainer}
    answer = refusal(lambda: client.v1.transfers.create(params=params))
    assert answer == (400, "resource_missing", "destination")


def test_unknown_objects_are_404(client: stripe.StripeClient) -> None:
    for call, param in (
        (lambda: client.v1.transfers.retrieve("tr_none"), "id"),
        (lambda: client.v1.payment_intents.retrieve("pi_none"), "intent"),
        (lambda: client.v1.refunds.retrieve("re_none"), "id"),
        (lambda: client.v1.events.retrieve("evt_none"), "id"),
    ):
        assert refusal(call) == (404, "resource_missing", param)


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
    ],
)
def test_a_declined_card_is_a_card_error_and_the_intent_wants_another_card(
    client: stripe.StripeClient, sell: Callable, card: str, code: str, decline_code: str
) -> None:
    with pytest.raises(stripe.CardError) as declined:
        sell(card=card)
    assert (declined.value.http_status, declined.value.code) == (402, code)
    assert declined.value.error.decline_code == decline_code
    intent = client.v1.payment_intents.list().data[0]
    assert (intent.status, intent.last_payment_error.code) == ("requires_payment_method", code)
    assert client.v1.charges.retrieve(intent.latest_charge).status == "failed"


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        ({}, "You did not provide an API key"),
        ({"authorization": "Bearer nonsense"}, "Invalid API Key"),
        ({"authorization": "Bearer sk_live_" + "x" * 8}, "must never be sent here"),
    ],
)
def test_no_key_a_bad_key_and_a_live_key_are_401(
    emulator: Emulator, authorization: dict[str, str], message: str
) -> None:
    answer = emulator.handle(Request("GET", "/v1/balance", headers=authorization))
    assert answer.status == 401
    assert message in answer.body


def test_an_unknown_address_is_404_without_a_code(emulator: Emulator, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL") as refused:
        client.raw_request("get", "/v1/unicorns")
    assert (refused.value.http_status, refused.value.code) == (404, None)


def test_every_answer_has_a_request_id_and_the_version(client: stripe.StripeClient) -> None:
    headers = client.v1.balance.retrieve().last_response.headers
    assert headers["Request-Id"].startswith("req_")
    assert headers["Stripe-Version"] == stripe.api_version


def test_a_version_that_is_none_is_refused(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="Invalid Stripe API version"):
        client.v1.balance.retrieve(options={"stripe_version": "yesterday"})
