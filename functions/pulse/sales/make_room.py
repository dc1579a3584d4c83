"""What a trainer's buyers may still pay, and have paid, stays within the day's limits (decision 1166).

Each payment is recorded before it is counted, and counted before its buyer is given its secret. So of those
that can be paid, the one recorded last has seen all others: they pass no limit together, without a lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulse.errors import Conflict, RecordDamaged
from pulse.ports import Document, Ports
from pulse.ports.store import Query
from pulse.sales import rules
from pulse.sales.revoke import revoke_if_due
from pulse.sales.states import PaymentStatus, RevokedWhy
from pulse.sales.trainer_limits import DayLimits, Sold, fetch_paid, refuse_more

_FIELDS = ("amount", "surcharge", "currency", "platformMargin", "status", "createdAt", "revokedAt")
_AT_ONCE_MAX = 20
"""So many payments are canceled before the rest is counted anew."""


@dataclass(frozen=True, slots=True)
class OpenPayment:
    payment_id: str
    sold: Sold
    created_at: datetime
    status: PaymentStatus
    is_revoked: bool = False

    @property
    def order(self) -> tuple[bool, datetime, str]:
        return not self.is_revoked, self.created_at, self.payment_id


def make_room(payment_id: str, limits: DayLimits, *, ports: Ports) -> None:
    """Return once *payment_id* and all others that can be paid fit into the day.

    Those that were opened first are canceled at Stripe to make room for it, so nobody uses up a trainer's day
    by opening payments. Raises *LimitReached* where what is paid leaves no room, and *Conflict* after it
    canceled payments: one of them may have been paid meanwhile, so all are counted again.
    """
    if limits.sales is None and limits.loss is None:
        return
    # In this order: one that is paid in between is seen at least once.
    still_open = _fetch_open(limits, ports=ports)
    paid = fetch_paid(limits.owner_id, ports.clock.now(), ports=ports)
    sold = {document.id: Sold.of(document) for document in paid if _is_in(document, limits.currency)}
    asked = next((one for one in still_open if one.payment_id == payment_id), None)
    if asked is None or asked.is_revoked:
        revoke_if_due(payment_id, ports=ports)
        raise Conflict("this payment is no longer open")
    others = [one for one in still_open if one is not asked and one.payment_id not in sold]
    leave = displaced_by(asked, others, sold.values(), limits)
    for one in leave[:_AT_ONCE_MAX]:
        revoke_if_due(one, otherwise=RevokedWhy.DISPLACED, ports=ports)
    if leave:
        raise Conflict("payments were canceled: what is left is counted again")


def displaced_by(
    asked: OpenPayment, others: Sequence[OpenPayment], paid: Iterable[Sold], limits: DayLimits
) -> list[str]:
    """The ids of those of *others* that do not fit beside it, the oldest first. Pure.

    Those opened last stay. One that the bank works on counts like a paid one. Raises *LimitReached*.
    """
    with_bank = [one.sold for one in others if one.status is PaymentStatus.PROCESSING]
    total = sum([*paid, *with_bank], start=asked.sold)
    refuse_more(total, limits)
    leave = []
    for one in sorted(others, key=lambda other: other.order, reverse=True):
        if one.status is PaymentStatus.PROCESSING:
            continue
        if limits.allow(total + one.sold):
            total += one.sold
        else:
            leave.append(one.payment_id)
    return leave[::-1]


def _fetch_open(limits: DayLimits, *, ports: Ports) -> list[OpenPayment]:
    where: Any = [("ownerId", "==", limits.owner_id), ("status", "in", [one.value for one in rules.OPEN])]
    found = ports.store.query(Query("payments", where, fields=_FIELDS))
    return [_open_payment(document) for document in found if _is_in(document, limits.currency)]


def _open_payment(document: Document) -> OpenPayment:
    created_at = document.fields.get("createdAt")
    if not isinstance(created_at, datetime):
        raise RecordDamaged(document.path)
    return OpenPayment(
        payment_id=document.id,
        sold=Sold.of(document),
        created_at=created_at,
        status=PaymentStatus(document.fields["status"]),
        is_revoked=document.fields.get("revokedAt") is not None,
    )


def _is_in(document: Document, currency: str) -> bool:
    return document.fields.get("currency") == currency
