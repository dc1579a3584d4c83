"""The sweep asks Stripe about payments, refunds and disputes that may have changed without an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from pulse import log
from pulse.errors import Busy, OutcomeUnknown, StripeRefused
from pulse.ledger import entry_path
from pulse.ports import Document, Ports
from pulse.ports.store import Query
from pulse.ports.stripe_objects import Refund
from pulse.sales.apply import apply_dispute, apply_payment_intent, apply_refund
from pulse.sales.records import payment_path
from pulse.sales.refusals import PaymentVanished
from pulse.sales.sale import is_on_its_way


@dataclass(frozen=True, slots=True)
class RefreshedPayments:
    """*asked*: how many things Stripe was asked about; *unclear*: how many it gave no clear answer for."""

    asked: int
    unclear: int


def refresh_open_payments(*, ports: Ports, lists_stripe: bool = True) -> RefreshedPayments:
    """Apply what Stripe says of every payment that is due, and what it refunded or disputed lately.

    Without *lists_stripe* only payments that our own records call due are asked about.
    Raises *StripeUnavailable* only where Stripe cannot even list; single payments are tried again later.
    """
    due = [*_find_due("payments", ports=ports), *_find_due("corrections", ports=ports)]
    thoroughly = partial(apply_payment_intent, thorough=True)
    clear = [_try(thoroughly, payment_id, ports=ports) for payment_id in dict.fromkeys(due)]
    if lists_stripe:
        clear += [_try(apply_refund, refund_id, ports=ports) for refund_id in _find_unbooked(ports=ports)]
        clear += [_try(apply_dispute, dispute_id, ports=ports) for dispute_id in _list_disputes(ports=ports)]
    return RefreshedPayments(len(clear), clear.count(False))


def _find_due(collection: str, *, ports: Ports) -> list[str]:
    """The ids of payments."""
    query = Query(
        collection,
        where=[("nextCheckAt", "<=", ports.clock.now())],
        order_by=[("nextCheckAt", "asc")],
        limit=ports.settings.sweep_batch,
    )
    return [str(document.fields["paymentId"]) for document in ports.store.query(query)]


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


def _try(apply: Callable[..., object], subject: str, *, ports: Ports) -> bool:
    """Whether Stripe's answer was clear."""
    try:
        apply(subject, ports=ports)
    except (OutcomeUnknown, Busy, PaymentVanished, StripeRefused) as error:
        log.write("sale.unclear", severity="WARNING", subject=subject, error=error.code)
        return False
    return True
