"""Asks Stripe about a sale: one call for a sale that was only paid, more once something happened to it."""

from __future__ import annotations

from collections.abc import Iterable

from pulse.charges import DisputeOutcome, fetch_dispute_story, fetch_processing, undone
from pulse.ports import Ports
from pulse.ports.stripe_objects import Dispute, Refund
from pulse.sales.known_intent import retrieve_known_intent
from pulse.sales.records import Correction, Payment
from pulse.sales.sale import Reinstatement, Sale, dispute_group, refund_group
from pulse.sales.states import CorrectionKind, PaymentStatus


def fetch_sale(payment: Payment, known: list[Correction], *, thorough: bool, ports: Ports) -> Sale:
    """Ask Stripe. Unless *thorough*, nothing more is fetched of a charge that shows no refund and no dispute.

    That overlooks refunds that failed and reversals made by hand. The events about those, and the sweep, ask
    thoroughly, and so does every call once the record or one of the corrections in *known* shows one.
    """
    intent = retrieve_known_intent(payment.payment_id, ports=ports)
    if intent.status != "succeeded" or intent.latest_charge is None:
        return Sale(intent)
    charge = ports.stripe.retrieve_charge(intent.latest_charge)
    processing = fetch_processing(charge, ports=ports)
    if not (thorough or known or charge.amount_refunded or charge.disputed or _saw_something(payment)):
        return Sale(intent, charge, processing)
    refunds = tuple(ports.stripe.list_refunds({"charge": charge.id}))
    disputes = tuple(ports.stripe.list_disputes({"charge": charge.id}))
    return Sale(
        intent,
        charge,
        processing,
        refunds=refunds,
        transfer_reversals=tuple(ports.stripe.list_transfer_reversals(charge.transfer))
        if charge.transfer
        else (),
        fee_refunds=tuple(ports.stripe.list_application_fee_refunds(charge.application_fee))
        if charge.application_fee
        else (),
        disputes=tuple(fetch_dispute_story(dispute, ports=ports) for dispute in disputes),
        reinstatements=tuple(
            made
            for reference, group in _reinstatement_groups(refunds, disputes, known).items()
            for made in _fetch_reinstatements(reference, group, ports=ports)
        ),
    )


_NOTHING_SEEN = frozenset(
    {
        PaymentStatus.REQUIRES_PAYMENT,
        PaymentStatus.PROCESSING,
        PaymentStatus.FAILED,
        PaymentStatus.CANCELED,
        PaymentStatus.COMPLETED,
    }
)


def _saw_something(payment: Payment) -> bool:
    """Whether the record says more than that the sale was paid."""
    seen = payment.owner_refunded_amount or payment.failed_refund_amount or payment.dispute_id
    return bool(seen) or payment.status not in _NOTHING_SEEN


_PAYS_BACK = frozenset({CorrectionKind.REINSTATEMENT, CorrectionKind.REFUND_REINSTATEMENT})


def _reinstatement_groups(
    refunds: Iterable[Refund], disputes: Iterable[Dispute], known: Iterable[Correction]
) -> dict[str, str]:
    """By the refund or dispute: where money may have been paid back. Nothing else is asked for."""
    won = [one for one in disputes if DisputeOutcome.of(one.status) is DisputeOutcome.WON]
    paid_back = [one for one in known if one.kind in _PAYS_BACK]
    return {
        **{refund.id: refund_group(refund.id) for refund in refunds if undone(refund)},
        **{dispute.id: dispute_group(dispute.id) for dispute in won},
        **{correction.reference: correction.params["transfer_group"] for correction in paid_back},
    }


def _fetch_reinstatements(reference: str, group: str, *, ports: Ports) -> Iterable[Reinstatement]:
    for transfer in ports.stripe.list_transfers({"transfer_group": group}):
        taken = ports.stripe.list_transfer_reversals(transfer.id) if transfer.amount_reversed else ()
        yield Reinstatement(reference, transfer, tuple(taken))
