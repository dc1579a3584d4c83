"""Customers and their payment methods."""

from tests.emulator.facts.fact import fact
from tests.emulator.facts.side import Side, refusal

API = "docs.stripe.com/api/customers"
METHODS = "docs.stripe.com/api/payment_methods"


@fact(f"{API}/create")
def kept(stripe: Side) -> None:
    """What a customer is created with is answered."""
    given = {"name": "Ada", "email": "ada@example.com", "description": "first", "phone": "+15555550100"}
    customer = stripe.v1.customers.create(params={**given, "metadata": {"a": "b"}})
    assert {name: customer[name] for name in given} == given
    assert customer.metadata.to_dict() == {"a": "b"}


@fact(f"{API}/create")
def needs_nothing(stripe: Side) -> None:
    """A customer needs no parameter."""
    customer = stripe.v1.customers.create()
    assert (customer.id[:4], customer.email, customer.livemode) == ("cus_", None, False)


@fact(f"{API}/update")
def emptied(stripe: Side) -> None:
    """An empty text in the place of metadata removes all of it."""
    customer = stripe.v1.customers.create(params={"metadata": {"a": "b"}})
    assert stripe.v1.customers.update(customer.id, params={"metadata": ""}).metadata.to_dict() == {}


@fact(f"{API}/list")
def by_email(stripe: Side) -> None:
    """Customers can be listed by their email."""
    mail = f"{stripe.v1.customers.create().id.lower()}@example.com"
    customer = stripe.v1.customers.create(params={"email": mail})
    assert [one.id for one in stripe.v1.customers.list(params={"email": mail}).data] == [customer.id]


@fact(f"{API}/delete")
def deleted(stripe: Side) -> None:
    """A deleted customer is answered with its id and `deleted`."""
    customer = stripe.v1.customers.create().id
    answer = stripe.v1.customers.delete(customer).to_dict()
    assert answer == {"id": customer, "object": "customer", "deleted": True}


@fact(f"{API}/delete")
def deleted_is_not_listed(stripe: Side) -> None:
    """A deleted customer is not listed and cannot be changed."""
    customer = stripe.v1.customers.create().id
    stripe.v1.customers.delete(customer)
    assert customer not in [one.id for one in stripe.v1.customers.list().data]
    assert (
        refusal(lambda: stripe.v1.customers.update(customer, params={"name": "B"})).code == "resource_missing"
    )


@fact(f"{METHODS}/attach")
def attached(stripe: Side) -> None:
    """An attached test card becomes a payment method of the customer."""
    customer = stripe.v1.customers.create().id
    method = stripe.v1.payment_methods.attach("pm_card_visa", params={"customer": customer})
    assert (method.customer, method.card.last4, method.type) == (customer, "4242", "card")
    listed = stripe.v1.customers.payment_methods.list(customer).data
    assert [one.id for one in listed] == [method.id]


@fact(f"{METHODS}/detach")
def detached(stripe: Side) -> None:
    """A detached payment method belongs to nobody."""
    customer = stripe.v1.customers.create().id
    method = stripe.v1.payment_methods.attach("pm_card_visa", params={"customer": customer})
    assert stripe.v1.payment_methods.detach(method.id).customer is None
    assert stripe.v1.customers.payment_methods.list(customer).data == []


@fact(f"{METHODS}/object")
def brands(stripe: Side) -> None:
    """Each test card has its brand."""
    customer = stripe.v1.customers.create().id
    names = ("visa", "mastercard", "amex", "discover")
    made = [
        stripe.v1.payment_methods.attach(f"pm_card_{name}", params={"customer": customer}) for name in names
    ]
    assert tuple(one.card.brand for one in made) == names


@fact("docs.stripe.com/payments/accept-a-payment?platform=ios")
def ephemeral_key(stripe: Side) -> None:
    """An ephemeral key opens one customer to an app, for a short time."""
    customer = stripe.v1.customers.create().id
    options = {"stripe_version": "2026-10-28.endive"}
    key = stripe.v1.ephemeral_keys.create(params={"customer": customer}, options=options)
    assert key.secret.startswith("ek_test_")
    assert key.expires > key.created


@fact("docs.stripe.com/api/customer_sessions/create")
def customer_session(stripe: Side) -> None:
    """A customer session answers with a secret for the app."""
    customer = stripe.v1.customers.create().id
    components = {"payment_element": {"enabled": True}}
    params = {"customer": customer, "components": components}
    session = stripe.v1.customer_sessions.create(params=params)
    assert (session.customer, bool(session.client_secret)) == (customer, True)


