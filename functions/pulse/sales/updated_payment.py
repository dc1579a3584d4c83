"""The payment's record as it must be, given what Stripe says about the sale. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from pulse import log
from pulse.charges import DisputeOutcome, DisputeStory, is_on_its_way, undone
from pulse.sales import rules
from pulse.sales.enrolment import needs_enrolment
from pulse.sales.postings import SaleEntry, owner_refunded
from pulse.sales.records import Correction, Payment
from pulse.sales.sale import Sale
from pulse.sales.states import CorrectionKind, CorrectionStatus, PaymentStatus

_SOON, _DAILY, _FORGET = timedelta(minutes=10), timedelta(days=1), timedelta(days=30)


def updated_payment(
    payment: Payment, sale: Sale, posted: list[SaleEntry], corrections: Iterable[Correction], *, now: datetime
) -> Payment:
    """*payment* with what *sale*, its entries *posted* and its *corrections* say; equal when nothing changed.

    A status that may not follow is logged, and changes nothing.
    """
    status = _status(payment, sale)
    if not rules.may_become(payment.status, status):
        log.write("sale.forbidden_transition", severity="ERROR", before=payment.status, after=status)
        return payment
    after = payment.but(status=status, next_check_at=check_at(payment, status, sale, now))
    if sale.charge is not None:
        after = _with_money(after, sale, posted, list(corrections), now=now)
    return after if after == payment else after.but(updated_at=now)


def _status(payment: Payment, sale: Sale) -> PaymentStatus:
    if sale.charge is None:
        tried = sale.intent.latest_charge is not None
        return rules.unpaid_status(sale.intent.status, tried=tried) or payment.status
    outcomes = [story.outcome for story in sale.disputes]
    return rules.sold_status(payment.amount, sale.refunded, outcomes)


def _with_money(
    payment: Payment, sale: Sale, posted: list[SaleEntry], corrections: list[Correction], *, now: datetime
) -> Payment:
    charge, dispute = sale.charge, _newest_dispute(sale)
    assert charge is not None  # noqa: S101 - the caller has looked
    taken_back = owner_refunded(payment, posted)
    return payment.but(
        charge_id=charge.id,
        transfer_id=charge.transfer,
        application_fee_id=charge.application_fee,
        stripe_fee=sale.processing.fee if sale.processing else None,
        refunded_amount=sale.refunded,
        pending_refund_amount=sum(one.amount for one in sale.refunds if is_on_its_way(one)),
        failed_refund_amount=sum(one.amount for one in sale.refunds if undone(one)),
        reserved_refund_amount=_reserved_refunds(corrections),
        owner_refunded_amount=taken_back,
        owner_net_amount=payment.owner_amount - taken_back,
        receivable_amount=_receivable(corrections),
        dispute_id=dispute and dispute.dispute.id,
        dispute_status=dispute and dispute.dispute.status,
        dispute_reason=dispute and dispute.dispute.reason,
        disputed_amount=_disputed_amount(sale),
        completed_at=payment.completed_at or now,
    )


def _reserved_refunds(corrections: list[Correction]) -> int:
    return sum(
        correction.amount
        for correction in corrections
        if correction.kind is CorrectionKind.REFUND and correction.status is CorrectionStatus.OPEN
    )


def _receivable(corrections: list[Correction]) -> int:
    return sum(one.owner_amount for one in corrections if one.receivable and not one.finished)


def _newest_dispute(sale: Sale) -> DisputeStory | None:
    """A charge rarely has two."""
    return max(sale.disputes, key=lambda story: story.dispute.created, default=None)


def _disputed_amount(sale: Sale) -> int:
    """By the bank's word: it may dispute the whole charge although a part of it was refunded."""
    closed = {DisputeOutcome.WON, DisputeOutcome.INQUIRY}
    return sum(story.dispute.amount for story in sale.disputes if story.outcome not in closed)


def check_at(payment: Payment, status: PaymentStatus, sale: Sale, now: datetime) -> datetime | None:
    """When the sweep asks again, at growing intervals; a time that still lies ahead is kept."""
    interval = _interval(payment, status, sale, now)
    if interval is None:
        return None
    ahead = payment.next_check_at is not None and payment.next_check_at > now and status is payment.status
    return payment.next_check_at if ahead else _not_after_the_end(payment, status, now, now + interval)


def _not_after_the_end(payment: Payment, status: PaymentStatus, now: datetime, at: datetime) -> datetime:
    """An open payment is looked at when its round ends: it is canceled then."""
    ends_at = payment.sold_until
    return min(at, ends_at) if status in rules.OPEN and ends_at is not None and ends_at > now else at


def _interval(payment: Payment, status: PaymentStatus, sale: Sale, now: datetime) -> timedelta | None:
    age = now - payment.created_at
    if status in rules.OPEN:
        since = now - payment.revoked_at if payment.revoked_at else age
        return None if since > _FORGET else min(max(_SOON, since), _DAILY)
    waiting = status is PaymentStatus.DISPUTED or any(
        is_on_its_way(one) or one.status in {"pending", "requires_action"} for one in sale.refunds
    )
    if waiting or any(story.outcome is DisputeOutcome.INQUIRY for story in sale.disputes):
        return _DAILY
    if needs_enrolment(payment.but(status=status)):
        return _SOON
    unknown_fee = sale.charge is not None and sale.processing is None
    return _DAILY if unknown_fee and age < _FORGET else None
