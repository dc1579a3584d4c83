"""Currencies: digits, least and largest amounts, and conversion."""

from tests.emulator.facts.fact import CONTROL, fact
from tests.emulator.facts.side import Side, refusal

AMOUNTS = "docs.stripe.com/currencies#minimum-and-maximum-charge-amounts"
SPECIAL = "docs.stripe.com/currencies#special-cases"
RATE = "the rate of a sandbox changes"

LEAST = {"eur": 50, "gbp": 30, "jpy": 50, "hkd": 400, "mxn": 1_000, "sek": 300, "czk": 1_500, "huf": 17_500}


def intent_of(stripe: Side, amount: int, currency: str) -> int:
    params = {"amount": amount, "currency": currency}
    return stripe.v1.payment_intents.create(params=params).amount


@fact(AMOUNTS)
def least_of_each(stripe: Side) -> None:
    """Each currency has its own least amount: 30 pence, 50 yen, 4 Hong Kong dollars, 175 forint."""
    for currency, least in LEAST.items():
        assert refusal(lambda c=currency, a=least: intent_of(stripe, a - 1, c)).code == "amount_too_small"


@fact(AMOUNTS, emulator_only="a sandbox converts it, and the least amount of dollars counts too")
def least_is_enough(stripe: Side) -> None:
    """The least amount of a currency itself is accepted."""
    assert [intent_of(stripe, least, currency) for currency, least in LEAST.items()] == [*LEAST.values()]


@fact("docs.stripe.com/currencies#zero-decimal")
def no_decimals(stripe: Side) -> None:
    """An amount of 500 in Japanese yen is 500 yen."""
    assert intent_of(stripe, 500, "jpy") == 500


@fact(SPECIAL)
def no_fractions(stripe: Side) -> None:
    """Amounts in ISK and UGX have two decimals that must be zero."""
    for currency in ("isk", "ugx"):
        assert refusal(lambda c=currency: intent_of(stripe, 100_050, c)).status == 400


@fact("docs.stripe.com/currencies#three-decimal")
def last_digit_is_zero(stripe: Side) -> None:
    """Amounts in a currency with three decimals end with a zero."""
    assert refusal(lambda: intent_of(stripe, 5_005, "kwd")).status == 400


@fact(SPECIAL)
def whole_payouts(stripe: Side) -> None:
    """Payouts in HUF and TWD are multiples of 100, though charges in them are not."""
    for currency in ("huf", "twd"):
        params = {"amount": 1_045, "currency": currency}
        assert refusal(lambda p=params: stripe.v1.payouts.create(params=p)).status == 400
    assert intent_of(stripe, 17_545, "huf") == 17_545


@fact("docs.stripe.com/currencies#presentment-currencies")
def currency_stays(stripe: Side) -> None:
    """A charge and its refund keep the currency that the buyer pays in."""
    charge = stripe.pay(1_000, currency="eur").latest_charge
    refund = stripe.v1.refunds.create(params={"charge": charge.id, "amount": 100})
    assert (charge.currency, refund.currency) == ("eur", "eur")


@fact("docs.stripe.com/currencies/conversions", emulator_only=RATE)
def converted(stripe: Side) -> None:
    """A charge in another currency reaches the balance converted, and the transaction names the rate."""
    stripe.emulator.control("exchange_rates", eur="1.08")
    transaction = stripe.pay(1_000, currency="eur").latest_charge.balance_transaction
    assert (transaction.amount, transaction.currency, transaction.exchange_rate) == (1_080, "usd", 1.08)


@fact(AMOUNTS, emulator_only=RATE)
def least_after_conversion(stripe: Side) -> None:
    """A charge must also reach the least amount of the currency that it is converted to."""
    stripe.emulator.control("exchange_rates", jpy="0.0065")
    refused = refusal(lambda: intent_of(stripe, 60, "jpy"))
    assert (refused.code, refused.param) == ("amount_too_small", "amount")


@fact("docs.stripe.com/connect/separate-charges-and-transfers#transfer-availability", emulator_only=CONTROL)
def transfer_in_the_balance_currency(stripe: Side) -> None:
    """A transfer with `source_transaction` has the currency of the balance, not that of the charge."""
    stripe.emulator.control("exchange_rates", eur="1.10")
    charge = stripe.pay(1_000, currency="eur").latest_charge
    params = {"amount": 500, "destination": stripe.ready_account(), "source_transaction": charge.id}
    create = stripe.v1.transfers.create
    assert refusal(lambda: create(params={**params, "currency": "eur"})).status == 400
    assert create(params={**params, "currency": "usd"}).amount == 500
