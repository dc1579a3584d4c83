"""Test cards: what they are, what Radar thinks of them, what their checks say."""

import stripe as sdk

from tests.emulator.facts.fact import fact
from tests.emulator.facts.side import USD, Side, refusal, refused_card

CARDS = "docs.stripe.com/testing"
RADAR = "docs.stripe.com/testing#fraud-prevention"
METHODS = "docs.stripe.com/api/payment_methods"


def paid_by(stripe: Side, card: str) -> sdk.Charge:
    return stripe.pay(1_000, card).latest_charge


@fact(f"{CARDS}#declined-payments")
def decline_codes(stripe: Side) -> None:
    """A declined card says in `decline_code` what its bank answered."""
    for name, code in (("LostCard", "lost_card"), ("StolenCard", "stolen_card")):
        assert refused_card(stripe, f"pm_card_visa_chargeDeclined{name}").error.decline_code == code


@fact(f"{CARDS}#declined-payments")
def velocity(stripe: Side) -> None:
    """A card that is used too often is declined with `card_velocity_exceeded`."""
    refused = refused_card(stripe, "pm_card_visa_chargeDeclinedVelocityLimitExceeded")
    assert (refused.error.code, refused.error.decline_code) == ("card_declined", "card_velocity_exceeded")


@fact(f"{CARDS}#declined-payments")
def processing(stripe: Side) -> None:
    """An error while processing has a code of its own, and no decline by the bank is the reason."""
    assert refused_card(stripe, "pm_card_chargeDeclinedProcessingError").error.code == "processing_error"


@fact("docs.stripe.com/api/errors")
def names_the_charge(stripe: Side) -> None:
    """A card error names the failed charge and holds the payment method and the PaymentIntent."""
    error = refused_card(stripe, "pm_card_visa_chargeDeclined").error
    assert error.payment_intent.latest_charge == error.charge
    assert error.payment_method.card.last4 == "0002"
    charge = stripe.v1.charges.retrieve(error.charge)
    assert (charge.status, charge.paid, charge.failure_code) == ("failed", False, "card_declined")


@fact(f"{CARDS}#declined-payments")
def declining_card_is_not_saved(stripe: Side) -> None:
    """A card that its bank declines cannot be attached to a customer."""
    params = {"customer": stripe.v1.customers.create().id}
    attach = stripe.v1.payment_methods.attach
    refused = refusal(lambda: attach("pm_card_visa_chargeDeclined", params=params))
    assert refused[:2] == (402, "card_error")


@fact(f"{CARDS}#declined-payments")
def declines_after_attaching(stripe: Side) -> None:
    """One test card can be attached to a customer and is declined when it is charged."""
    customer = stripe.v1.customers.create().id
    card = stripe.v1.payment_methods.attach("pm_card_chargeCustomerFail", params={"customer": customer})
    assert refusal(lambda: stripe.pay(card=card.id, customer=customer)).code == "card_declined"


@fact(RADAR)
def elevated(stripe: Side) -> None:
    """A payment by the card of elevated risk succeeds, and its charge says so."""
    charge = paid_by(stripe, "pm_card_riskLevelElevated")
    assert (charge.paid, charge.outcome.risk_level) == (True, "elevated")


@fact(RADAR)
def normal(stripe: Side) -> None:
    """An ordinary payment is authorized with a normal risk."""
    outcome = paid_by(stripe, "pm_card_visa").outcome
    assert (outcome.type, outcome.risk_level, outcome.network_status) == (
        "authorized",
        "normal",
        "approved_by_network",
    )


@fact(RADAR)
def blocked(stripe: Side) -> None:
    """Radar always blocks one test card: its bank never sees the payment."""
    charge = stripe.v1.charges.retrieve(refused_card(stripe, "pm_card_radarBlock").error.charge)
    assert (charge.status, charge.outcome.type, charge.outcome.risk_level) == ("failed", "blocked", "highest")
    assert charge.outcome.network_status == "not_sent_to_network"


