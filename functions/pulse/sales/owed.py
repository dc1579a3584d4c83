"""Which corrections a sale needs now, by what Stripe says of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pulse.charges import is_on_its_way, undone
from pulse.money import step
from pulse.sales.records import Correction, Payment, correction_path
from pulse.sales.sale import (
    CORRECTION_ID,
    REVERSED_FOR,
    Sale,
    dispute_group,
    refund_group,
)
from pulse.sales.shares import Cause, causes, fee_share, kept, policy_of, refund_due
from pulse.sales.states import CorrectionKind, RefundPolicy


@dataclass(frozen=True, slots=True)
class Owed:
    """A call to Stripe that must be made, with its body; the fields are `Correction`'s.

    What one refund or dispute needs may take several calls, one after another: *number* counts them.
    """

    kind: CorrectionKind
    reference: str
    target: str
    amount: int
    owner_amount: int
    body: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, str] = field(default_factory=dict)
    number: int = 1

    @property
    def name(self) -> str:
        return self.reference if self.number == 1 else f"{self.reference}_{self.number}"

    @property
    def correction_id(self) -> str:
        return f"{self.kind}_{self.name}"

    @property
    def path(self) -> str:
        return correction_path(self.correction_id)

    @property
    def params(self) -> dict[str, Any]:
        metadata = {**self.metadata, CORRECTION_ID: self.correction_id}
        return {"amount": self.amount, **self.body, "metadata": metadata}

    def is_what(self, correction: Correction) -> bool:
        """Whether *correction* asks Stripe for the same."""
        return (correction.target, correction.params) == (self.target, self.params)


def owed(payment: Payment, sale: Sale, corrections: Iterable[Correction]) -> list[Owed]:
    """In the order in which they may use what is left of the transfers."""
    known = list(corrections)
    if sale.transfer is None:
        return []
    missing, surplus = _offset(causes(payment, sale, known))
    found = [
        *(_reinstatement(payment, sale.transfer, cause) for cause in surplus),
        *_reversals(payment, sale, missing),
        *_fee_rest(payment, sale),
    ]
    return [replace(one, number=_next_number(one, known)) for one in found]


def _next_number(wanted: Owed, known: list[Correction]) -> int:
    finished = [
        one for one in known if one.finished and (one.kind, one.reference) == (wanted.kind, wanted.reference)
    ]
    return len(finished) + 1


def _offset(found: list[Cause]) -> tuple[list[Cause], list[Cause]]:
    """What is missing, and what is too much. One covers the other: no money is sent both ways."""
    both = min(sum(cause.missing for cause in found), sum(cause.surplus for cause in found))
    missing, surplus = [], []
    covered = paid_back = both
    for cause in found:
        less, fewer = min(cause.missing, covered), min(cause.surplus, paid_back)
        covered, paid_back = covered - less, paid_back - fewer
        if cause.missing > less:
            whole = cause.fee_back and not less
            missing.append(replace(cause, missing=cause.missing - less, fee_back=whole))
        if cause.surplus > fewer:
            surplus.append(replace(cause, surplus=cause.surplus - fewer))
    return missing, surplus


def _reversals(payment: Payment, sale: Sale, missing: list[Cause]) -> Iterator[Owed]:
    rooms, keeps = sale.rooms(), kept(payment, sale)
    policies = {refund.id: policy_of(refund) for refund in sale.refunds}
    for cause in missing:
        fee_stays = policies.get(cause.reference) is RefundPolicy.KEEP_FEE
        most = sum(rooms.values()) if fee_stays else keeps
        if taken := _reversal(payment, sale, replace(cause, missing=min(cause.missing, most)), rooms):
            rooms[taken.target] -= taken.amount
            keeps -= taken.owner_amount
            yield taken


def _reversal(payment: Payment, sale: Sale, cause: Cause, rooms: dict[str, int]) -> Owed | None:
    """From the sale's own transfer with our fee, as Stripe would have taken it, if that is possible.

    Otherwise the share alone, from the newest transfer that has room: what was paid back to the trainer lies
    on that one. None when the trainer has nothing of this sale any more.
    """
    metadata = {REVERSED_FOR: cause.reference, "payment_id": payment.payment_id}
    own, share = str(sale.transfer), cause.missing
    whole = cause.fee_back and share == refund_due(payment, cause.part, RefundPolicy.PROPORTIONAL)
    fee_left = payment.application_fee_amount - sum(fee.amount for fee in sale.fee_refunds)
    if whole and rooms[own] >= cause.part and fee_left >= fee_share(payment, cause.part):
        with_fee = {"refund_application_fee": True}
        return Owed(cause.kind, cause.reference, own, cause.part, share, with_fee, metadata)
    target = next((transfer for transfer, room in rooms.items() if room > 0), None)
    if target is None or share <= 0:
        return None
    amount = min(share, rooms[target])
    return Owed(cause.kind, cause.reference, target, amount, amount, {}, metadata)


def _reinstatement(payment: Payment, transfer: str, cause: Cause) -> Owed:
    disputed = cause.kind is CorrectionKind.DISPUTE_REVERSAL
    kind = CorrectionKind.REINSTATEMENT if disputed else CorrectionKind.REFUND_REINSTATEMENT
    group = dispute_group if disputed else refund_group
    body = {
        "currency": payment.currency,
        "destination": payment.stripe_account_id,
        "transfer_group": group(cause.reference),
    }
    of = {"dispute_id" if disputed else "refund_id": cause.reference, "payment_id": payment.payment_id}
    return Owed(kind, cause.reference, transfer, cause.surplus, -cause.surplus, body, of)


def _fee_rest(payment: Payment, sale: Sale) -> Iterator[Owed]:
    """Once all went back in parts, the trainer gets what rounding left of our fee: at most a unit a part."""
    live = [refund for refund in sale.refunds if not undone(refund)]
    usual = all(policy_of(one) is RefundPolicy.PROPORTIONAL and not is_on_its_way(one) for one in live)
    fee_left = payment.application_fee_amount - sum(fee.amount for fee in sale.fee_refunds)
    short = min(-kept(payment, sale), fee_left)
    fee = sale.charge and sale.charge.application_fee
    if usual and fee and sale.refunded == payment.amount and 0 < short <= len(live) * step(payment.currency):
        metadata = {"payment_id": payment.payment_id}
        yield Owed(CorrectionKind.FEE_REFUND, fee, fee, short, -short, {}, metadata)
