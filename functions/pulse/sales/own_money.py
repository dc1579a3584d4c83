"""How much one administrator may refund out of the platform's own money within 24 hours."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.batches import read_all
from pulse.limits import Amounts, is_above
from pulse.money import written
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Create, Query, Update, Write
from pulse.sales.records import Correction
from pulse.sales.refusals import OwnMoneyLimitReached
from pulse.sales.states import CorrectionStatus, RefundPolicy

_DAY = timedelta(days=1)


def reserve_own_money(refund: Correction, limit: Amounts, *, ports: Ports) -> list[Write]:
    """What the commit that reserves *refund* writes as well. Raises *OwnMoneyLimitReached*.

    What counts is summed from the refunds themselves. The write makes two at the same time one after the
    other: the commit of the second fails, and it is decided again.
    """
    where, now = path("refundTurns", refund.actor), refund.updated_at
    turn = ports.store.get(where)
    spent = _spent(refund, now, ports=ports)
    if is_above(limit, spent + refund.amount, refund.currency):
        most = dict(limit).get(refund.currency, 0)
        allowed = written(most, refund.currency)
        raise OwnMoneyLimitReached(
            f"one administrator refunds at most {allowed} a day at the platform's cost; "
            "a second one has to approve",
            limit_name="platform_pays_per_day",
            limit=most,
            currency=refund.currency,
            spent=spent,
        )
    fields = {"userId": refund.actor, "at": now}
    return [Update(where, fields, turn.version) if turn else Create(where, fields)]


def _spent(refund: Correction, now: datetime, *, ports: Ports) -> int:
    """Within a day, by its administrator and in its currency; what Stripe refused cost nothing."""
    recent = Query(
        "corrections",
        where=[
            ("actor", "==", refund.actor),
            ("policy", "==", RefundPolicy.PLATFORM_PAYS.value),
            ("updatedAt", ">", now - _DAY),
        ],
        order_by=[("updatedAt", "asc")],
    )
    others = (Correction.of(document) for document in read_all(ports.store, recent))
    return sum(one.amount for one in others if _counts(one, refund, now))


def _counts(other: Correction, refund: Correction, now: datetime) -> bool:
    return (
        other.correction_id != refund.correction_id
        and other.currency == refund.currency
        and other.status not in {CorrectionStatus.REFUSED, CorrectionStatus.DROPPED}
        and other.attempt.first_sent_at > now - _DAY
    )