@fact(RADAR)
def checks(stripe: Side) -> None:
    """The check of the address's first line can fail, and the payment still succeeds."""
    charge = paid_by(stripe, "pm_card_avsLine1Fail")
    assert (charge.paid, charge.payment_method_details.card.checks.address_line1_check) == (True, "fail")


@fact(f"{CARDS}#international-cards")
def country(stripe: Side) -> None:
    """The test card of a country was issued there."""
    card = paid_by(stripe, "pm_card_gb").payment_method_details.card
    assert (card.country, card.brand) == ("GB", "visa")


@fact(f"{METHODS}/object")
def funding(stripe: Side) -> None:
    """A card says whether it is a credit, a debit or a prepaid card."""
    names = ("visa", "visa_debit", "mastercard_prepaid")
    kinds = [paid_by(stripe, f"pm_card_{one}").payment_method_details.card.funding for one in names]
    assert kinds == ["credit", "debit", "prepaid"]


@fact(f"{METHODS}/object")
def fingerprint(stripe: Side) -> None:
    """The same card number has the same fingerprint, whoever pays with it; another number has another."""
    same = [paid_by(stripe, "pm_card_visa").payment_method_details.card.fingerprint for _ in range(2)]
    assert same[0] == same[1]
    assert paid_by(stripe, "pm_card_mastercard").payment_method_details.card.fingerprint != same[0]


@fact("docs.stripe.com/testing?testing-method=tokens")
def token(stripe: Side) -> None:
    """A payment method can be made from a test token, and keeps its billing details."""
    params = {"type": "card", "card": {"token": "tok_visa"}, "billing_details": {"name": "Ada"}}
    method = stripe.v1.payment_methods.create(params=params)
    assert (method.card.last4, method.billing_details.name, method.customer) == ("4242", "Ada", None)
    assert stripe.pay(card=method.id).latest_charge.billing_details.name == "Ada"


@fact("docs.stripe.com/api/payment_methods/attach")
def used_once(stripe: Side) -> None:
    """A payment method that belongs to no customer pays once."""
    params = {"type": "card", "card": {"token": "tok_visa"}}
    method = stripe.v1.payment_methods.create(params=params).id
    assert stripe.pay(card=method).status == "succeeded"
    assert refusal(lambda: stripe.pay(card=method))[:2] == (400, "invalid_request_error")


@fact("docs.stripe.com/api/payment_intents/object#payment_intent_object-customer")
def of_another(stripe: Side) -> None:
    """A saved card of one customer cannot pay for another customer, or for none."""
    owner, other = (stripe.v1.customers.create().id for _ in range(2))
    card = stripe.v1.payment_methods.attach("pm_card_visa", params={"customer": owner}).id
    assert stripe.pay(card=card, customer=owner).status == "succeeded"
    assert refusal(lambda: stripe.pay(card=card, customer=other)).status == 400
    assert refusal(lambda: stripe.pay(card=card)).status == 400


@fact("docs.stripe.com/api/payment_intents/create#create_payment_intent-setup_future_usage")
def saved_by_paying(stripe: Side) -> None:
    """With `setup_future_usage` the card of a payment becomes its customer's."""
    customer = stripe.v1.customers.create().id
    stripe.pay(customer=customer, setup_future_usage="off_session")
    (card,) = stripe.v1.customers.payment_methods.list(customer).data
    assert card.card.last4 == "4242"


@fact("docs.stripe.com/api/payment_intents/object#payment_intent_object-statement_descriptor")
def descriptor(stripe: Side) -> None:
    """A card payment takes a suffix for its statement; a whole descriptor is refused."""
    assert stripe.pay(statement_descriptor_suffix="ROUND 1").statement_descriptor_suffix == "ROUND 1"
    params = {**USD, "statement_descriptor": "PULSE"}
    intent = stripe.v1.payment_intents.create(params=params)
    card = {"payment_method": "pm_card_visa", "return_url": "https://example.com"}
    assert refusal(lambda: stripe.v1.payment_intents.confirm(intent.id, params=card)).status == 400
