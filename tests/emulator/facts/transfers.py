"""Transfers from the platform to connected accounts, and their reversals."""

import stripe as sdk

from tests.emulator.facts.fact import fact
from tests.emulator.facts.side import Side, refusal

API = "docs.stripe.com/api/transfers"
REVERSALS = "docs.stripe.com/api/transfer_reversals"
SEPARATE = "docs.stripe.com/connect/separate-charges-and-transfers"


def from_charge(stripe: Side, charge: str, amount: int) -> sdk.Transfer:
    """A transfer of money that a charge brought."""
    params = {"amount": amount, "currency": "usd", "source_transaction": charge}
    return stripe.v1.transfers.create(params={**params, "destination": stripe.ready_account()})


@fact(f"{API}/object")
def no_status(stripe: Side) -> None:
    """A transfer has no status: when it is answered, the money has moved."""
    transfer = stripe.transfer(1_000)
    assert "status" not in transfer
    assert (transfer.amount, transfer.amount_reversed, transfer.reversed) == (1_000, 0, False)


@fact(f"{API}/object")
def arrives_as_payment(stripe: Side) -> None:
    """A transfer arrives as a payment of the connected account."""
    transfer = stripe.transfer(1_000)
    options = {"stripe_account": transfer.destination}
    payment = stripe.v1.charges.retrieve(transfer.destination_payment, options=options)
    assert (payment.id[:3], payment.amount, payment.source_transfer) == ("py_", 1_000, transfer.id)


@fact("docs.stripe.com/connect/account-capabilities; the code is a recorded answer")
def not_ready(stripe: Side) -> None:
    """A transfer to an account without an active `transfers` capability is refused."""
    params = {"amount": 100, "currency": "usd", "destination": stripe.account()}
    stripe.fund()
    refused = refusal(lambda: stripe.v1.transfers.create(params=params))
    assert refused[:3] == (400, "invalid_request_error", "insufficient_capabilities_for_transfer")


@fact("docs.stripe.com/error-codes#balance-insufficient")
def not_covered(stripe: Side) -> None:
    """A transfer above the available balance is refused."""
    params = {"amount": 99_999_999, "currency": "usd", "destination": stripe.ready_account()}
    refused = refusal(lambda: stripe.v1.transfers.create(params=params))
    assert refused[:3] == (400, "invalid_request_error", "balance_insufficient")


@fact("docs.stripe.com/error-codes#resource-missing")
def unknown_destination(stripe: Side) -> None:
    """A transfer to an account that does not exist names the parameter."""
    params = {"amount": 100, "currency": "usd", "destination": "acct_1AAAAAAAAAAAAAAA"}
    refused = refusal(lambda: stripe.v1.transfers.create(params=params))
    assert (refused.status, refused.code, refused.param) == (400, "resource_missing", "destination")


@fact(f"{API}/create")
def positive(stripe: Side) -> None:
    """The amount of a transfer is a positive integer."""
    params = {"amount": 0, "currency": "usd", "destination": "acct_1AAAAAAAAAAAAAAA"}
    refused = refusal(lambda: stripe.v1.transfers.create(params=params))
    assert (refused.code, refused.param) == ("parameter_invalid_integer", "amount")


@fact(f"{API}/update")
def words_change(stripe: Side) -> None:
    """Description and metadata of a transfer can change, its amount cannot."""
    transfer = stripe.transfer(1_000)
    after = stripe.v1.transfers.update(transfer.id, params={"description": "d", "metadata": {"a": "b"}})
    assert (after.description, after.metadata.to_dict()) == ("d", {"a": "b"})
    refused = refusal(lambda: stripe.v1.transfers.update(transfer.id, params={"amount": 5}))
    assert (refused.code, refused.param) == ("parameter_unknown", "amount")


@fact(f"{API}/list")
def by_group(stripe: Side) -> None:
    """Transfers can be listed by group and by destination, together."""
    transfer = stripe.transfer(1_000, transfer_group="prize:1")
    params = {"transfer_group": "prize:1", "destination": transfer.destination}
    assert transfer.id in [one.id for one in stripe.v1.transfers.list(params=params).data]
    other = {**params, "transfer_group": "prize:none"}
    assert stripe.v1.transfers.list(params=other).data == []


@fact(f"{API}/list")
def not_by_metadata(stripe: Side) -> None:
    """Transfers cannot be listed by metadata."""
    params = {"metadata": {"a": "b"}}
    assert refusal(lambda: stripe.v1.transfers.list(params=params)).code == "parameter_unknown"


