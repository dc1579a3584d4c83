"""Refunds of card payments."""

from tests.emulator.facts.fact import TIME, fact
from tests.emulator.facts.side import Side, refusal

API = "docs.stripe.com/api/refunds"
DESTINATION = "docs.stripe.com/connect/destination-charges#issue-refunds"
CARD = "pm_card_bypassPending"


@fact(f"{API}/create")
def whole(stripe: Side) -> None:
    """Without an amount the whole payment is refunded."""
    stripe.fund(1_000)
    intent = stripe.pay(1_000, CARD)
    refund = stripe.v1.refunds.create(params={"payment_intent": intent.id})
    assert (refund.amount, refund.status, refund.charge) == (1_000, "succeeded", intent.latest_charge.id)
    charge = stripe.v1.charges.retrieve(intent.latest_charge.id)
    assert (charge.refunded, charge.amount_refunded) == (True, 1_000)


@fact(f"{API}/create")
def part(stripe: Side) -> None:
    """A partial refund leaves the charge unrefunded and adds up in `amount_refunded`."""
    charge = stripe.pay(1_000, CARD).latest_charge
    for amount in (300, 200):
        stripe.v1.refunds.create(params={"charge": charge.id, "amount": amount})
    after = stripe.v1.charges.retrieve(charge.id)
    assert (after.refunded, after.amount_refunded) == (False, 500)


@fact(f"{API}/create")
def too_much(stripe: Side) -> None:
    """More than what is left of a charge cannot be refunded."""
    charge = stripe.pay(1_000, CARD).latest_charge
    params = {"charge": charge.id, "amount": 1_001}
    assert refusal(lambda: stripe.v1.refunds.create(params=params)).status == 400


@fact("docs.stripe.com/error-codes#charge-already-refunded")
def twice(stripe: Side) -> None:
    """A charge that is refunded whole cannot be refunded again."""
    charge = stripe.pay(1_000, CARD).latest_charge
    stripe.v1.refunds.create(params={"charge": charge.id})
    refused = refusal(lambda: stripe.v1.refunds.create(params={"charge": charge.id}))
    assert refused[:3] == (400, "invalid_request_error", "charge_already_refunded")


@fact("docs.stripe.com/refunds")
def fee_stays(stripe: Side) -> None:
    """Stripe does not give its fee back: the refund takes the whole amount and has no fee."""
    stripe.fund(1_000)
    intent = stripe.pay(1_000, CARD)
    params = {"payment_intent": intent.id, "expand": ["balance_transaction"]}
    transaction = stripe.v1.refunds.create(params=params).balance_transaction
    assert (transaction.type, transaction.amount, transaction.fee) == ("refund", -1_000, 0)


@fact(DESTINATION)
def transfer_stays(stripe: Side) -> None:
    """Without `reverse_transfer` the connected account keeps its money."""
    charge = stripe.sell().latest_charge
    stripe.v1.refunds.create(params={"charge": charge.id})
    assert stripe.v1.transfers.retrieve(charge.transfer.id).amount_reversed == 0


@fact(DESTINATION)
def transfer_comes_back(stripe: Side) -> None:
    """With `reverse_transfer` a partial refund takes the same share of the transfer back."""
    charge = stripe.sell(10_000).latest_charge
    stripe.v1.refunds.create(params={"charge": charge.id, "amount": 5_000, "reverse_transfer": True})
    assert stripe.v1.transfers.retrieve(charge.transfer.id).amount_reversed == 5_000


@fact(DESTINATION)
def fee_comes_back(stripe: Side) -> None:
    """With `refund_application_fee` a partial refund gives the same share of the application fee back."""
    charge = stripe.sell(10_000, 300).latest_charge
    also = {"reverse_transfer": True, "refund_application_fee": True}
    stripe.v1.refunds.create(params={"charge": charge.id, "amount": 5_000, **also})
    assert stripe.v1.application_fees.retrieve(charge.application_fee.id).amount_refunded == 150


@fact(DESTINATION)
def fee_is_kept(stripe: Side) -> None:
    """Without `refund_application_fee` the platform keeps the application fee."""
    charge = stripe.sell(10_000, 300).latest_charge
    stripe.v1.refunds.create(params={"charge": charge.id, "reverse_transfer": True})
    assert stripe.v1.application_fees.retrieve(charge.application_fee.id).amount_refunded == 0


@fact(f"{API}/create")
def reverse_needs_transfer(stripe: Side) -> None:
    """`reverse_transfer` is refused for a charge without a transfer."""
    params = {"charge": stripe.pay(1_000, CARD).latest_charge.id, "reverse_transfer": True}
    assert refusal(lambda: stripe.v1.refunds.create(params=params)).status == 400


@fact(f"{API}/create")
def reason(stripe: Side) -> None:
    """The reason of a refund is one of three."""
    charge = stripe.pay(1_000, CARD).latest_charge.id
    params = {"charge": charge, "amount": 100, "reason": "requested_by_customer"}
    assert stripe.v1.refunds.create(params=params).reason == "requested_by_customer"
    refused = refusal(lambda: stripe.v1.refunds.create(params={**params, "reason": "regret"}))
    assert (refused.status, refused.param) == (400, "reason")


@fact(f"{API}/update")
def metadata(stripe: Side) -> None:
    """Metadata is what can be changed of a refund."""
    refund = stripe.v1.refunds.create(params={"payment_intent": stripe.pay(1_000, CARD).id})
    after = stripe.v1.refunds.update(refund.id, params={"metadata": {"a": "b"}})
    assert after.metadata.to_dict() == {"a": "b"}
    assert (
        refusal(lambda: stripe.v1.refunds.update(refund.id, params={"amount": 5})).code == "parameter_unknown"
    )


@fact(f"{API}/create")
def unknown_payment(stripe: Side) -> None:
    """A refund of a payment that does not exist names the parameter."""
    refused = refusal(lambda: stripe.v1.refunds.create(params={"payment_intent": "pi_none"}))
    assert (refused.code, refused.param) == ("resource_missing", "payment_intent")


@fact("docs.stripe.com/refunds#failed-refunds", emulator_only=TIME)
def failed(stripe: Side) -> None:
    """A refund can fail after it succeeded; the money comes back to the platform."""
    stripe.fund(1_000)
    refund = stripe.v1.refunds.create(params={"payment_intent": stripe.pay(1_000, "pm_card_refundFail").id})
    stripe.emulator.advance(86_400)
    after = stripe.v1.refunds.retrieve(refund.id)
    assert after.status == "failed"
    assert after.failure_balance_transaction is not None
