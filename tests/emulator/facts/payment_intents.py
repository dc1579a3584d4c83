"""PaymentIntents with cards."""

from tests.emulator.facts.fact import TIME, fact
from tests.emulator.facts.side import ANY_CARD, USD, Side, refusal

API = "docs.stripe.com/api/payment_intents"
LIFE = "docs.stripe.com/payments/paymentintents/lifecycle"
CARDS = "docs.stripe.com/testing"
HOLD = "docs.stripe.com/payments/place-a-hold-on-a-payment-method"


@fact(LIFE)
def starts_without_method(stripe: Side) -> None:
    """A PaymentIntent without a payment method waits for one."""
    assert stripe.v1.payment_intents.create(params=USD).status == "requires_payment_method"


@fact(LIFE)
def waits_for_confirmation(stripe: Side) -> None:
    """A PaymentIntent with a payment method waits to be confirmed."""
    params = {**USD, **ANY_CARD, "payment_method": "pm_card_visa"}
    intent = stripe.v1.payment_intents.create(params=params)
    assert intent.status == "requires_confirmation"
    assert stripe.v1.payment_intents.confirm(intent.id).status == "succeeded"


@fact(LIFE)
def succeeds(stripe: Side) -> None:
    """A confirmed payment by a good card succeeds at once, for the whole amount."""
    intent = stripe.pay(1_000)
    assert (intent.status, intent.amount_received) == ("succeeded", 1_000)
    assert (intent.latest_charge.paid, intent.latest_charge.captured) == (True, True)


@fact(f"{CARDS}#declined-payments")
def declined(stripe: Side) -> None:
    """A declined card is a 402 with the type `card_error`."""
    refused = refusal(lambda: stripe.pay(card="pm_card_visa_chargeDeclined"))
    assert refused[:3] == (402, "card_error", "card_declined")


@fact(f"{CARDS}#declined-payments")
def expired(stripe: Side) -> None:
    """An expired card has a code of its own."""
    assert refusal(lambda: stripe.pay(card="pm_card_chargeDeclinedExpiredCard")).code == "expired_card"


@fact(f"{CARDS}#declined-payments")
def wrong_cvc(stripe: Side) -> None:
    """A wrong security code has a code of its own."""
    assert refusal(lambda: stripe.pay(card="pm_card_chargeDeclinedIncorrectCvc")).code == "incorrect_cvc"


@fact(LIFE)
def declined_waits_again(stripe: Side) -> None:
    """After a decline the PaymentIntent waits for another payment method and keeps the error."""
    intent = stripe.v1.payment_intents.create(params={**USD, **ANY_CARD})
    card = {"payment_method": "pm_card_visa_chargeDeclinedInsufficientFunds"}
    refusal(lambda: stripe.v1.payment_intents.confirm(intent.id, params=card))
    after = stripe.v1.payment_intents.retrieve(intent.id)
    assert after.status == "requires_payment_method"
    assert after.last_payment_error.decline_code == "insufficient_funds"


@fact("docs.stripe.com/payments/3d-secure")
def authentication(stripe: Side) -> None:
    """A card that must authenticate leaves the PaymentIntent waiting for the buyer's action."""
    intent = stripe.pay(card="pm_card_authenticationRequired")
    assert intent.status == "requires_action"
    assert intent.next_action.type == "use_stripe_sdk"


@fact(HOLD)
def held(stripe: Side) -> None:
    """With `capture_method=manual` the money is held until it is captured."""
    intent = stripe.pay(1_000, capture_method="manual")
    assert (intent.status, intent.amount_capturable, intent.amount_received) == ("requires_capture", 1_000, 0)
    after = stripe.v1.payment_intents.capture(intent.id)
    assert (after.status, after.amount_capturable, after.amount_received) == ("succeeded", 0, 1_000)


@fact(HOLD)
def captured_in_part(stripe: Side) -> None:
    """Capturing a part releases the rest."""
    intent = stripe.pay(1_000, capture_method="manual")
    after = stripe.v1.payment_intents.capture(intent.id, params={"amount_to_capture": 400})
    assert (after.status, after.amount_capturable, after.amount_received) == ("succeeded", 0, 400)


