"""How each kind of correction is sent to Stripe, and how one that was made is found again."""

from __future__ import annotations

from collections.abc import Callable

from pulse.ports import Ports
from pulse.sales.records import Correction
from pulse.sales.sale import REVERSED_FOR, Sale
from pulse.sales.states import CorrectionKind

CORRECTION_ID = "correction_id"
"""The name in our own refunds' metadata that holds the correction's id."""


def made_at_stripe(correction: Correction, sale: Sale) -> str | None:
    """The id of what Stripe made for *correction*, by the *sale* just fetched; None if there is nothing."""
    match correction.kind:
        case CorrectionKind.REFUND:
            made = (r for r in sale.refunds if r.metadata.get(CORRECTION_ID) == correction.correction_id)
            return next((refund.id for refund in made), None)
        case CorrectionKind.REINSTATEMENT:
            stories = (story for story in sale.disputes if story.dispute.id == correction.reference)
            return next((transfer.id for story in stories for transfer in story.reinstatements), None)
        case _:
            made_for = (r for r in sale.reversals if r.metadata.get(REVERSED_FOR) == correction.reference)
            return next((reversal.id for reversal in made_for), None)


def send_correction(correction: Correction, *, ports: Ports) -> str:
    """One call to Stripe with the stored key and body. The id of what it made."""
    return _SENDERS[correction.kind](correction, ports)


def _send_refund(correction: Correction, ports: Ports) -> str:
    return ports.stripe.create_refund(correction.params, idempotency_key=correction.attempt.key).id


def _send_reversal(correction: Correction, ports: Ports) -> str:
    made = ports.stripe.create_transfer_reversal(
        correction.target, correction.params, idempotency_key=correction.attempt.key
    )
    return made.id


def _send_transfer(correction: Correction, ports: Ports) -> str:
    return ports.stripe.create_transfer(correction.params, idempotency_key=correction.attempt.key).id


_SENDERS: dict[CorrectionKind, Callable[[Correction, Ports], str]] = {
    CorrectionKind.REFUND: _send_refund,
    CorrectionKind.REFUND_REVERSAL: _send_reversal,
    CorrectionKind.DISPUTE_REVERSAL: _send_reversal,
    CorrectionKind.REINSTATEMENT: _send_transfer,
}
