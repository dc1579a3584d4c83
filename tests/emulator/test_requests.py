"""How a request comes in: keys, accounts, odd encodings, faults of the emulator itself."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
import stripe

from stripe_emulator import Emulator, Request, control
from stripe_emulator.world.state import PLATFORM

SECRET = {"authorization": "Bearer sk_test_x"}


def ask(
    emulator: Emulator, method: str, url: str, body: str = "", **headers: str
) -> tuple[int, dict[str, Any], Any]:
    """Status, JSON and headers; header names with `_` for `-`."""
    named = {**SECRET, **{name.replace("_", "-"): value for name, value in headers.items()}}
    answer = emulator.handle(Request.of(method, url, named, body))
    return answer.status, json.loads(answer.body), answer.headers


def basic(user: str) -> str:
    return "Basic " + base64.b64encode(user.encode()).decode()


@pytest.mark.parametrize("credentials", ["sk_test_x:", "sk_test_x", "sk_test_x:anything"])
def test_basic_authentication_takes_the_key_as_user_name(emulator: Emulator, credentials: str) -> None:
    """docs.stripe.com/api/authentication: `curl -u sk_test_...:`."""
    assert ask(emulator, "GET", "/v1/balance", authorization=basic(credentials))[0] == 200


@pytest.mark.parametrize("header", [basic(":x"), basic("nonsense:"), "Basic ===", "Basic \xff", "Digest x"])
def test_basic_authentication_without_a_test_key_is_401(emulator: Emulator, header: str) -> None:
    assert ask(emulator, "GET", "/v1/balance", authorization=header)[0] == 401


@pytest.mark.parametrize(("word", "enabled"), [("True", True), ("true", True), ("False", False)])
def test_the_words_of_python_are_booleans(emulator: Emulator, word: str, enabled: bool) -> None:
    """stripe-python to 12.0.0 sent `True` and `False`."""
    body = f"amount=100&currency=usd&automatic_payment_methods[enabled]={word}"
    status, intent, _ = ask(emulator, "POST", "/v1/payment_intents", body)
    assert (status, intent["automatic_payment_methods"]["enabled"]) == (200, enabled)


def test_a_word_that_is_no_boolean_is_refused(emulator: Emulator) -> None:
    body = "amount=100&currency=usd&automatic_payment_methods[enabled]=TRUE"
    assert ask(emulator, "POST", "/v1/payment_intents", body)[0] == 400


@pytest.mark.parametrize("form", ["{}", "wksp_x/{}"])
def test_a_context_names_the_account_that_acts(emulator: Emulator, trainer: str, form: str) -> None:
    """docs.stripe.com/context: a write with it must not land on the platform."""
    context = form.format(trainer)
    customer = ask(emulator, "POST", "/v1/customers", stripe_context=context)[1]
    assert customer["id"] in emulator.store.all(trainer, "customer")
    assert emulator.store.all(PLATFORM, "customer") == {}


def test_a_context_and_an_account_that_differ_are_refused(emulator: Emulator, trainer: str) -> None:
    headers = {"stripe_context": trainer, "stripe_account": PLATFORM}
    assert ask(emulator, "GET", "/v1/balance", **headers)[0] == 400
    assert ask(emulator, "GET", "/v1/balance", stripe_context=trainer, stripe_account=trainer)[0] == 200
    assert ask(emulator, "GET", "/v1/balance", stripe_context="acct_none")[0] == 403


def last_charge(client: stripe.StripeClient) -> str:
    return str(client.v1.payment_intents.list().data[0].latest_charge)


@pytest.fixture(params=["failed", "uncaptured"])
def charge_without_funds(request: Any, client: stripe.StripeClient, sell: Callable) -> str:
    if request.param == "failed":
        with pytest.raises(stripe.CardError):
            sell(card="pm_card_visa_chargeDeclined")
    else:
        sell(capture_method="manual")
    return last_charge(client)


def test_a_charge_without_funds_is_not_refunded(
    client: stripe.StripeClient, charge_without_funds: str
) -> None:
    """docs.stripe.com/error-codes lists charge_not_refundable; that an uncaptured one gets it is a guess."""
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.refunds.create(params={"charge": charge_without_funds})
    assert (refused.value.http_status, refused.value.code) == (400, "charge_not_refundable")


def test_a_charge_without_funds_pays_no_transfer(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, charge_without_funds: str
) -> None:
    """docs.stripe.com/connect/separate-charges-and-transfers: a transfer draws on the charge's funds."""
    params = {"amount": 100, "currency": "usd", "destination": trainer}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.transfers.create(params={**params, "source_transaction": charge_without_funds})
    assert (refused.value.http_status, refused.value.param) == (400, "source_transaction")
    emulator.self_check()


