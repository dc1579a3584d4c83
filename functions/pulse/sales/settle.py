"""Whatever no event told of: payments, refunds and disputes that the sweep asks Stripe about itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from pulse import log
from pulse.errors import Busy, OutcomeUnknown
from pulse.ledger import entry_path
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.sales.apply import apply_dispute, apply_payment_intent, apply_refund


@dataclass(frozen=True, slots=True)
class Settled:
    """How many were asked about, and how many Stripe gave no clear answer for."""

    asked: int
    unclear: int


def settle_open_payments(*, ports: Ports, lists_stripe: bool = True) -> Settled:
    """Every payment that may still change by itself, and what Stripe refunded or disputed lately.

    Without *lists_stripe* only what our own records say is due: nothing is listed at Stripe.
    Raises *StripeUnavailable* only where Stripe cannot even list; single payments are tried again later.
    """
    due = [*_due("payments", ports=ports), *_due("corrections", ports=ports)]
    asked = [_tried(payment_id, _thoroughly, ports=ports) for payment_id in dict.fromkeys(due)]
    if not lists_stripe:
        return Settled(len(asked), asked.count(False))
    asked += [_tried(refund_id, _refund, ports=ports) for refund_id in _unbooked_refunds(ports=ports)]
    asked += [_tried(dispute_id, _dispute, ports=ports) for dispute_id in _recent_disputes(ports=ports)]
    return Settled(len(asked), asked.count(False))


def _due(collection: str, *, ports: Ports) -> Iterable[str]:
    query = Query(
        collection,
        where=[("checkAt", "<=", ports.clock.now())],
        order_by=[("checkAt", "asc")],
        limit=ports.settings.sweep_batch,
    )
    return [str(document.fields["paymentId"]) for document in ports.store.query(query)]


def _unbooked_refunds(*, ports: Ports) -> list[str]:
    """Refunds made in Stripe's dashboard whose events were lost."""
    listed = [refund.id for refund in ports.stripe.list_refunds(_lately(ports))]
    paths = {entry_path(refund_id, "refund"): refund_id for refund_id in listed}
    held = ports.store.get_all(list(paths)) if paths else {}
    return [refund_id for where, refund_id in paths.items() if where not in held]


def _recent_disputes(*, ports: Ports) -> list[str]:
    return [dispute.id for dispute in ports.stripe.list_disputes(_lately(ports))]


def _lately(ports: Ports) -> dict[str, dict[str, int]]:
    since = ports.clock.now() - timedelta(seconds=ports.settings.reconcile_overlap_seconds)
    return {"created": {"gte": int(since.timestamp())}}


def _tried(subject: str, ask: Callable[[str, Ports], object], *, ports: Ports) -> bool:
    try:
        ask(subject, ports)
    except (OutcomeUnknown, Busy) as error:
        log.write("sale.unclear", severity="WARNING", subject=subject, error=error.code)
        return False
    return True


def _thoroughly(payment_id: str, ports: Ports) -> object:
    return apply_payment_intent(payment_id, ports=ports, thorough=True)


def _refund(refund_id: str, ports: Ports) -> object:
    return apply_refund(refund_id, ports=ports)


def _dispute(dispute_id: str, ports: Ports) -> object:
    return apply_dispute(dispute_id, ports=ports)
