"""Disputes of card payments."""

import stripe as sdk

from tests.emulator.facts.fact import CONTROL, fact
from tests.emulator.facts.side import Side, refusal

API = "docs.stripe.com/api/disputes"
TEST = "docs.stripe.com/testing#disputes"
EVIDENCE = "docs.stripe.com/testing#evidence"
CONNECT = "docs.stripe.com/disputes/connect"
INQUIRY = "pm_card_createDisputeInquiry"


def answered(stripe: Side, text: str, card: str = "pm_card_createDispute") -> sdk.Dispute:
    dispute = stripe.disputed(card)
    evidence = {"evidence": {"uncategorized_text": text}, "submit": True}
    stripe.v1.disputes.update(dispute.id, params=evidence)
    stripe.soon(lambda: not stripe.v1.disputes.retrieve(dispute.id).status.endswith("under_review"))
    return stripe.v1.disputes.retrieve(dispute.id)


@fact(TEST)
def opened(stripe: Side) -> None:
    """A payment by the disputing test card is disputed whole as fraudulent."""
    dispute = stripe.disputed()
    assert (dispute.amount, dispute.reason, dispute.status) == (10_000, "fraudulent", "needs_response")
    assert stripe.v1.charges.retrieve(dispute.charge).disputed


@fact(TEST)
def other_reason(stripe: Side) -> None:
    """Another test card disputes because nothing was received."""
    assert stripe.disputed("pm_card_createDisputeProductNotReceived").reason == "product_not_received"


@fact(CONNECT)
def withdrawn(stripe: Side) -> None:
    """A dispute takes its amount and a fee of 15 dollars from the platform."""
    (transaction,) = stripe.disputed().balance_transactions
    assert (transaction.amount, transaction.fee, transaction.net) == (-10_000, 1_500, -11_500)


@fact(CONNECT)
def transfer_stays(stripe: Side) -> None:
    """The dispute of a destination charge takes nothing from the connected account."""
    to = {"destination": stripe.ready_account()}
    more = {"transfer_data": to, "expand": ["latest_charge.transfer"]}
    charge = stripe.pay(card="pm_card_createDispute", **more).latest_charge
    stripe.soon(lambda: stripe.v1.disputes.list(params={"charge": charge.id}).data)
    assert stripe.v1.transfers.retrieve(charge.transfer.id).amount_reversed == 0


@fact("docs.stripe.com/error-codes#charge-disputed")
def no_refund(stripe: Side) -> None:
    """A disputed charge cannot be refunded."""
    dispute = stripe.disputed()
    refused = refusal(lambda: stripe.v1.refunds.create(params={"charge": dispute.charge}))
    assert (refused.status, refused.code) == (400, "charge_disputed")


@fact(f"{API}/evidence_details")
def deadline(stripe: Side) -> None:
    """A dispute says until when it can be answered."""
    dispute = stripe.disputed()
    assert dispute.evidence_details.due_by > dispute.created
    assert dispute.evidence_details.submission_count == 0


@fact(f"{API}/update")
def staged(stripe: Side) -> None:
    """Evidence without `submit` is kept and not sent to the bank."""
    params = {"evidence": {"product_description": "A round"}, "submit": False}
    after = stripe.v1.disputes.update(stripe.disputed().id, params=params)
    assert (after.status, after.evidence.product_description) == ("needs_response", "A round")
    assert after.evidence_details.submission_count == 0


@fact(f"{API}/update")
def submitted(stripe: Side) -> None:
    """Submitted evidence puts the dispute under review."""
    params = {"evidence": {"product_description": "A round"}, "submit": True}
    assert stripe.v1.disputes.update(stripe.disputed().id, params=params).status == "under_review"


@fact(EVIDENCE)
def won(stripe: Side) -> None:
    """The test evidence `winning_evidence` wins."""
    assert answered(stripe, "winning_evidence").status == "won"


@fact(EVIDENCE)
def lost(stripe: Side) -> None:
    """The test evidence `losing_evidence` loses."""
    assert answered(stripe, "losing_evidence").status == "lost"


@fact(f"{API}/close")
def closed(stripe: Side) -> None:
    """Closing a dispute accepts it as lost, once."""
    dispute = stripe.disputed()
    assert stripe.v1.disputes.close(dispute.id).status == "lost"
    assert refusal(lambda: stripe.v1.disputes.close(dispute.id)).status == 400


@fact("docs.stripe.com/disputes/how-disputes-work#inquiries")
def inquiry(stripe: Side) -> None:
    """An inquiry moves no money."""
    dispute = stripe.disputed("pm_card_createDisputeInquiry")
    assert dispute.status == "warning_needs_response"
    assert list(dispute.balance_transactions) == []


@fact("docs.stripe.com/disputes/how-disputes-work", emulator_only=CONTROL)
def money_returns(stripe: Side) -> None:
    """A dispute that is won brings its amount back."""
    dispute = stripe.disputed()
    stripe.emulator.control("disputes/settle", dispute=dispute.id, outcome="won")
    amounts = [one.amount for one in stripe.v1.disputes.retrieve(dispute.id).balance_transactions]
    assert sorted(amounts) == [-10_000, 10_000]


