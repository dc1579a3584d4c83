"""Disputes of card payments."""

from tests.emulator.facts.fact import CONTROL, fact
from tests.emulator.facts.side import Side, refusal

API = "docs.stripe.com/api/disputes"
TEST = "docs.stripe.com/testing#disputes"
EVIDENCE = "docs.stripe.com/testing#evidence"
CONNECT = "docs.stripe.com/disputes/connect"


def answered(stripe: Side, text: str) -> str:
    dispute = stripe.disputed()
    evidence = {"evidence": {"uncategorized_text": text}, "submit": True}
    stripe.v1.disputes.update(dispute.id, params=evidence)
    stripe.soon(lambda: stripe.v1.disputes.retrieve(dispute.id).status != "under_review")
    return stripe.v1.disputes.retrieve(dispute.id).status


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
    assert answered(stripe, "winning_evidence") == "won"


@fact(EVIDENCE)
def lost(stripe: Side) -> None:
    """The test evidence `losing_evidence` loses."""
    assert answered(stripe, "losing_evidence") == "lost"


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
