"""Which corrections a sale needs now, by what Stripe says of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from pulse.sales import rules
from pulse.sales.records import Payment, correction_path
from pulse.sales.sale import REVERSED_FOR, DisputeStory, Sale, reinstatement_group, undone
from pulse.sales.states import CorrectionKind, DisputeOutcome, RefundPolicy


@dataclass(frozen=True, slots=True)
class Owed:
    """A call to Stripe that must be made, with its body; the fields are `Correction`'s."""

    kind: CorrectionKind
    reference: str
    target: str
    amount: int
    owner_amount: int
    params: dict[str, Any]

    @property
    def correction_id(self) -> str:
        return f"{self.kind}_{self.reference}"

    @property
    def path(self) -> str:
        return correction_path(self.correction_id)


def owed(payment: Payment, sale: Sale) -> list[Owed]:
    """In the order in which they may use what is left of the transfer."""
    found = list(_reinstatements(payment, sale))
    if not _transfer(sale):
        return found
    room, kept = sale.transfer_left, _kept(payment, sale)
    for correction in [*_refund_reversals(payment, sale), *_dispute_reversals(payment, sale)]:
        if taken := _fitted(correction, room, kept):
            room, kept = max(0, room - taken.amount), kept - taken.owner_amount
            found.append(taken)
    return found


def _fitted(correction: Owed, room: int, kept: int) -> Owed | None:
    """*correction* reduced to what a reversal by hand left of it; None when that took all of it.

    Money paid back after a won dispute is no longer part of the transfer. When the trainer keeps more than is
    left of the transfer, the whole amount is asked for: Stripe refuses it, and the refusal makes it a
    receivable with an alert.
    """
    disputed = correction.kind is CorrectionKind.DISPUTE_REVERSAL
    amount = min(correction.amount, kept) if disputed else correction.amount
    if amount > room:
        amount = room if kept <= room else amount
    elif amount == correction.amount:
        return correction
    if amount <= 0 or kept <= 0:
        return None
    owner_amount = correction.owner_amount * amount // correction.amount
    return replace(
        correction, amount=amount, owner_amount=owner_amount, params={**correction.params, "amount": amount}
    )


def _kept(payment: Payment, sale: Sale) -> int:
    """What the trainer keeps of this sale at Stripe, without receivables."""
    reinstated = sum(transfer.amount for story in sale.disputes for transfer in story.reinstatements)
    given_back = sum(reversal.amount for reversal in sale.reversals)
    return payment.owner_amount - given_back + sum(fee.amount for fee in sale.fee_refunds) + reinstated


def _refund_reversals(payment: Payment, sale: Sale) -> Iterator[Owed]:
    """For refunds that did not take the trainer's share: made in the dashboard, or with too little there."""
    answered = _answered(sale)
    for refund in sale.refunds:
        policy = refund_policy(refund.metadata.get("policy"))
        if undone(refund) or refund.id in answered or refund.transfer_reversal:
            continue
        if policy is RefundPolicy.PLATFORM_PAYS:
            continue
        fee_back = policy is RefundPolicy.PROPORTIONAL
        share = rules.owner_share(payment.owner_amount, refund.amount, payment.amount, payment.currency)
        params = {"amount": refund.amount, "refund_application_fee": fee_back}
        yield Owed(
            CorrectionKind.REFUND_REVERSAL,
            refund.id,
            _transfer(sale),
            refund.amount,
            share if fee_back else refund.amount,
            {**params, **_marked(payment, refund.id)},
        )


def _dispute_reversals(payment: Payment, sale: Sale) -> Iterator[Owed]:
    """The trainer returns their share of the disputed money; we bear the loss of our fee."""
    answered = _answered(sale)
    for story in sale.disputes:
        if story.dispute.id in answered or not _took_money(story):
            continue
        share = rules.owner_share(
            payment.owner_amount, story.dispute.amount, payment.amount, payment.currency
        )
        if share:
            params = {"amount": share, **_marked(payment, story.dispute.id)}
            yield Owed(
                CorrectionKind.DISPUTE_REVERSAL, story.dispute.id, _transfer(sale), share, share, params
            )


def _reinstatements(payment: Payment, sale: Sale) -> Iterator[Owed]:
    for story in sale.disputes:
        dispute_id = story.dispute.id
        taken = sum(r.amount for r in sale.reversals if r.metadata.get(REVERSED_FOR) == dispute_id)
        if story.outcome is not DisputeOutcome.WON or not taken or story.reinstatements:
            continue
        params = {
            "amount": taken,
            "currency": payment.currency,
            "destination": payment.stripe_account_id,
            "transfer_group": reinstatement_group(dispute_id),
            "metadata": {"payment_id": payment.payment_id, "dispute_id": dispute_id},
        }
        yield Owed(CorrectionKind.REINSTATEMENT, dispute_id, _transfer(sale), taken, -taken, params)


def refund_policy(word: str | None) -> RefundPolicy:
    """The policy in the metadata of our own refunds; one made in Stripe's dashboard has the usual policy."""
    known = {policy.value: policy for policy in RefundPolicy}
    return known.get(word or "", RefundPolicy.PROPORTIONAL)


def _answered(sale: Sale) -> set[str]:
    ours = {reversal.metadata.get(REVERSED_FOR, "") for reversal in sale.reversals}
    return ours | {reversal.source_refund or "" for reversal in sale.reversals}


def _transfer(sale: Sale) -> str:
    return (sale.charge and sale.charge.transfer) or ""


def _took_money(story: DisputeStory) -> bool:
    return story.withdrawn and story.outcome in {DisputeOutcome.OPEN, DisputeOutcome.LOST}


def _marked(payment: Payment, reference: str) -> dict[str, Any]:
    return {"metadata": {REVERSED_FOR: reference, "payment_id": payment.payment_id}}