@fact(SEPARATE)
def before_available(stripe: Side) -> None:
    """With `source_transaction` money of a charge is transferred before it is available."""
    charge = stripe.pay(10_000).latest_charge
    params = {"currency": "usd", "destination": stripe.ready_account(), "source_transaction": charge.id}
    transfer = stripe.v1.transfers.create(params={**params, "amount": 9_000})
    assert (transfer.amount, transfer.source_transaction) == (9_000, charge.id)


@fact(SEPARATE)
def sum_is_limited(stripe: Side) -> None:
    """All transfers from one charge together cannot exceed it."""
    charge = stripe.pay(10_000).latest_charge
    params = {"currency": "usd", "destination": stripe.ready_account(), "source_transaction": charge.id}
    stripe.v1.transfers.create(params={**params, "amount": 9_000})
    assert refusal(lambda: stripe.v1.transfers.create(params={**params, "amount": 1_001})).status == 400


@fact(f"{REVERSALS}/create")
def reversed_in_part(stripe: Side) -> None:
    """A partial reversal counts in `amount_reversed` and does not make the transfer reversed."""
    transfer = stripe.transfer(1_000)
    stripe.v1.transfers.reversals.create(transfer.id, params={"amount": 400})
    after = stripe.v1.transfers.retrieve(transfer.id)
    assert (after.amount_reversed, after.reversed) == (400, False)


@fact(f"{REVERSALS}/create")
def reversed_whole(stripe: Side) -> None:
    """A reversal without an amount takes the rest, and the transfer is reversed."""
    transfer = stripe.transfer(1_000)
    stripe.v1.transfers.reversals.create(transfer.id, params={"amount": 400})
    assert stripe.v1.transfers.reversals.create(transfer.id).amount == 600
    assert stripe.v1.transfers.retrieve(transfer.id).reversed


@fact(f"{REVERSALS}/create")
def reversed_too_much(stripe: Side) -> None:
    """More than what is left of a transfer cannot be reversed."""
    transfer = stripe.transfer(1_000)
    reversals = stripe.v1.transfers.reversals
    assert refusal(lambda: reversals.create(transfer.id, params={"amount": 1_001})).status == 400


@fact(f"{REVERSALS}/list")
def reversals_are_listed(stripe: Side) -> None:
    """The reversals of a transfer are listed newest first, and in the transfer itself."""
    transfer = stripe.transfer(1_000)
    for amount in (100, 200):
        stripe.v1.transfers.reversals.create(transfer.id, params={"amount": amount})
    assert [one.amount for one in stripe.v1.transfers.reversals.list(transfer.id).data] == [200, 100]
    assert len(stripe.v1.transfers.retrieve(transfer.id).reversals.data) == 2


@fact(SEPARATE)
def group_of_the_charge(stripe: Side) -> None:
    """A transfer with `source_transaction` is in the group of its charge."""
    charge = stripe.pay(10_000, transfer_group="pool:1").latest_charge
    transfer = from_charge(stripe, charge.id, 1_000)
    assert transfer.transfer_group == "pool:1"


@fact(SEPARATE)
def group_is_made(stripe: Side) -> None:
    """When the charge has no group, both get the group `group_` and the PaymentIntent."""
    intent = stripe.pay(10_000)
    transfer = from_charge(stripe, intent.latest_charge.id, 1_000)
    charge = stripe.v1.charges.retrieve(intent.latest_charge.id)
    assert (transfer.transfer_group, charge.transfer_group) == (f"group_{intent.id}",) * 2


@fact(SEPARATE)
def group_does_nothing(stripe: Side) -> None:
    """A group only names what belongs together: a second transfer in it is made like the first."""
    stripe.fund(2_000)
    params = {"amount": 1_000, "currency": "usd", "transfer_group": "prize:1"}
    to = {"destination": stripe.ready_account()}
    made = {stripe.v1.transfers.create(params={**params, **to}).id for _ in range(2)}
    assert len(made) == 2


@fact(SEPARATE)
def pending_like_its_charge(stripe: Side) -> None:
    """The money of a transfer from a charge becomes available when that of the charge does."""
    charge = stripe.pay(10_000).latest_charge
    transfer = from_charge(stripe, charge.id, 1_000)
    params = {"source": transfer.destination_payment}
    options = {"stripe_account": transfer.destination}
    (arrived,) = stripe.v1.balance_transactions.list(params=params, options=options).data
    assert (arrived.status, arrived.available_on) == ("pending", charge.balance_transaction.available_on)