@fact(f"{API}/capture")
def captured_too_much(stripe: Side) -> None:
    """More than the held amount cannot be captured."""
    intent = stripe.pay(1_000, capture_method="manual")
    params = {"amount_to_capture": 1_001}
    assert refusal(lambda: stripe.v1.payment_intents.capture(intent.id, params=params)).status == 400


@fact(f"{API}/cancel")
def canceled(stripe: Side) -> None:
    """A PaymentIntent that has not been paid can be canceled, with a reason."""
    intent = stripe.v1.payment_intents.create(params=USD)
    params = {"cancellation_reason": "abandoned"}
    after = stripe.v1.payment_intents.cancel(intent.id, params=params)
    assert (after.status, after.cancellation_reason) == ("canceled", "abandoned")
    assert after.canceled_at is not None


@fact("docs.stripe.com/error-codes#payment-intent-unexpected-state")
def paid_cannot_be_canceled(stripe: Side) -> None:
    """A paid PaymentIntent cannot be canceled."""
    intent = stripe.pay()
    refused = refusal(lambda: stripe.v1.payment_intents.cancel(intent.id))
    assert (refused.status, refused.code) == (400, "payment_intent_unexpected_state")


@fact("docs.stripe.com/error-codes#payment-intent-unexpected-state")
def paid_once(stripe: Side) -> None:
    """A paid PaymentIntent cannot be confirmed again."""
    intent = stripe.pay()
    refused = refusal(lambda: stripe.v1.payment_intents.confirm(intent.id))
    assert refused.code == "payment_intent_unexpected_state"


@fact("docs.stripe.com/error-codes#payment-intent-unexpected-state")
def canceled_cannot_be_paid(stripe: Side) -> None:
    """A canceled PaymentIntent cannot be confirmed."""
    intent = stripe.v1.payment_intents.create(params=USD)
    stripe.v1.payment_intents.cancel(intent.id)
    card = {"payment_method": "pm_card_visa"}
    refused = refusal(lambda: stripe.v1.payment_intents.confirm(intent.id, params=card))
    assert refused.code == "payment_intent_unexpected_state"


@fact("docs.stripe.com/changelog/endive/2026-09-30")
def method_types(stripe: Side) -> None:
    """`payment_method_types` is refused since 2026-09-30."""
    params = {**USD, "payment_method_types": ["card"]}
    refused = refusal(lambda: stripe.v1.payment_intents.create(params=params))
    assert refused.code == "payment_method_types_no_longer_supported"


@fact("docs.stripe.com/currencies#minimum-and-maximum-charge-amounts")
def least(stripe: Side) -> None:
    """The least charge in US dollars is 50 cents."""
    params = {**USD, "amount": 49}
    assert refusal(lambda: stripe.v1.payment_intents.create(params=params)).code == "amount_too_small"
    assert stripe.v1.payment_intents.create(params={**USD, "amount": 50}).amount == 50


@fact("docs.stripe.com/currencies#minimum-and-maximum-charge-amounts")
def most(stripe: Side) -> None:
    """The largest amount has eight digits."""
    params = {**USD, "amount": 100_000_000}
    assert refusal(lambda: stripe.v1.payment_intents.create(params=params)).code == "amount_too_large"
    assert stripe.v1.payment_intents.create(params={**USD, "amount": 99_999_999}).amount == 99_999_999


@fact(f"{API}/object")
def client_secret(stripe: Side) -> None:
    """The client secret begins with the id."""
    intent = stripe.v1.payment_intents.create(params=USD)
    assert intent.client_secret.startswith(f"{intent.id}_secret_")


@fact(f"{API}/update")
def amount_changes(stripe: Side) -> None:
    """The amount can change before the payment."""
    intent = stripe.v1.payment_intents.create(params=USD)
    assert stripe.v1.payment_intents.update(intent.id, params={"amount": 2_000}).amount == 2_000


@fact(f"{API}/create")
def currency_is_small(stripe: Side) -> None:
    """A currency may be sent in capitals and is answered in small letters."""
    assert stripe.v1.payment_intents.create(params={**USD, "currency": "USD"}).currency == "usd"


@fact("stripe.com/pricing (US)")
def price(stripe: Side) -> None:
    """A US platform pays 2.9 % and 30 cents for a domestic card."""
    assert [stripe.pay(one).latest_charge.balance_transaction.fee for one in (1_000, 10_000)] == [59, 320]


