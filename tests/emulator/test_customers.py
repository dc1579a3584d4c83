"""Customers and their saved cards."""

from contextlib import nullcontext

import pytest
import stripe

from stripe_emulator import Emulator


def customer_of(client: stripe.StripeClient, **params: object) -> stripe.Customer:
    return client.v1.customers.create(params=params)


def new_card(client: stripe.StripeClient, **more: object) -> stripe.PaymentMethod:
    return client.v1.payment_methods.create(params={"type": "card", "card": {"token": "tok_visa"}, **more})


def pay(client: stripe.StripeClient, method: str, **more: object) -> stripe.PaymentIntent:
    params = {
        "amount": 10_000,
        "currency": "usd",
        "payment_method": method,
        "confirm": True,
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        **more,
    }
    return client.v1.payment_intents.create(params=params)


def test_a_deleted_customer_is_found_as_a_stub(client: stripe.StripeClient) -> None:
    """docs.stripe.com/api/customers/retrieve: a deleted customer has only id, object and deleted."""
    customer = customer_of(client)
    intent = client.v1.payment_intents.create(
        params={"amount": 100, "currency": "usd", "customer": customer.id}
    )
    stub = {"id": customer.id, "object": "customer", "deleted": True}
    assert client.v1.customers.delete(customer.id).to_dict() == stub
    assert client.v1.customers.retrieve(customer.id).to_dict() == stub
    expanded = client.v1.payment_intents.retrieve(intent.id, params={"expand": ["customer"]})
    assert expanded.customer.to_dict() == stub
    assert client.v1.customers.list().data == []


def test_a_deleted_customer_cannot_be_changed_or_charged(client: stripe.StripeClient) -> None:
    customer = customer_of(client)
    saved = client.v1.payment_methods.attach(new_card(client).id, params={"customer": customer.id})
    client.v1.customers.delete(customer.id)
    for call in (
        lambda: client.v1.customers.update(customer.id, params={"name": "x"}),
        lambda: pay(client, "pm_card_visa", customer=customer.id),
        lambda: pay(client, saved.id),
    ):
        with pytest.raises(stripe.InvalidRequestError):
            call()


def test_a_detached_card_is_never_attached_or_charged_again(client: stripe.StripeClient) -> None:
    """docs.stripe.com/api/payment_methods/detach: it can no longer be used for a payment or re-attached."""
    customer = customer_of(client)
    card = new_card(client)
    client.v1.payment_methods.attach(card.id, params={"customer": customer.id})
    assert client.v1.payment_methods.detach(card.id).customer is None
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        client.v1.payment_methods.attach(card.id, params={"customer": customer.id})
    with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
        pay(client, card.id)


def test_a_card_that_was_charged_without_being_saved_is_used_up(client: stripe.StripeClient) -> None:
    """github.com/stripe/stripe-php/issues/1221 shows Stripe's answer."""
    card = new_card(client)
    assert pay(client, card.id).status == "succeeded"
    for call in (
        lambda: pay(client, card.id),
        lambda: client.v1.payment_methods.attach(card.id, params={"customer": customer_of(client).id}),
    ):
        with pytest.raises(stripe.InvalidRequestError, match="used again"):
            call()


def test_a_card_of_one_customer_is_not_for_another(client: stripe.StripeClient) -> None:
    """github.com/getlago/lago-api/pull/3826 shows Stripe's answer."""
    one, other = customer_of(client), customer_of(client)
    card = client.v1.payment_methods.attach(new_card(client).id, params={"customer": one.id})
    with pytest.raises(stripe.InvalidRequestError, match="already been attached"):
        client.v1.payment_methods.attach(card.id, params={"customer": other.id})
    with pytest.raises(stripe.InvalidRequestError, match="does not have a payment method"):
        pay(client, card.id, customer=other.id)
    with pytest.raises(stripe.InvalidRequestError, match="belongs to the Customer"):
        pay(client, card.id)
    assert [pay(client, card.id, customer=one.id).status for _ in range(2)] == ["succeeded"] * 2


