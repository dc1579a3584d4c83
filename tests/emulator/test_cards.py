"""Stripe's test cards: names, tokens, numbers, and the risk that goes with them."""

from collections.abc import Callable

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.errors import StripeError
from stripe_emulator.resources.customers import card_numbers
from stripe_emulator.resources.customers.test_cards import CARDS

Sell = Callable[..., stripe.PaymentIntent]
NUMBERS = [*card_numbers.NAMES, *card_numbers.BY_COUNTRY.values()]


def card_of(number: str, **more: object) -> dict:
    return {
        "type": "card",
        "card": {"number": number, "exp_month": 12, "exp_year": 2040, "cvc": "123", **more},
    }


@pytest.mark.parametrize(
    ("name", "brand", "country", "funding"),
    [
        ("pm_card_visa", "visa", "US", "credit"),
        ("pm_card_jcb", "jcb", "JP", "credit"),
        ("pm_card_diners", "diners", "US", "credit"),
        ("pm_card_unionpay", "unionpay", "CN", "credit"),
        ("pm_card_mastercard_prepaid", "mastercard", "US", "prepaid"),
        ("pm_card_gb", "visa", "GB", "credit"),
        ("pm_card_gb_debit", "visa", "GB", "debit"),
        ("pm_card_br", "visa", "BR", "credit"),
    ],
)
def test_the_documented_names_pay(
    client: stripe.StripeClient, sell: Sell, name: str, brand: str, country: str, funding: str
) -> None:
    """docs.stripe.com/testing?testing-method=payment-methods."""
    charge = client.v1.charges.retrieve(sell(card=name).latest_charge)
    card = charge.payment_method_details.card
    assert (card.brand, card.country, card.funding) == (brand, country, funding)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_is_a_card_that_is_known_by_name(client: stripe.StripeClient, number: str) -> None:
    """docs.stripe.com/testing?testing-method=card-numbers."""
    assert card_numbers.has_check_digit(number)
    assert card_numbers.name_of(number) in CARDS
    method = client.v1.payment_methods.create(params=card_of(number))
    assert (method.card.last4, method.card.exp_year) == (number[-4:], 2040)


def test_two_cards_never_share_a_fingerprint_unless_they_are_one(client: stripe.StripeClient) -> None:
    made = {one: client.v1.payment_methods.create(params=card_of(one)).card.fingerprint for one in NUMBERS}
    assert made["4000000000000002"] != made["4000000760000002"]
    again = client.v1.payment_methods.create(params=card_of("4000000760000002")).card.fingerprint
    assert again == made["4000000760000002"]


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (card_of("4242424242424241"), "incorrect_number"),
        (card_of("4242424242424242", exp_month=13), "invalid_expiry_month"),
        (card_of("4242424242424242", exp_year=1970), "invalid_expiry_year"),
        (card_of("4242424242424242", exp_year=2026, exp_month=12), "invalid_expiry_year"),
        (card_of("4242424242424242", cvc="99"), "invalid_cvc"),
        (card_of("4111111111111111"), "card_declined"),
    ],
)
def test_a_bad_number_is_a_card_error(client: stripe.StripeClient, card: dict, code: str) -> None:
    """docs.stripe.com/testing#invalid-data; a real card in test mode is `test_mode_live_card`."""
    with pytest.raises(stripe.CardError) as refused:
        client.v1.payment_methods.create(params=card)
    assert refused.value.code == code


def test_a_browser_confirms_with_a_card_number(client: stripe.StripeClient) -> None:
    """Stripe.js sends `payment_method_data[card][number]`."""
    intent = client.v1.payment_intents.create(params={"amount": 10_000, "currency": "usd"})
    given = {**card_of("4000056655665556"), "billing_details": {"name": "Ada"}}
    params = {"payment_method_data": given, "return_url": "https://example.com"}
    paid = client.v1.payment_intents.confirm(intent.id, params=params)
    method = client.v1.payment_methods.retrieve(paid.payment_method)
    assert (paid.status, method.card.funding, method.billing_details.name) == ("succeeded", "debit", "Ada")


@pytest.mark.parametrize(
    ("name", "level"), [("pm_card_visa", "normal"), ("pm_card_riskLevelElevated", "elevated")]
)
def test_the_card_decides_the_risk_level(
    client: stripe.StripeClient, sell: Sell, name: str, level: str
) -> None:
    """docs.stripe.com/radar/testing."""
    outcome = client.v1.charges.retrieve(sell(card=name).latest_charge).outcome
    assert (outcome.risk_level, outcome.type) == (level, "authorized")


