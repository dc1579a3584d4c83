"""Refunds of card payments."""

from tests.emulator.facts.fact import CONTROL, TIME, fact
from tests.emulator.facts.side import Side, refusal, refused_card

API = "docs.stripe.com/api/refunds"
DESTINATION = "docs.stripe.com/connect/destination-charges#issue-refunds"
CARD = "pm_card_bypassPending"
EMPTY = "a sandbox has money, and this needs an empty balance"


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


@fact(f"{API}/create")
def sum_is_limited(stripe: Side) -> None:
    """Several refunds together cannot exceed the charge."""
    charge = stripe.pay(1_000, CARD).latest_charge.id
    stripe.v1.refunds.create(params={"charge": charge, "amount": 700})
    assert refusal(lambda: stripe.v1.refunds.create(params={"charge": charge, "amount": 301})).status == 400
    stripe.v1.refunds.create(params={"charge": charge, "amount": 300})
    assert stripe.v1.charges.retrieve(charge).refunded


@fact("docs.stripe.com/refunds#cancel-payment")
def uncaptured(stripe: Side) -> None:
    """A PaymentIntent that was not paid has nothing to refund."""
    intent = stripe.v1.payment_intents.create(params={"amount": 1_000, "currency": "usd"})
    assert refusal(lambda: stripe.v1.refunds.create(params={"payment_intent": intent.id})).status == 400


@fact("docs.stripe.com/refunds#issuing")
def failed_charge(stripe: Side) -> None:
    """The charge of a declined payment cannot be refunded."""
    charge = refused_card(stripe, "pm_card_visa_chargeDeclined").error.charge
    assert refusal(lambda: stripe.v1.refunds.create(params={"charge": charge})).status == 400


@fact(f"{API}/list")
def by_charge(stripe: Side) -> None:
    """Refunds can be listed by charge and by PaymentIntent."""
    intent = stripe.pay(1_000, CARD)
    made = [
        stripe.v1.refunds.create(params={"payment_intent": intent.id, "amount": one}).id for one in (100, 200)
    ]
    for params in ({"charge": intent.latest_charge.id}, {"payment_intent": intent.id}):
        assert [one.id for one in stripe.v1.refunds.list(params=params).data] == made[::-1]


@fact(f"{API}/object#refund_object-transfer_reversal")
def names_the_reversal(stripe: Side) -> None:
    """A refund that reverses a transfer and the reversal name each other."""
    charge = stripe.sell(10_000).latest_charge
    params = {"charge": charge.id, "reverse_transfer": True, "expand": ["transfer_reversal"]}
    refund = stripe.v1.refunds.create(params=params)
    assert (refund.transfer_reversal.transfer, refund.transfer_reversal.source_refund) == (
        charge.transfer.id,
        refund.id,
    )


@fact("docs.stripe.com/connect/separate-charges-and-transfers#issue-refunds")
def separate_transfer_stays(stripe: Side) -> None:
    """The refund of a charge does nothing to transfers that were made separately from it."""
    charge = stripe.pay(10_000, CARD).latest_charge
    params = {"destination": stripe.ready_account(), "source_transaction": charge.id}
    money = {"amount": 5_000, "currency": "usd"}
    transfer = stripe.v1.transfers.create(params={**params, **money})
    stripe.v1.refunds.create(params={"charge": charge.id, "amount": 1_000})
    assert stripe.v1.transfers.retrieve(transfer.id).amount_reversed == 0


@fact("docs.stripe.com/refunds#cancel-refund")
def not_canceled_by_api(stripe: Side) -> None:
    """The refund of a card cannot be canceled by API."""
    refund = stripe.v1.refunds.create(params={"payment_intent": stripe.pay(1_000, CARD).id})
    assert refusal(lambda: stripe.v1.refunds.cancel(refund.id)).status == 400


@fact("docs.stripe.com/refunds", emulator_only=EMPTY)
def waits_for_funds(stripe: Side) -> None:
    """A refund that the available balance does not cover is pending, and says for what it waits."""
    refund = stripe.v1.refunds.create(params={"payment_intent": stripe.pay(1_000).id})
    assert (refund.status, refund.pending_reason) == ("pending", "charge_pending")
    assert refund.balance_transaction is None


@fact("docs.stripe.com/refunds", emulator_only=EMPTY)
def paid_when_funds_come(stripe: Side) -> None:
    """A pending refund is paid when the balance covers it, and `refund.updated` tells."""
    refund = stripe.v1.refunds.create(params={"payment_intent": stripe.pay(1_000).id})
    stripe.fund(1_000)
    stripe.emulator.advance(3 * 86_400)
    assert stripe.v1.refunds.retrieve(refund.id).status == "succeeded"
    assert stripe.event("refund.updated", refund.id).data.object["status"] == "succeeded"


@fact(f"{API}/object#refund_object-failure_reason", emulator_only=CONTROL)
def dispute_ends_it(stripe: Side) -> None:
    """A dispute of the charge ends a refund that still waits."""
    intent = stripe.pay(1_000)
    refund = stripe.v1.refunds.create(params={"payment_intent": intent.id, "amount": 500})
    stripe.emulator.control("disputes/open", charge=intent.latest_charge.id)
    after = stripe.v1.refunds.retrieve(refund.id)
    assert (after.status, after.failure_reason) == ("failed", "charge_for_pending_refund_disputed")


@fact("docs.stripe.com/refunds#failed-refunds", emulator_only=TIME)
def failure_is_an_event(stripe: Side) -> None:
    """A refund that fails is told as `refund.failed`, with a reason."""
    stripe.fund(1_000)
    refund = stripe.v1.refunds.create(params={"payment_intent": stripe.pay(1_000, "pm_card_refundFail").id})
    assert refund.status == "succeeded"
    stripe.emulator.advance(86_400)
    assert stripe.event("refund.failed", refund.id).data.object["failure_reason"]


@fact("docs.stripe.com/refunds#failed-refunds", emulator_only=TIME)
def failed_share_stays_back(stripe: Side) -> None:
    """The money of a failed refund of a destination charge returns to the platform, not to the account."""
    stripe.fund(10_000)
    to = {"transfer_data": {"destination": stripe.ready_account()}}
    intent = stripe.pay(1_000, "pm_card_refundFail", **to, expand=["latest_charge.transfer"])
    params = {"payment_intent": intent.id, "reverse_transfer": True}
    stripe.v1.refunds.create(params=params)
    stripe.emulator.advance(86_400)
    assert stripe.v1.transfers.retrieve(intent.latest_charge.transfer.id).amount_reversed == 1_000