@pytest.mark.parametrize(
    ("name", "attaches"),
    [
        ("pm_card_visa_chargeDeclined", False),
        ("pm_card_chargeDeclinedExpiredCard", False),
        ("pm_card_visa_chargeDeclinedInsufficientFunds", False),
        ("pm_card_chargeCustomerFail", True),
        ("pm_card_visa", True),
    ],
)
def test_a_declining_card_is_not_saved_except_the_one_that_fails_later(
    client: stripe.StripeClient, name: str, attaches: bool
) -> None:
    """docs.stripe.com/testing#declined-payments: only 0341 can be attached to a customer."""
    customer = customer_of(client)
    with nullcontext() if attaches else pytest.raises(stripe.CardError):
        client.v1.payment_methods.attach(name, params={"customer": customer.id})
    assert len(client.v1.customers.payment_methods.list(customer.id).data) == attaches


def test_attaching_needs_a_customer(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.payment_methods.attach("pm_card_visa")
    assert (refused.value.code, refused.value.param) == ("parameter_missing", "customer")


def test_billing_details_are_kept_and_copied_to_the_charge(client: stripe.StripeClient) -> None:
    """docs.stripe.com/api/charges/object: billing information of the method at the time of the payment."""
    card = new_card(client, billing_details={"name": "Ada", "address": {"country": "GB"}})
    assert (card.billing_details.name, card.billing_details.address.country) == ("Ada", "GB")
    customer = customer_of(client, payment_method=card.id)
    card = client.v1.payment_methods.update(card.id, params={"billing_details": {"email": "a@example.com"}})
    assert (card.billing_details.name, card.billing_details.email) == ("Ada", "a@example.com")
    charge = client.v1.charges.retrieve(pay(client, card.id, customer=customer.id).latest_charge)
    assert charge.billing_details.name == "Ada"


def test_saved_cards_are_filtered_by_type(client: stripe.StripeClient) -> None:
    customer = customer_of(client, payment_method="pm_card_visa")
    for kind, found in (("card", 1), ("us_bank_account", 0)):
        listed = client.v1.payment_methods.list(params={"customer": customer.id, "type": kind})
        of_customer = client.v1.customers.payment_methods.list(customer.id, params={"type": kind})
        assert (len(listed.data), len(of_customer.data)) == (found, found)


def test_a_customer_keeps_what_it_is_given(emulator: Emulator, client: stripe.StripeClient) -> None:
    """docs.stripe.com/api/customers/create."""
    customer = customer_of(
        client,
        payment_method="pm_card_visa",
        invoice_settings={"default_payment_method": "pm_card_visa", "footer": "Thanks"},
        balance=-500,
        tax_exempt="exempt",
        preferred_locales=["de", "en"],
    )
    saved = client.v1.customers.payment_methods.list(customer.id).data
    assert customer.invoice_settings.default_payment_method == saved[0].id
    assert (customer.balance, customer.tax_exempt) == (-500, "exempt")
    assert customer.preferred_locales == ["de", "en"]
    params = {"tax_exempt": "", "invoice_settings": {"footer": "Bye"}}
    customer = client.v1.customers.update(customer.id, params=params)
    assert customer.tax_exempt == "none"
    assert customer.invoice_settings.to_dict() == {
        "custom_fields": None,
        "default_payment_method": saved[0].id,
        "footer": "Bye",
        "rendering_options": None,
    }
    client.v1.payment_methods.detach(saved[0].id)
    assert client.v1.customers.retrieve(customer.id).invoice_settings.default_payment_method is None
    emulator.self_check()


@pytest.mark.parametrize(
    "params",
    [
        {"payment_method": "pm_card_visa_chargeDeclined"},
        {"invoice_settings": {"default_payment_method": "pm_card_visa"}},
    ],
)
def test_no_customer_is_made_with_a_card_that_cannot_be_its_own(
    client: stripe.StripeClient, params: dict
) -> None:
    with pytest.raises((stripe.CardError, stripe.InvalidRequestError)):
        customer_of(client, **params)
    assert client.v1.customers.list().data == []
    assert client.v1.events.list(params={"type": "customer.created"}).data == []