@pytest.mark.parametrize(
    "name", ["pm_card_radarBlock", "pm_card_riskLevelHighest", "pm_card_chargeDeclinedFraudulent"]
)
def test_radar_blocks_the_highest_risk(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell, name: str
) -> None:
    """docs.stripe.com/radar/testing, docs.stripe.com/declines#blocked-payments."""
    with pytest.raises(stripe.CardError) as blocked:
        sell(card=name)
    outcome = client.v1.charges.retrieve(blocked.value.error.charge).outcome
    assert (outcome.type, outcome.risk_level) == ("blocked", "highest")
    assert (outcome.network_status, outcome.reason) == ("not_sent_to_network", "highest_risk_level")
    emulator.self_check()


@pytest.mark.parametrize(
    ("name", "check", "result"),
    [
        ("pm_card_cvcCheckFail", "cvc_check", "fail"),
        ("pm_card_avsZipFail", "address_postal_code_check", "fail"),
        ("pm_card_avsLine1Fail", "address_line1_check", "fail"),
        ("pm_card_avsUnchecked", "address_line1_check", "unavailable"),
    ],
)
def test_a_failed_check_shows_on_the_charge(
    client: stripe.StripeClient, sell: Sell, name: str, check: str, result: str
) -> None:
    charge = client.v1.charges.retrieve(sell(card=name).latest_charge)
    assert charge.payment_method_details.card.checks[check] == result


def test_the_issuer_warns_of_fraud(emulator: Emulator, client: stripe.StripeClient, sell: Sell) -> None:
    """docs.stripe.com/testing#disputes: 5423 succeeds and gets an early fraud warning."""
    intent = sell(card="pm_card_createIssuerFraudRecord")
    sell()
    warnings = client.v1.radar.early_fraud_warnings.list(params={"payment_intent": intent.id}).data
    assert [(one.charge, one.actionable) for one in warnings] == [(intent.latest_charge, True)]
    event = client.v1.events.list(params={"type": "radar.early_fraud_warning.created"}).data[0]
    assert event.data.object.id == warnings[0].id
    client.v1.refunds.create(params={"payment_intent": intent.id})
    assert not client.v1.radar.early_fraud_warnings.retrieve(warnings[0].id).actionable
    emulator.self_check()


def test_a_test_can_warn_of_any_charge_that_succeeded(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    """`actionable` is false once the charge is disputed (docs.stripe.com/api/radar/early_fraud_warnings)."""
    charge = sell().latest_charge
    warning = emulator.control("early_fraud_warnings/create", charge=charge, fraud_type="made_with_lost_card")
    found = client.v1.radar.early_fraud_warnings.retrieve(warning["id"], params={"expand": ["charge"]})
    assert (found.charge.id, found.fraud_type) == (charge, "made_with_lost_card")
    emulator.control("disputes/open", charge=charge)
    assert not client.v1.radar.early_fraud_warnings.retrieve(warning["id"]).actionable


def test_a_warning_that_is_acted_on_is_announced_once(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    """docs.stripe.com/api/events/types#event_types-radar.early_fraud_warning.updated."""
    intent = sell(card="pm_card_createIssuerFraudRecord")
    emulator.set_balance("usd", 10_000)
    for amount, told in ((4_000, []), (6_000, [False])):
        client.v1.refunds.create(params={"payment_intent": intent.id, "amount": amount})
        events = client.v1.events.list(params={"type": "radar.early_fraud_warning.updated"}).data
        assert [one.data.object.actionable for one in events] == told
    assert events[0].data.previous_attributes.actionable is True
    emulator.control("disputes/open", charge=intent.latest_charge)
    assert len(client.v1.events.list(params={"type": "radar.early_fraud_warning.updated"}).data) == 1


def test_a_refund_that_a_dispute_ends_leaves_the_warning_as_it_is(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    """The refund waits; the dispute makes it fail and is itself a reason not to act."""
    intent = sell(card="pm_card_createIssuerFraudRecord")
    assert client.v1.refunds.create(params={"payment_intent": intent.id}).status == "pending"
    emulator.control("disputes/open", charge=intent.latest_charge)
    (warning,) = client.v1.radar.early_fraud_warnings.list().data
    events = client.v1.events.list(params={"type": "radar.early_fraud_warning.updated"}).data
    assert not warning.actionable
    assert [one.data.object.actionable for one in events] == [False]


def test_nobody_warns_of_a_charge_that_failed(
    emulator: Emulator, client: stripe.StripeClient, sell: Sell
) -> None:
    with pytest.raises(stripe.CardError) as declined:
        sell(card="pm_card_chargeDeclined")
    with pytest.raises(StripeError, match="has not succeeded"):
        emulator.control("early_fraud_warnings/create", charge=declined.value.error.charge)
