"""Destination charges: the platform sells, and the money goes on to a connected account."""

from tests.emulator.facts.fact import fact
from tests.emulator.facts.side import USD, Side, refusal

DESTINATION = "docs.stripe.com/connect/destination-charges"


@fact(DESTINATION)
def destination(stripe: Side) -> None:
    """A destination charge transfers the whole amount and takes the fee back as an application fee."""
    charge = stripe.sell(10_000, 300).latest_charge
    assert (charge.transfer.amount, charge.application_fee.amount) == (10_000, 300)
    assert charge.transfer.source_transaction == charge.id


@fact(DESTINATION)
def fee_is_limited(stripe: Side) -> None:
    """An application fee cannot exceed the amount."""
    assert refusal(lambda: stripe.sell(1_000, 1_001)).status == 400


@fact(DESTINATION)
def part_goes_on(stripe: Side) -> None:
    """With `transfer_data[amount]` that much is transferred and there is no application fee."""
    to = {"destination": stripe.ready_account(), "amount": 9_700}
    expand = ["latest_charge.transfer"]
    charge = stripe.pay(10_000, transfer_data=to, expand=expand).latest_charge
    assert (charge.transfer.amount, charge.application_fee) == (9_700, None)


@fact(DESTINATION)
def fee_needs_destination(stripe: Side) -> None:
    """An application fee without a destination is refused."""
    assert refusal(lambda: stripe.pay(1_000, application_fee_amount=30)).status == 400


@fact("docs.stripe.com/connect/separate-charges-and-transfers#transfer-availability")
def shared_group(stripe: Side) -> None:
    """A destination charge without a group and its transfer get the group `group_` and the PaymentIntent."""
    intent = stripe.sell()
    charge = intent.latest_charge
    assert (charge.transfer_group, charge.transfer.transfer_group) == (f"group_{intent.id}",) * 2


@fact(f"{DESTINATION}#settlement-merchant")
def on_behalf_of(stripe: Side) -> None:
    """A charge on behalf of an account needs that account's `card_payments`."""
    params = {**USD, "on_behalf_of": stripe.account()}
    to = {"transfer_data": {"destination": stripe.ready_account()}}
    assert refusal(lambda: stripe.v1.payment_intents.create(params={**params, **to})).status == 400


@fact(f"{DESTINATION}#transfer-data-destination")
def destination_must_be_ready(stripe: Side) -> None:
    """A destination charge needs a destination that can receive transfers."""
    to = {"transfer_data": {"destination": stripe.account()}}
    assert refusal(lambda: stripe.v1.payment_intents.create(params={**USD, **to})).status == 400
