"""Unusual runs among a person's payments: operators are told, and nothing is stopped (decision 1165)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from pulse.accounts import compares_fingerprints
from pulse.alerts import causes
from pulse.charges import find_users_of_card
from pulse.ports import Ports
from pulse.ports.store import Query
from pulse.ports.stripe_objects import Charge
from pulse.sales import rules
from pulse.sales.records import Payment, payment_path
from pulse.sales.states import PaymentStatus
from pulse.settings import DAY, Settings


@dataclass(frozen=True, slots=True)
class SalePattern:
    """More than *limit* payments of one person on one *side*, with one of *statuses*, within *seconds*."""

    word: str
    side: Literal["ownerId", "buyerId"]
    statuses: frozenset[PaymentStatus]
    limit: Callable[[Settings], int]
    seconds: Callable[[Settings], int]


PATTERNS = (
    SalePattern(
        "refunds_of_trainer",
        "ownerId",
        rules.TAKEN_BACK,
        lambda settings: settings.trainer_refunds_per_period_max,
        lambda settings: settings.pattern_period_seconds,
    ),
    SalePattern(
        "refunds_of_buyer",
        "buyerId",
        rules.TAKEN_BACK,
        lambda settings: settings.buyer_refunds_per_period_max,
        lambda settings: settings.pattern_period_seconds,
    ),
    SalePattern(
        "failures_of_buyer",
        "buyerId",
        frozenset({PaymentStatus.FAILED}),
        lambda settings: settings.buyer_failures_per_day_max,
        lambda _: DAY,
    ),
)


def alert_unusual_sale(before: Payment, after: Payment, *, ports: Ports) -> None:
    """Before the commit that changes a payment's status; no query where it changes to nothing unusual."""
    if after.status is before.status:
        return
    matched = [
        pattern
        for pattern in PATTERNS
        if after.status in pattern.statuses
        and before.status not in pattern.statuses
        and _count(pattern, after, ports=ports) + 1 > pattern.limit(ports.settings)  # with this one
    ]
    for pattern in matched:
        _alert(pattern.word, _person(pattern, after), after, ports=ports)


def alert_shared_card(before: Payment, after: Payment, charge: Charge | None, *, ports: Ports) -> None:
    """Before the commit that first records a sale as paid, with its card: how many people pay by that one?"""
    if charge is None or charge.card_fingerprint is None or not compares_fingerprints(ports):
        return
    if before.status in rules.SOLD or after.status not in rules.SOLD:
        return
    since = ports.clock.now() - timedelta(seconds=ports.settings.pattern_period_seconds)
    users = find_users_of_card(charge.card_fingerprint, since, ports.store)
    if len({*users, after.buyer_id}) > ports.settings.card_buyers_per_period_max:
        _alert("card_of_many_buyers", after.buyer_id, after, ports=ports)


def _alert(word: str, user_id: str, payment: Payment, *, ports: Ports) -> None:
    ports.alerts.raise_alert(
        causes.SALE_SUSPECTED.alert(
            "A person's payments look unusual. Nothing is stopped: look at them, and hold the person if"
            " need be.",
            subject=payment_path(payment.payment_id),
            amount_cents=payment.amount,
            currency=payment.currency,
            user_id=user_id,
            facts={"pattern": word},
        )
    )


def _count(pattern: SalePattern, payment: Payment, *, ports: Ports) -> int:
    since = ports.clock.now() - timedelta(seconds=pattern.seconds(ports.settings))
    query = Query(
        "payments",
        where=[
            (pattern.side, "==", _person(pattern, payment)),
            ("status", "in", sorted(status.value for status in pattern.statuses)),
            ("updatedAt", ">", since),
        ],
    )
    return ports.store.totals(query).count


def _person(pattern: SalePattern, payment: Payment) -> str:
    return payment.owner_id if pattern.side == "ownerId" else payment.buyer_id