def test_attaching_a_payment_method_needs_a_customer(emulator: Emulator) -> None:
    """docs.stripe.com/api/payment_methods/attach."""
    status, body, _ = ask(emulator, "POST", "/v1/payment_methods/pm_card_visa/attach")
    assert (status, body["error"]["code"], body["error"]["param"]) == (400, "parameter_missing", "customer")


def test_the_platform_adds_no_bank_account_by_the_api(emulator: Emulator) -> None:
    """docs.stripe.com/api/external_account_bank_accounts/create is for connected accounts."""
    url = f"/v1/accounts/{PLATFORM}/external_accounts"
    assert ask(emulator, "POST", url, "external_account=btok_us_verified")[0] == 400


@pytest.mark.parametrize("text", ["[]", "null", "3", "{"])
def test_a_control_call_that_is_no_json_object_gets_a_sentence(emulator: Emulator, text: str) -> None:
    answer = control.handle(emulator, Request("POST", "/_emulator/payment_intents/pay", body=text))
    assert answer.status == 400


def break_customers(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("a fault of the emulator")

    monkeypatch.setattr(emulator.store, "iterate_newest", fail)
    monkeypatch.setattr(emulator.events, "emit", fail)


def test_an_unforeseen_exception_is_a_500_with_its_traceback_on_stderr(
    emulator: Emulator, client: stripe.StripeClient, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """docs.stripe.com/api/errors: `api_error` is any problem of Stripe's own."""
    break_customers(emulator, monkeypatch)
    with pytest.raises(stripe.APIError) as failed:
        client.v1.customers.list()
    assert (failed.value.http_status, failed.value.error.type) == (500, "api_error")
    assert "KeyError: 'a fault of the emulator'" in capsys.readouterr().err


def test_an_unforeseen_exception_is_kept_under_its_key(
    emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """docs.stripe.com/api/idempotent_requests: the first result is saved, 500 errors included."""
    break_customers(emulator, monkeypatch)
    assert ask(emulator, "POST", "/v1/customers", idempotency_key="k")[0] == 500
    monkeypatch.undo()
    status, _, headers = ask(emulator, "POST", "/v1/customers", idempotency_key="k")
    assert (status, headers["Idempotent-Replayed"]) == (500, "true")


def test_a_refusal_that_is_not_kept_lets_its_key_execute_again(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    """A caller must not take a stored refusal for granted."""
    params = {"amount": 100, "currency": "usd", "destination": trainer}
    options = {"idempotency_key": "prize"}
    emulator.faults.add("refusal_not_kept", count=1)
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.transfers.create(params=params, options=options)
    emulator.set_balance("usd", 100)
    assert client.v1.transfers.create(params=params, options=options).amount == 100


# Restricted keys


@pytest.mark.parametrize(
    ("rights", "method", "status"),
    [
        ({"customers": "read"}, "GET", 200),
        ({"customers": "read"}, "POST", 403),
        ({"customers": "write"}, "GET", 200),
        ({"customers": "write"}, "POST", 200),
        ({"customers": "none"}, "GET", 403),
        ({"charges": "write"}, "GET", 403),
        ({}, "GET", 403),
    ],
)
def test_a_restricted_key_may_do_what_its_rights_say(
    emulator: Emulator, rights: dict[str, str], method: str, status: int
) -> None:
    """docs.stripe.com/keys#limit-access; write includes read."""
    key = emulator.control("restricted_keys", name="reader", rights=rights)["key"]
    assert ask(emulator, method, "/v1/customers", authorization=f"Bearer {key}")[0] == status


def test_a_missing_right_is_named_as_stripe_names_it(emulator: Emulator) -> None:
    """The sentence is that of github.com/tylerjrichards/st-paywall/issues/36."""
    status, body, _ = ask(emulator, "POST", "/v1/transfers", authorization="Bearer rk_test_nobody")
    assert status == 403
    assert body["error"]["type"] == "invalid_request_error"
    assert "Having the 'rak_transfer_write' permission would allow" in body["error"]["message"]


@pytest.mark.parametrize("rights", [{"unicorns": "read"}, {"charges": "all"}])
def test_a_right_that_does_not_exist_is_refused(emulator: Emulator, rights: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="is no right"):
        emulator.control("restricted_keys", name="reader", rights=rights)


# Publishable keys

PUBLISHABLE = {"authorization": "Bearer pk_test_x"}


@pytest.fixture
def intent(client: stripe.StripeClient) -> stripe.PaymentIntent:
    return client.v1.payment_intents.create(
        params={"amount": 500, "currency": "usd", "metadata": {"secret": "plan"}, "transfer_group": "g"}
    )


def test_a_publishable_key_sees_its_intent_without_what_is_private(
    emulator: Emulator, intent: stripe.PaymentIntent
) -> None:
    """docs.stripe.com/api/payment_intents/object: "retrievable with publishable key"."""
    url = f"/v1/payment_intents/{intent.id}?client_secret={intent.client_secret}"
    status, body, _ = ask(emulator, "GET", url, **PUBLISHABLE)
    assert (status, body["amount"], body["status"]) == (200, 500, "requires_payment_method")
    assert not {"metadata", "customer", "transfer_group", "latest_charge"} & body.keys()


def test_a_publishable_key_confirms_its_intent(emulator: Emulator, intent: stripe.PaymentIntent) -> None:
    """docs.stripe.com/api/payment_intents/confirm: also from the client, with the client secret."""
    url = f"/v1/payment_intents/{intent.id}/confirm"
    body = f"client_secret={intent.client_secret}&payment_method=pm_card_visa&return_url=https://x.test"
    status, paid, _ = ask(emulator, "POST", url, body, **PUBLISHABLE)
    assert (status, paid["status"]) == (200, "succeeded")
    assert "metadata" not in paid
    emulator.self_check()


def test_a_declined_card_tells_a_publishable_key_no_more(
    emulator: Emulator, intent: stripe.PaymentIntent
) -> None:
    url = f"/v1/payment_intents/{intent.id}/confirm"
    body = f"client_secret={intent.client_secret}&payment_method=pm_card_visa_chargeDeclined&return_url=https://x"
    status, declined, _ = ask(emulator, "POST", url, body, **PUBLISHABLE)
    assert (status, declined["error"]["code"]) == (402, "card_declined")
    assert "metadata" not in declined["error"]["payment_intent"]


@pytest.mark.parametrize(
    ("secret", "code"),
    [("", "parameter_missing"), ("client_secret=pi_1_secret_2", "payment_intent_invalid_parameter")],
)
def test_a_publishable_key_needs_the_secret_of_the_intent(
    emulator: Emulator, intent: stripe.PaymentIntent, secret: str, code: str
) -> None:
    """The sentence is that of github.com/flutter-stripe/flutter_stripe/issues/517."""
    status, body, _ = ask(emulator, "GET", f"/v1/payment_intents/{intent.id}?{secret}", **PUBLISHABLE)
    assert (status, body["error"]["code"]) == (400, code)


@pytest.mark.parametrize(
    "name", ["capture_method=manual", "off_session=true", "error_on_requires_action=true"]
)
def test_a_buyer_does_not_decide_what_the_platform_decides(
    emulator: Emulator, client: stripe.StripeClient, intent: stripe.PaymentIntent, name: str
) -> None:
    url = f"/v1/payment_intents/{intent.id}/confirm"
    body = (
        f"client_secret={intent.client_secret}&payment_method=pm_card_visa&return_url=https://x.test&{name}"
    )
    status, refused, _ = ask(emulator, "POST", url, body, **PUBLISHABLE)
    assert (status, refused["error"]["param"]) == (400, name.partition("=")[0])
    assert client.v1.charges.list().data == []


@pytest.mark.parametrize(
    "expand",
    ["expand[]=payment_method.customer", "expand[]=customer", "expand=customer", "expand[0][a]=customer"],
)
def test_a_publishable_key_does_not_see_the_customer(
    emulator: Emulator, client: stripe.StripeClient, expand: str
) -> None:
    customer = client.v1.customers.create(params={"email": "a@b.test", "payment_method": "pm_card_visa"})
    made = client.v1.payment_intents.create(
        params={"amount": 500, "currency": "usd", "customer": customer.id}
    )
    url = f"/v1/payment_intents/{made.id}?client_secret={made.client_secret}"
    status, body, _ = ask(emulator, "GET", f"{url}&{expand}", **PUBLISHABLE)
    assert (status, body["error"]["param"]) == (400, "expand")
    assert ask(emulator, "GET", f"{url}&expand[]=payment_method", **PUBLISHABLE)[0] == 200


def test_a_publishable_key_copies_no_saved_card(emulator: Emulator, client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create(params={"payment_method": "pm_card_visa"})
    (saved,) = client.v1.customers.payment_methods.list(customer.id).data
    body = f"type=card&customer={customer.id}&payment_method={saved.id}"
    status, refused, _ = ask(emulator, "POST", "/v1/payment_methods", body, **PUBLISHABLE)
    assert (status, refused["error"]["param"]) == (400, "customer")


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/balance"), ("POST", "/v1/payment_intents"), ("POST", "/v1/transfers")],
)
def test_a_publishable_key_may_do_nothing_else(emulator: Emulator, method: str, path: str) -> None:
    """docs.stripe.com/error-codes/secret-key-required."""
    status, body, _ = ask(emulator, method, path, **PUBLISHABLE)
    assert (status, body["error"]["code"]) == (401, "secret_key_required")


# Expansion


def test_a_customer_shows_its_old_style_lists_when_asked(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    """docs.stripe.com/api/customers/object: `sources` and `subscriptions` are expandable."""
    customer = client.v1.customers.create(params={})
    wanted = ["default_source", "sources", "subscriptions"]
    shown = client.v1.customers.retrieve(customer.id, params={"expand": wanted})
    assert (shown.default_source, shown.sources.data, shown.subscriptions.data) == (None, [], [])
    assert "sources" not in client.v1.customers.retrieve(customer.id)


def test_a_charge_shows_its_refunds_when_asked(client: stripe.StripeClient, sell: Callable) -> None:
    """docs.stripe.com/api/charges/object: `refunds` is expandable."""
    intent = sell()
    refund = client.v1.refunds.create(params={"payment_intent": intent.id, "amount": 100})
    charge = client.v1.charges.retrieve(intent.latest_charge, params={"expand": ["refunds"]})
    assert [one.id for one in charge.refunds.data] == [refund.id]
    assert "refunds" not in client.v1.charges.retrieve(intent.latest_charge)
    listed = client.v1.charges.list(params={"expand": ["data.refunds"]})
    assert [one.id for one in listed.data[0].refunds.data] == [refund.id]
    both = client.v1.payment_intents.retrieve(intent.id, params={"expand": ["latest_charge.refunds"]})
    assert both.latest_charge.refunds.data[0].amount == 100


# Older versions

TYPES = "amount=100&currency=usd&payment_method_types[]=card"
SPEED = "amount=100&currency=usd&payment_method_options[us_bank_account][preferred_settlement_speed]=fastest"
COUPON = "coupon=half"
SUNDAY = "type=express&capabilities[transfers][requested]=true&capabilities[card_payments][requested]=true"
SUNDAY += "&settings[payouts][schedule][weekly_payout_days][]=sunday"


@pytest.mark.parametrize(
    ("path", "body", "version", "status"),
    [
        ("payment_intents", TYPES, "2024-10-28.acacia", 200),
        ("payment_intents", TYPES, "2026-08-26.dahlia", 200),
        ("payment_intents", TYPES, "2026-09-30.endive", 400),
        ("payment_intents", TYPES, "2026-10-28.endive", 400),
        ("payment_intents", TYPES + "&amonut=1", "2024-10-28.acacia", 400),
        ("payment_intents", TYPES.replace("card", "gold"), "2024-10-28.acacia", 400),
        ("payment_intents", SPEED, "2025-10-29.clover", 200),
        ("payment_intents", SPEED, "2026-10-28.endive", 400),
        ("customers", COUPON, "2025-02-24.acacia", 200),
        ("customers", COUPON, "2025-08-27.basil", 400),
        ("accounts", SUNDAY, "2025-08-27.basil", 200),
        ("accounts", SUNDAY, "2025-10-29.clover", 400),
    ],
)
def test_an_older_version_takes_what_it_took(
    emulator: Emulator, path: str, body: str, version: str, status: int
) -> None:
    """stripe-python 11.6 (2025-02-24), 12.5 (2025-08-27), 13.2 (2025-10-29), 14.4 and 16.1; the changelog."""
    answer = ask(emulator, "POST", f"/v1/{path}", body, stripe_version=version)
    assert answer[0] == status, answer[1]


def test_a_post_takes_parameters_from_its_address_too(emulator: Emulator) -> None:
    """A name that is dropped in silence would be found much later."""
    status, customer, _ = ask(emulator, "POST", "/v1/customers?name=Ada", "email=a@b")
    assert (status, customer["name"], customer["email"]) == (200, "Ada", "a@b")
    assert ask(emulator, "POST", "/v1/customers?nmae=Ada")[1]["error"]["code"] == "parameter_unknown"


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=x"])
def test_a_body_of_another_type_is_refused_by_its_type(emulator: Emulator, content_type: str) -> None:
    status, body, _ = ask(emulator, "POST", "/v1/customers", '{"name": "Ada"}', content_type=content_type)
    assert (status, "application/x-www-form-urlencoded" in body["error"]["message"]) == (400, True)
    assert ask(emulator, "POST", "/v1/customers", content_type=content_type)[0] == 200