@fact(f"{API}/object#dispute_object-is_charge_refundable")
def refundable(stripe: Side) -> None:
    """The payment of an inquiry can still be refunded, that of a dispute cannot."""
    assert stripe.disputed("pm_card_createDisputeInquiry").is_charge_refundable is True
    assert stripe.disputed().is_charge_refundable is False


@fact(EVIDENCE)
def inquiry_closed(stripe: Side) -> None:
    """The test evidence `losing_evidence` closes an inquiry without a dispute."""
    assert answered(stripe, "losing_evidence", INQUIRY).status == "warning_closed"


@fact(EVIDENCE)
def escalated(stripe: Side) -> None:
    """The test evidence `escalate_inquiry_evidence` turns an inquiry into a dispute that takes its money."""
    dispute = answered(stripe, "escalate_inquiry_evidence", INQUIRY)
    assert (dispute.status, dispute.is_charge_refundable) == ("needs_response", False)
    assert [(one.amount, one.fee) for one in dispute.balance_transactions] == [(-10_000, 1_500)]


@fact(f"{API}/update")
def evidence_is_limited(stripe: Side) -> None:
    """All texts of the evidence together have at most 150,000 characters."""
    texts = dict.fromkeys(("access_activity_log", "uncategorized_text"), "x" * 75_001)
    params = {"evidence": texts, "submit": False}
    dispute = stripe.disputed()
    assert refusal(lambda: stripe.v1.disputes.update(dispute.id, params=params)).status == 400


@fact(f"{API}/list")
def by_payment(stripe: Side) -> None:
    """Disputes can be listed by charge and by PaymentIntent, and name both."""
    dispute = stripe.disputed()
    for params in ({"charge": dispute.charge}, {"payment_intent": dispute.payment_intent}):
        assert [one.id for one in stripe.v1.disputes.list(params=params).data] == [dispute.id]


@fact("docs.stripe.com/reports/balance-transaction-types")
def is_an_adjustment(stripe: Side) -> None:
    """The money of a dispute moves by a transaction of the type `adjustment`, reported as a dispute."""
    dispute = stripe.disputed()
    (transaction,) = dispute.balance_transactions
    assert (transaction.type, transaction.reporting_category) == ("adjustment", "dispute")
    assert transaction.source == dispute.id


@fact(CONNECT)
def money_can_be_fetched(stripe: Side) -> None:
    """After the dispute of a destination charge the platform can reverse the transfer."""
    to = {"destination": stripe.ready_account()}
    more = {"transfer_data": to, "expand": ["latest_charge.transfer"]}
    charge = stripe.pay(card="pm_card_createDispute", **more).latest_charge
    stripe.soon(lambda: stripe.v1.disputes.list(params={"charge": charge.id}).data)
    assert stripe.v1.transfers.reversals.create(charge.transfer.id).amount == 10_000


@fact("docs.stripe.com/disputes/how-disputes-work#early-fraud-warnings")
def early_warning(stripe: Side) -> None:
    """An early fraud warning names its charge and moves no money."""
    charge = stripe.pay(card="pm_card_createIssuerFraudRecord").latest_charge
    warnings = stripe.v1.radar.early_fraud_warnings
    (warning,) = stripe.soon(lambda: warnings.list(params={"charge": charge.id}).data)
    assert (warning.charge, warning.payment_intent) == (charge.id, charge.payment_intent)
    assert stripe.v1.disputes.list(params={"charge": charge.id}).data == []


@fact("docs.stripe.com/api/radar/early_fraud_warnings/object")
def warning_is_actionable(stripe: Side) -> None:
    """A warning is actionable until its charge is refunded whole or disputed."""
    stripe.fund()
    charge = stripe.pay(card="pm_card_createIssuerFraudRecord").latest_charge
    warnings = stripe.v1.radar.early_fraud_warnings
    (warning,) = stripe.soon(lambda: warnings.list(params={"charge": charge.id}).data)
    assert warning.actionable
    stripe.v1.refunds.create(params={"charge": charge.id})
    assert warnings.retrieve(warning.id).actionable is False


@fact(f"{API}/object#dispute_object-amount", emulator_only=CONTROL)
def other_amount(stripe: Side) -> None:
    """A dispute may ask for less than the charge."""
    charge = stripe.pay(10_000).latest_charge
    stripe.emulator.control("disputes/open", charge=charge.id, amount=4_000)
    (dispute,) = stripe.v1.disputes.list(params={"charge": charge.id}).data
    assert [one.amount for one in dispute.balance_transactions] == [-4_000]


@fact("docs.stripe.com/disputes/how-disputes-work", emulator_only=CONTROL)
def fee_stays(stripe: Side) -> None:
    """The fee for receiving a dispute is not returned, not even when it is won."""
    dispute = stripe.disputed()
    stripe.emulator.control("disputes/settle", dispute=dispute.id, outcome="won")
    transactions = stripe.v1.disputes.retrieve(dispute.id).balance_transactions
    assert sum(one.net for one in transactions) == -1_500
