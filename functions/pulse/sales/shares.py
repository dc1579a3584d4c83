"""What the trainer gave back for each refund and dispute, and what they should have given back. Pure.

That something was reversed does not mean that all of it was. So everything is summed up, from every transfer
of the sale, less our fee where it came back and less what was paid to the trainer again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pulse import money
from pulse.charges import DisputeOutcome, DisputeStory, is_on_its_way, undone
from pulse.ports.stripe_objects import FeeRefund, Refund, TransferReversal
from pulse.sales import rules
from pulse.sales.records import Correction, Payment
from pulse.sales.sale import CORRECTION_ID, REVERSED_FOR, Sale
from pulse.sales.states import CorrectionKind, RefundPolicy

T = TypeVar("T", Refund, FeeRefund)
_SAME_MOMENT_SECONDS = 60
"""How far apart Stripe's times of a reversal and of the fee refund that it caused may be."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A refund or a dispute, by its id *reference*. Amounts in minor units, net of our fee."""

    kind: CorrectionKind
    """Of the correction that takes what is missing."""
    reference: str
    part: int
    """What the buyer or their bank got for it."""
    missing: int
    """What the trainer still has to give back for it."""
    surplus: int
    """What the trainer has to get back of what was taken for it."""
    fee_back: bool = False
    """Nothing was taken for it yet, and our fee is to go back in proportion."""


def causes(payment: Payment, sale: Sale, corrections: Iterable[Correction]) -> list[Cause]:
    """Refunds before disputes, and those of each kind oldest first."""
    gross = Counter[str]()
    for reversal in sale.reversals:
        gross[reversed_for(reversal, sale.refunds)] += reversal.amount
    taken = Counter(gross)
    taken.subtract(_fees_back(payment, sale, {one.correction_id: one for one in corrections}))
    for made in sale.reinstatements:
        taken[made.reference] -= made.transfer.amount
    moved = [refund for refund in sale.refunds if not is_on_its_way(refund)]
    refunds = [_of_refund(payment, one, gross[one.id], taken[one.id]) for one in _oldest_first(moved)]
    stories = sorted(sale.disputes, key=lambda story: (story.dispute.created, story.dispute.id))
    return [*refunds, *(_of_dispute(payment, story, taken[story.dispute.id]) for story in stories)]


def refund_due(payment: Payment, part: int, policy: RefundPolicy) -> int:
    """What the trainer gives back, without our fee, when *part* goes back to the buyer."""
    match policy:
        case RefundPolicy.PLATFORM_PAYS:
            return 0
        case RefundPolicy.KEEP_FEE:
            return part
    return part - fee_share(payment, part)


def fee_share(payment: Payment, part: int) -> int:
    """What belongs to *part* of our fee, rounded as Stripe rounds it."""
    fee, whole = payment.application_fee_amount, payment.amount
    return money.proportion(fee, min(part, whole), whole, step=money.step(payment.currency))


def policy_of(refund: Refund) -> RefundPolicy:
    """The policy in the metadata of our own refunds; one made in Stripe's dashboard has the usual policy."""
    known = {policy.value: policy for policy in RefundPolicy}
    return known.get(refund.metadata.get("policy") or "", RefundPolicy.PROPORTIONAL)


def reversed_for(reversal: TransferReversal, refunds: Iterable[Refund]) -> str:
    """The refund or dispute that it was made for; empty for one that was made by hand."""
    by_refund = (refund.id for refund in refunds if refund.transfer_reversal == reversal.id)
    return reversal.metadata.get(REVERSED_FOR) or reversal.source_refund or next(by_refund, "")


def kept(payment: Payment, sale: Sale) -> int:
    """What the trainer keeps of this sale at Stripe, without receivables."""
    taken = sum(reversal.amount for reversal in sale.reversals)
    given = sum(fee.amount for fee in sale.fee_refunds) + sum(m.transfer.amount for m in sale.reinstatements)
    return payment.owner_amount - taken + given


def _of_refund(payment: Payment, refund: Refund, gross: int, taken: int) -> Cause:
    if undone(refund):
        return Cause(CorrectionKind.REFUND_REVERSAL, refund.id, refund.amount, 0, max(0, taken))
    due = refund_due(payment, refund.amount, policy_of(refund))
    # Stripe rounds its share of the fee in its own way: a refund that was reversed in full is left alone.
    missing = 0 if gross >= refund.amount else max(0, due - taken)
    fee_back = not gross and 0 < due < refund.amount
    return Cause(CorrectionKind.REFUND_REVERSAL, refund.id, refund.amount, missing, 0, fee_back)


def _of_dispute(payment: Payment, story: DisputeStory, taken: int) -> Cause:
    """The trainer returns their share of the disputed money; we bear the loss of our fee."""
    part = 0
    if story.outcome in {DisputeOutcome.OPEN, DisputeOutcome.LOST}:
        part = min(story.dispute.amount, story.withdrawn)
    due = rules.owner_share(payment.owner_amount, part, payment.amount, payment.currency)
    missing, surplus = max(0, due - taken), max(0, taken - due)
    return Cause(CorrectionKind.DISPUTE_REVERSAL, story.dispute.id, part, missing, surplus)


def _fees_back(payment: Payment, sale: Sale, known: dict[str, Correction]) -> Counter[str]:
    """What each refund gave back of our fee. Stripe does not say it: the moment and the amount do."""
    found = Counter[str]()
    open_ = list(_carriers(payment, sale, known))
    for fee in _oldest_first(one for one in sale.fee_refunds if CORRECTION_ID not in one.metadata):
        near = [one for one in open_ if abs(one.at - fee.created) <= _SAME_MOMENT_SECONDS]
        if near:
            best = min(near, key=lambda one: (abs(one.at - fee.created), abs(one.expected - fee.amount)))
            open_.remove(best)
            found[best.reference] += fee.amount
    return found


@dataclass(frozen=True, slots=True)
class _Carrier:
    """Something that may have given back a part of our fee, and about how much."""

    reference: str
    at: int
    expected: int


def _carriers(payment: Payment, sale: Sale, known: dict[str, Correction]) -> Iterator[_Carrier]:
    """Stripe's refunds, and our own reversals, except those that were asked not to return the fee."""

    def keeps_fee(metadata: Mapping[str, str]) -> bool:
        correction = known.get(metadata.get(CORRECTION_ID, ""))
        return correction is not None and not correction.params.get("refund_application_fee")

    times = {
        reversed_for(one, sale.refunds): one.created
        for one in sale.transfer_reversals
        if REVERSED_FOR not in one.metadata
    }
    for refund in sale.refunds:
        if not keeps_fee(refund.metadata):
            yield _Carrier(refund.id, times.get(refund.id, refund.created), fee_share(payment, refund.amount))
    for reversal in sale.transfer_reversals:
        reference = reversal.metadata.get(REVERSED_FOR)
        if reference and not keeps_fee(reversal.metadata):
            yield _Carrier(reference, reversal.created, fee_share(payment, reversal.amount))


def _oldest_first(items: Iterable[T]) -> list[T]:
    return sorted(items, key=lambda item: (item.created, item.id))
