"""Evidence against a dispute: staged, submitted, and what the bank does with it in test mode.

docs.stripe.com/api/disputes/update, docs.stripe.com/testing#evidence.
"""

from stripe_emulator.errors import invalid, refused
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.resources.metadata import merged_metadata
from stripe_emulator.resources.payments.disputes import CLOSED, escalate, settle
from stripe_emulator.resources.payments.shapes import NO_EVIDENCE

DECIDES = {"winning_evidence": "won", "losing_evidence": "lost"}
"""The outcome that a test value of `evidence[uncategorized_text]` leads to."""

ESCALATES = "escalate_inquiry_evidence"
"""The test value that turns an inquiry into a full dispute."""

LENGTH_MAX = 150_000
"""Of all texts of the evidence together."""


def update(call: Call) -> Obj:
    """POST /v1/disputes/{id}: evidence; `submit` sends it, and test values decide at once."""
    dispute, params = call.find("dispute"), call.params
    if dispute["status"] in CLOSED:
        raise refused("This dispute is already closed.", param="dispute")
    evidence = params.get("evidence")
    if evidence:
        _stage(dispute, evidence)
    if "metadata" in params:
        dispute["metadata"] = merged_metadata(dispute["metadata"], params["metadata"])
    submitted = bool(evidence and params.get("submit", True))
    if submitted:
        _submit(dispute)
    call.world.events.emit(call.owner, "charge.dispute.updated", "dispute", dispute)
    if submitted:
        _decide(call, dispute)
    return call.render("dispute", dispute)


def _stage(dispute: Obj, evidence: Obj) -> None:
    """Keep evidence; it is sent to the bank when it is submitted."""
    staged = {**NO_EVIDENCE, **dispute.get("evidence", {}), **evidence}
    if sum(len(one) for one in staged.values() if isinstance(one, str)) > LENGTH_MAX:
        message = f"The combined character count of all evidence is limited to {LENGTH_MAX}."
        raise invalid(message, param="evidence")
    dispute["evidence"] = staged


def _submit(dispute: Obj) -> None:
    details = dispute["evidence_details"]
    details.update(has_evidence=True, submission_count=details["submission_count"] + 1)
    inquiry = dispute["status"].startswith("warning")
    dispute["status"] = "warning_under_review" if inquiry else "under_review"


def _decide(call: Call, dispute: Obj) -> None:
    """What the bank does with the test values of submitted evidence."""
    text = dispute["evidence"]["uncategorized_text"] or ""
    if text in DECIDES:
        settle(call.world, call.owner, dispute, DECIDES[text])
    elif text == ESCALATES and dispute["status"].startswith("warning"):
        escalate(call.world, call.owner, dispute)