@fact(f"{API}/cancel")
def canceled_hold(stripe: Side) -> None:
    """Canceling a held payment releases the money, and no money comes in."""
    intent = stripe.pay(1_000, capture_method="manual")
    after = stripe.v1.payment_intents.cancel(intent.id)
    assert (after.status, after.amount_capturable, after.amount_received) == ("canceled", 0, 0)
    charge = stripe.v1.charges.retrieve(intent.latest_charge.id)
    assert (charge.captured, charge.amount_refunded, charge.balance_transaction) == (False, 1_000, None)


@fact(f"{API}/cancel")
def cancellation_reason(stripe: Side) -> None:
    """A reason for canceling is one of four."""
    intent = stripe.v1.payment_intents.create(params=USD)
    params = {"cancellation_reason": "regret"}
    refused = refusal(lambda: stripe.v1.payment_intents.cancel(intent.id, params=params))
    assert (refused.status, refused.param) == (400, "cancellation_reason")


@fact(HOLD)
def one_capture(stripe: Side) -> None:
    """After a partial capture the rest cannot be captured."""
    intent = stripe.pay(1_000, capture_method="manual")
    stripe.v1.payment_intents.capture(intent.id, params={"amount_to_capture": 400})
    assert refusal(lambda: stripe.v1.payment_intents.capture(intent.id)).status == 400


@fact(HOLD)
def capture_before(stripe: Side) -> None:
    """The charge of a held payment says until when it can be captured: about seven days."""
    charge = stripe.pay(1_000, capture_method="manual").latest_charge
    assert charge.balance_transaction is None
    before = charge.payment_method_details.card.capture_before
    assert 4 * 86_400 < before - charge.created <= 7 * 86_400 + 3_600


@fact(HOLD, emulator_only=TIME)
def hold_expires(stripe: Side) -> None:
    """A held payment that nobody captures is canceled when its time is over."""
    intent = stripe.pay(1_000, capture_method="manual")
    stripe.emulator.advance(7 * 86_400)
    after = stripe.v1.payment_intents.retrieve(intent.id)
    assert (after.status, after.cancellation_reason) == ("canceled", "automatic")


@fact(f"{API}/object#payment_intent_object-latest_charge")
def every_try_is_a_charge(stripe: Side) -> None:
    """Each try is a charge of its own, and the PaymentIntent names the latest."""
    intent = stripe.v1.payment_intents.create(params={**USD, **ANY_CARD})
    confirm = stripe.v1.payment_intents.confirm
    refusal(lambda: confirm(intent.id, params={"payment_method": "pm_card_visa_chargeDeclined"}))
    after = confirm(intent.id, params={"payment_method": "pm_card_visa"})
    made = stripe.v1.charges.list(params={"payment_intent": intent.id}).data
    assert [one.status for one in made] == ["succeeded", "failed"]
    assert (after.latest_charge, after.last_payment_error) == (made[0].id, None)


@fact(f"{API}/update")
def words_change_after_payment(stripe: Side) -> None:
    """After the payment metadata can still change, and the amount cannot."""
    intent = stripe.pay()
    update = stripe.v1.payment_intents.update
    assert update(intent.id, params={"metadata": {"a": "b"}}).metadata.to_dict() == {"a": "b"}
    assert refusal(lambda: update(intent.id, params={"amount": 20_000})).status == 400


@fact(f"{API}/list")
def by_customer(stripe: Side) -> None:
    """PaymentIntents can be listed by their customer."""
    customer = stripe.v1.customers.create().id
    intent = stripe.v1.payment_intents.create(params={**USD, "customer": customer})
    listed = stripe.v1.payment_intents.list(params={"customer": customer}).data
    assert [one.id for one in listed] == [intent.id]


@fact("docs.stripe.com/api/payment_intents/confirm#confirm_payment_intent-return_url")
def return_url(stripe: Side) -> None:
    """A confirmation that may redirect the buyer needs an address to return to."""
    intent = stripe.v1.payment_intents.create(params=USD)
    confirm = stripe.v1.payment_intents.confirm
    card = {"payment_method": "pm_card_visa"}
    assert refusal(lambda: confirm(intent.id, params=card)).param == "return_url"
    assert confirm(intent.id, params={**card, "return_url": "https://example.com"}).status == "succeeded"