@fact("docs.stripe.com/connect/authentication")
def of_its_account(stripe: Side) -> None:
    """A customer of a connected account does not exist for the platform."""
    options = {"stripe_account": stripe.account()}
    customer = stripe.v1.customers.create(options=options).id
    assert refusal(lambda: stripe.v1.customers.retrieve(customer)).code == "resource_missing"
    assert stripe.v1.customers.retrieve(customer, options=options).id == customer


@fact(f"{API}/retrieve")
def deleted_is_a_stub(stripe: Side) -> None:
    """A deleted customer can still be retrieved: what is left is its id and that it is deleted."""
    customer = stripe.v1.customers.create(params={"name": "Ada"}).id
    stripe.v1.customers.delete(customer)
    left = {"id": customer, "object": "customer", "deleted": True}
    assert stripe.v1.customers.retrieve(customer).to_dict() == left


@fact(f"{API}/list#list_customers-email")
def email_is_exact(stripe: Side) -> None:
    """The filter by email tells capital from small letters."""
    mail = f"ada.{stripe.v1.customers.create().id.lower()}@example.com"
    stripe.v1.customers.create(params={"email": mail})
    assert stripe.v1.customers.list(params={"email": mail.upper()}).data == []


@fact(f"{METHODS}/detach")
def detached_for_good(stripe: Side) -> None:
    """A detached payment method can neither pay nor be attached again."""
    customer = stripe.v1.customers.create().id
    params = {"customer": customer}
    method = stripe.v1.payment_methods.attach("pm_card_visa", params=params).id
    stripe.v1.payment_methods.detach(method)
    assert refusal(lambda: stripe.v1.payment_methods.attach(method, params=params)).status == 400
    assert refusal(lambda: stripe.pay(card=method)).status == 400


@fact(f"{METHODS}/attach")
def attached_once(stripe: Side) -> None:
    """A payment method belongs to one customer: another cannot have it too."""
    first, second = (stripe.v1.customers.create().id for _ in range(2))
    method = stripe.v1.payment_methods.attach("pm_card_visa", params={"customer": first}).id
    refused = refusal(lambda: stripe.v1.payment_methods.attach(method, params={"customer": second}))
    assert refused[:2] == (400, "invalid_request_error")


@fact(f"{METHODS}/update")
def update_needs_a_customer(stripe: Side) -> None:
    """A payment method can be changed once it is a customer's, and not before."""
    method = stripe.v1.payment_methods.create(params={"type": "card", "card": {"token": "tok_visa"}}).id
    update = stripe.v1.payment_methods.update
    params = {"billing_details": {"name": "Ada"}}
    assert refusal(lambda: update(method, params=params)).status == 400
    stripe.v1.payment_methods.attach(method, params={"customer": stripe.v1.customers.create().id})
    assert update(method, params=params).billing_details.name == "Ada"


@fact(f"{API}/object#customer_object-invoice_settings-default_payment_method")
def default_method(stripe: Side) -> None:
    """The default payment method of a customer must be attached to that customer."""
    first, second = (stripe.v1.customers.create().id for _ in range(2))
    method = stripe.v1.payment_methods.attach("pm_card_visa", params={"customer": first}).id
    params = {"invoice_settings": {"default_payment_method": method}}
    after = stripe.v1.customers.update(first, params=params)
    assert after.invoice_settings.default_payment_method == method
    assert refusal(lambda: stripe.v1.customers.update(second, params=params)).status == 400


@fact(f"{METHODS}/customer_list")
def by_kind(stripe: Side) -> None:
    """The payment methods of a customer can be listed by kind."""
    customer = stripe.v1.customers.create(params={"payment_method": "pm_card_visa"}).id
    listed = stripe.v1.customers.payment_methods.list
    assert len(listed(customer, params={"type": "card"}).data) == 1
    assert listed(customer, params={"type": "us_bank_account"}).data == []


@fact(f"{API}/create#create_customer-payment_method")
def created_with_a_card(stripe: Side) -> None:
    """A customer can be created together with a payment method, which is then attached."""
    customer = stripe.v1.customers.create(params={"payment_method": "pm_card_mastercard"}).id
    (method,) = stripe.v1.customers.payment_methods.list(customer).data
    assert (method.card.brand, method.customer) == ("mastercard", customer)
