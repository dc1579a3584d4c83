"""Application fees: what a platform earns by destination charges."""

import stripe as sdk

from tests.emulator.facts.fact import fact
from tests.emulator.facts.side import Side, refusal

API = "docs.stripe.com/api/application_fees"
REFUNDS = "docs.stripe.com/api/fee_refunds"


def earned(stripe: Side, amount: int = 300) -> sdk.ApplicationFee:
    return stripe.sell(10_000, amount).latest_charge.application_fee


@fact(f"{API}/object")
def names_its_charge(stripe: Side) -> None:
    """An application fee names the account that paid it and the charge that it was taken from."""
    charge = stripe.sell(10_000, 300).latest_charge
    fee = charge.application_fee
    assert (fee.amount, fee.amount_refunded, fee.refunded) == (300, 0, False)
    assert (fee.account, fee.charge) == (charge.transfer.destination, charge.id)


@fact(f"{API}/list")
def by_charge(stripe: Side) -> None:
    """Application fees can be listed by their charge."""
    fee = earned(stripe)
    assert [one.id for one in stripe.v1.application_fees.list(params={"charge": fee.charge}).data] == [fee.id]


@fact("docs.stripe.com/api/balance_transactions/object")
def reaches_the_platform(stripe: Side) -> None:
    """A fee reaches the platform by a transaction of the type `application_fee`, without a fee of its own."""
    transaction = stripe.v1.balance_transactions.retrieve(earned(stripe).balance_transaction)
    assert (transaction.type, transaction.amount, transaction.fee) == ("application_fee", 300, 0)


@fact(f"{REFUNDS}/create")
def refunded_in_parts(stripe: Side) -> None:
    """A fee can be refunded in parts, until all of it is refunded."""
    fee = earned(stripe)
    stripe.v1.application_fees.refunds.create(fee.id, params={"amount": 100})
    after = stripe.v1.application_fees.retrieve(fee.id)
    assert (after.amount_refunded, after.refunded) == (100, False)
    assert stripe.v1.application_fees.refunds.create(fee.id).amount == 200
    assert stripe.v1.application_fees.retrieve(fee.id).refunded


@fact(f"{REFUNDS}/create")
def refunded_too_much(stripe: Side) -> None:
    """More than what is left of a fee cannot be refunded, and a refunded fee not again."""
    fee = earned(stripe)
    create = stripe.v1.application_fees.refunds.create
    assert refusal(lambda: create(fee.id, params={"amount": 301})).status == 400
    create(fee.id)
    assert refusal(lambda: create(fee.id)).status == 400


@fact("docs.stripe.com/connect/destination-charges#refunding-app-fee")
def returns_to_the_account(stripe: Side) -> None:
    """A refunded fee goes to the account that paid it."""
    fee = earned(stripe)
    refund = stripe.v1.application_fees.refunds.create(fee.id, params={"amount": 100})
    params, options = {"source": refund.id}, {"stripe_account": fee.account}
    listed = stripe.soon(lambda: stripe.v1.balance_transactions.list(params=params, options=options).data)
    assert sum(one.net for one in listed) == 100


@fact(f"{REFUNDS}/update")
def metadata(stripe: Side) -> None:
    """Metadata is what can be changed of a fee's refund."""
    fee = earned(stripe)
    refunds = stripe.v1.application_fees.refunds
    made = refunds.create(fee.id, params={"amount": 100})
    after = refunds.update(fee.id, made.id, params={"metadata": {"a": "b"}})
    assert after.metadata.to_dict() == {"a": "b"}
    refused = refusal(lambda: refunds.update(fee.id, made.id, params={"amount": 5}))
    assert refused.code == "parameter_unknown"


@fact(f"{REFUNDS}/list")
def ten_newest(stripe: Side) -> None:
    """A fee holds its ten newest refunds; the list has all."""
    fee = earned(stripe)
    for _ in range(11):
        stripe.v1.application_fees.refunds.create(fee.id, params={"amount": 1})
    held = stripe.v1.application_fees.retrieve(fee.id).refunds
    assert (len(held.data), held.has_more) == (10, True)
    assert len(stripe.v1.application_fees.refunds.list(fee.id, params={"limit": 20}).data) == 11


@fact("docs.stripe.com/api/payment_intents/object#payment_intent_object-application_fee_amount")
def capped_by_the_capture(stripe: Side) -> None:
    """When less is captured than the fee, the fee is what was captured."""
    intent = stripe.sell(10_000, 300, capture_method="manual", expand=[])
    expand = ["latest_charge.application_fee"]
    params = {"amount_to_capture": 200, "expand": expand}
    after = stripe.v1.payment_intents.capture(intent.id, params=params)
    assert after.latest_charge.application_fee.amount == 200