@fact(SEPARATE, emulator_only="a sandbox has other money that is available")
def pending_money_is_not_sent(stripe: Side) -> None:
    """Without `source_transaction` pending money does not cover a transfer."""
    stripe.pay(10_000)
    params = {"amount": 1_000, "currency": "usd", "destination": stripe.ready_account()}
    assert refusal(lambda: stripe.v1.transfers.create(params=params)).code == "balance_insufficient"


@fact(f"{API}/create")
def needs_an_amount(stripe: Side) -> None:
    """A transfer without a source needs an amount."""
    params = {"currency": "usd", "destination": stripe.ready_account()}
    assert refusal(lambda: stripe.v1.transfers.create(params=params))[:2] == (400, "invalid_request_error")


@fact(f"{REVERSALS}/object")
def takes_the_payment_back(stripe: Side) -> None:
    """A reversal refunds the payment in the connected account, and names that refund."""
    transfer = stripe.transfer(1_000)
    reversal = stripe.v1.transfers.reversals.create(transfer.id, params={"amount": 400})
    options = {"stripe_account": transfer.destination}
    payment = stripe.v1.charges.retrieve(transfer.destination_payment, options=options)
    assert (reversal.destination_payment_refund[:4], payment.amount_refunded) == ("pyr_", 400)


@fact("docs.stripe.com/reports/balance-transaction-types")
def reversal_type(stripe: Side) -> None:
    """A reversal reaches the platform by a transaction of the type `transfer_refund`."""
    transfer = stripe.transfer(1_000)
    reversal = stripe.v1.transfers.reversals.create(transfer.id, params={"amount": 400})
    transaction = stripe.v1.balance_transactions.retrieve(reversal.balance_transaction)
    assert (transaction.type, transaction.amount) == ("transfer_refund", 400)


@fact(f"{REVERSALS}/create")
def reversed_once(stripe: Side) -> None:
    """A transfer that is reversed whole cannot be reversed again."""
    transfer = stripe.transfer(1_000)
    stripe.v1.transfers.reversals.create(transfer.id)
    assert refusal(lambda: stripe.v1.transfers.reversals.create(transfer.id)).status == 400


@fact(REVERSALS)
def reversal_must_be_covered(stripe: Side) -> None:
    """A transfer can be reversed only while the connected account's balance covers it."""
    transfer = stripe.transfer(1_000)
    options = {"stripe_account": transfer.destination}
    available = stripe.v1.balance.retrieve(options=options).available
    usd = next(one.amount for one in available if one.currency == "usd")
    stripe.v1.payouts.create(params={"amount": usd, "currency": "usd"}, options=options)
    assert refusal(lambda: stripe.v1.transfers.reversals.create(transfer.id)).status == 400


@fact(f"{REVERSALS}/create")
def reversal_gives_the_fee_back(stripe: Side) -> None:
    """With `refund_application_fee` a reversal gives its share of the application fee back."""
    charge = stripe.sell(10_000, 300).latest_charge
    params = {"amount": 5_000, "refund_application_fee": True}
    stripe.v1.transfers.reversals.create(charge.transfer.id, params=params)
    assert stripe.v1.application_fees.retrieve(charge.application_fee.id).amount_refunded == 150


@fact(f"{REVERSALS}/update")
def reversal_metadata(stripe: Side) -> None:
    """Metadata is what can be changed of a reversal."""
    transfer = stripe.transfer(1_000)
    reversals = stripe.v1.transfers.reversals
    made = reversals.create(transfer.id, params={"amount": 100, "metadata": {"a": "1"}})
    after = reversals.update(transfer.id, made.id, params={"metadata": {"b": "2"}})
    assert after.metadata.to_dict() == {"a": "1", "b": "2"}
    refused = refusal(lambda: reversals.update(transfer.id, made.id, params={"amount": 5}))
    assert refused.code == "parameter_unknown"


@fact(f"{REVERSALS}/list")
def ten_newest_reversals(stripe: Side) -> None:
    """A transfer holds its ten newest reversals; the list has all."""
    transfer = stripe.transfer(1_000)
    for _ in range(11):
        stripe.v1.transfers.reversals.create(transfer.id, params={"amount": 1})
    held = stripe.v1.transfers.retrieve(transfer.id).reversals
    assert (len(held.data), held.has_more) == (10, True)
    assert len(stripe.v1.transfers.reversals.list(transfer.id, params={"limit": 20}).data) == 11
