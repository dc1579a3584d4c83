"""A request ends when the payment was refunded, by whomever, or when an administrator declines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from pulse import log
from pulse.backoffice.refund_requests.records import (
    RefundNotWaiting,
    RefundRequest,
    RefundRequestStatus,
    answer_notice,
    refund_request_path,
)
from pulse.batches import BatchResult, TimeLimit, each
from pulse.errors import Conflict
from pulse.ledger import Change, commit_update, existing
from pulse.ports import Document, Ports
from pulse.ports.store import Query
from pulse.sales import Payment, read_payment

_ACTOR = "system:refund_requests"


@dataclass(frozen=True, slots=True)
class DeclineRefund:
    """*reason* is told to the trainer."""

    payment_id: str
    actor: str
    reason: str


def decline_refund(command: DeclineRefund, *, ports: Ports) -> RefundRequest:
    """Raises *NotFound* and *RefundNotWaiting*."""
    found = ports.store.get(refund_request_path(command.payment_id))
    document = existing(found, "refund request", code="refund_request_not_found")
    before, reason = RefundRequest.of(document), log.redacted(command.reason)
    if before.status is not RefundRequestStatus.OPEN:
        raise RefundNotWaiting("this request was answered before")
    declined = before.but(
        status=RefundRequestStatus.DECLINED,
        closed_at=ports.clock.now(),
        closed_by=command.actor,
        declined_reason=reason,
    )
    change = Change("refund_request.declined", command.actor, ports.clock.now(), reason)
    try:
        _save(document, declined, change, ports=ports)
    except Conflict as error:
        raise RefundNotWaiting("this request was answered just now") from error
    return declined


def close_refunded(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """For the sweep: close the requests whose payments were refunded as far as was asked."""
    waiting = Query(
        "refundRequests",
        where=[("status", "==", RefundRequestStatus.OPEN.value)],
        limit=ports.settings.sweep_batch,
    )
    close = partial(_close, ports=ports)
    return each(ports.store.query(waiting), close, lambda document: document.path, limit=limit)


def _close(document: Document, *, ports: Ports) -> int:
    request = RefundRequest.of(document)
    found = read_payment(request.payment_id, ports=ports)
    payment = Payment.of(existing(found, "payment"))
    if payment.refunded_amount < request.refunded_before + request.amount:
        return 0
    done = request.but(status=RefundRequestStatus.DONE, closed_at=ports.clock.now(), closed_by=_ACTOR)
    change = Change("refund_request.done", _ACTOR, ports.clock.now())
    try:
        _save(document, done, change, ports=ports)
    except Conflict:
        return 0
    return 1


def _save(document: Document, request: RefundRequest, change: Change, *, ports: Ports) -> None:
    notice = answer_notice(request, ports.settings, change.at)
    commit_update(ports.store, document, request, change, notice)
