"""The sweep asks Stripe about payments, refunds and disputes that may have changed without an event."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pulse import log
from pulse.batches import BatchResult, TimeLimit, each, each_in_line, read_pages
from pulse.charges import is_on_its_way
from pulse.errors import PulseError
from pulse.ledger import entry_path
from pulse.ports import Document, Ports
from pulse.ports.paths import is_id
from pulse.ports.store import Query
from pulse.ports.stripe_objects import Refund
from pulse.sales import rules
from pulse.sales.apply import apply_dispute, apply_payment_intent, apply_refund
from pulse.sales.records import payment_path
from pulse.sales.revoke import revoke_if_due

_FAILED = "failedPayments"
_PAGES_MAX = 10
"""Pages of what is due: 2,000 payments and as many corrections."""


def refresh_open_payments(
    *, ports: Ports, lists_stripe: bool = True, limit: TimeLimit | None = None
) -> BatchResult:
    """Apply what Stripe says of every payment that is due, and what it refunded or disputed lately.

    Without *lists_stripe* only payments that our own records call due are asked about. What has no clear
    answer is a problem, and comes last at the next run. Raises *StripeUnavailable* where Stripe cannot list,
    or leaves several payments unanswered.
    """
    due, damaged = _find_due(ports=ports)
    result = BatchResult(0, damaged) + each_in_line(
        _FAILED,
        due,
        lambda payment_id: _told(_look_again, payment_id, ports=ports),
        lambda payment_id: f"payments/{payment_id}",
        limit=limit,
        ports=ports,
    )
    if not lists_stripe or result.out_of_time:
        return result
    refunds = _find_unbooked(ports=ports)
    result += each(refunds, lambda one: _told(apply_refund, one, ports=ports), str, limit=limit)
    disputes = _list_disputes(ports=ports)
    return result + each(disputes, lambda one: _told(apply_dispute, one, ports=ports), str, limit=limit)


def _look_again(payment_id: str, *, ports: Ports) -> None:
    """What Stripe says is recorded first: nothing that was paid meanwhile is canceled."""
    payment = apply_payment_intent(payment_id, ports=ports, thorough=True)
    if payment is not None and payment.status in rules.OPEN:
        revoke_if_due(payment_id, ports=ports)


def _find_due(*, ports: Ports) -> tuple[list[str], tuple[str, ...]]:
    """The ids of payments, those longest due first; and the documents that name none."""
    due: dict[str, None] = {}
    damaged: list[str] = []
    for collection in ("payments", "corrections"):
        query = Query(
            collection,
            where=[("nextCheckAt", "<=", ports.clock.now())],
            order_by=[("nextCheckAt", "asc")],
            fields=["paymentId", "nextCheckAt"],
        )
        for page in read_pages(ports.store, query, ports.settings.sweep_batch, pages_max=_PAGES_MAX):
            for document in page:
                payment_id = document.fields.get("paymentId")
                if isinstance(payment_id, str) and is_id(payment_id):
                    due[payment_id] = None
                else:
                    damaged.append(f"{document.path}: record_damaged")
    return list(due), tuple(damaged)


def _find_unbooked(*, ports: Ports) -> list[str]:
    """Refunds made in Stripe's dashboard whose events were lost.

    One that waits is booked once its money moves; until then its payment is asked about daily.
    """
    listed = ports.stripe.list_refunds(_lately(ports=ports))
    marks = {refund.id: _mark(refund) for refund in listed}
    held = ports.store.get_all(sorted({*marks.values()})) if marks else {}
    return [refund.id for refund in listed if not _is_known(refund, held.get(marks[refund.id]))]


def _mark(refund: Refund) -> str:
    """The path of the document that shows whether we know it."""
    waits = is_on_its_way(refund) and refund.payment_intent is not None
    return payment_path(str(refund.payment_intent)) if waits else entry_path(refund.id, "refund")


def _is_known(refund: Refund, held: Document | None) -> bool:
    if held is None:
        return False
    return not is_on_its_way(refund) or bool(held.fields.get("pendingRefundAmount"))


def _list_disputes(*, ports: Ports) -> list[str]:
    return [dispute.id for dispute in ports.stripe.list_disputes(_lately(ports=ports))]


def _lately(*, ports: Ports) -> dict[str, dict[str, int]]:
    since = ports.clock.now() - timedelta(seconds=ports.settings.reconcile_overlap_seconds)
    return {"created": {"gte": int(since.timestamp())}}


def _told(apply: Callable[..., object], subject: str, **options: Any) -> int:
    """Raises what *apply* raises, after it was logged."""
    try:
        apply(subject, **options)
    except PulseError as error:
        log.write("sale.unclear", severity="WARNING", subject=subject, error=error.code)
        raise
    return 1
