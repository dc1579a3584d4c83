"""How each kind of correction is sent to Stripe, and how one that was made is found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pulse.ports import Ports
from pulse.ports.stripe_objects import FeeRefund, Refund, Transfer, TransferReversal
from pulse.sales.records import Correction
from pulse.sales.sale import CORRECTION_ID, Sale
from pulse.sales.states import CorrectionKind


def made_at_stripe(correction: Correction, sale: Sale) -> str | None:
    """The id of what Stripe made for *correction*, by the *sale* just fetched; None if there is nothing."""
    made = (one for one in _made(sale) if one.metadata.get(CORRECTION_ID) == correction.correction_id)
    return next((one.id for one in made), None)


def _made(sale: Sale) -> Iterator[Refund | TransferReversal | Transfer | FeeRefund]:
    yield from sale.refunds
    yield from sale.reversals
    yield from (made.transfer for made in sale.reinstatements)
    yield from sale.fee_refunds


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


def _send_fee_refund(correction: Correction, ports: Ports) -> str:
    made = ports.stripe.create_application_fee_refund(
        correction.target, correction.params, idempotency_key=correction.attempt.key
    )
    return made.id


_SENDERS: dict[CorrectionKind, Callable[[Correction, Ports], str]] = {
    CorrectionKind.REFUND: _send_refund,
    CorrectionKind.REFUND_REVERSAL: _send_reversal,
    CorrectionKind.DISPUTE_REVERSAL: _send_reversal,
    CorrectionKind.REINSTATEMENT: _send_transfer,
    CorrectionKind.REFUND_REINSTATEMENT: _send_transfer,
    CorrectionKind.FEE_REFUND: _send_fee_refund,
}
