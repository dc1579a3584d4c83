"""Prizes without Stripe's written approval: operators are told once a day for as long as it is missing."""

from __future__ import annotations

from datetime import timedelta

from pulse.alerts import causes
from pulse.batches import BatchResult, TimeLimit, continue_after, each, is_due, save_cursor, take_page
from pulse.documents import WITH_PAID_ENTRY, Challenge
from pulse.money import written
from pulse.ports import Document, Ports
from pulse.ports.store import Query
from pulse.prizes.records import PrizeStatus

_DAILY = timedelta(days=1)
_PRIZES, _ROUNDS = "unapprovedPrizesToldAt", "paidEntriesTold"
_TO_PAY = (PrizeStatus.PENDING, PrizeStatus.PROCESSING, PrizeStatus.FAILED)


def warn_unapproved(*, limit: TimeLimit | None = None, ports: Ports) -> BatchResult:
    """How many alerts were raised: one for all prizes, and one for each paid round that promises some.

    Prizes that were awarded are paid nevertheless. Entry fees are the worst case in Stripe's list.
    """
    if ports.settings.has_prize_approval(livemode=ports.stripe.livemode):
        return BatchResult()
    told = 0
    if is_due(_PRIZES, _DAILY, ports=ports):
        told = _warn_of_prizes(ports=ports)
        save_cursor(_PRIZES, ports.clock.now(), ports=ports)
    return BatchResult(told) + _warn_of_rounds(limit, ports=ports)


def _warn_of_prizes(*, ports: Ports) -> int:
    waiting = Query("prizeRecords", where=[("status", "in", [status.value for status in _TO_PAY])])
    paid = Query("prizeRecords", where=[("paidAt", ">", ports.clock.now() - _DAILY)])
    to_pay, paid_today = ports.store.totals(waiting).count, ports.store.totals(paid).count
    if not to_pay and not paid_today:
        return 0
    ports.alerts.raise_alert(
        causes.PRIZE_UNAPPROVED.alert(
            "Prizes are paid, and Stripe's written approval of prizes is missing: its list of prohibited"
            " businesses names contests with a monetary prize. Ask Stripe, or pause payouts.",
            subject="prizeRecords",
            facts={"to_pay": to_pay, "paid_within_a_day": paid_today},
            announced=True,
        )
    )
    return 1


def _warn_of_rounds(limit: TimeLimit | None, *, ports: Ports) -> BatchResult:
    """The next page of them; all once a day."""
    begun: list[str] = []

    def warn(document: Document) -> int:
        begun.append(document.id)
        return _warn_of_round(Challenge.of(document), ports=ports)

    page = take_page(_ROUNDS, WITH_PAID_ENTRY, _DAILY, ports=ports)
    result = each(page, warn, lambda document: document.path, limit=limit)
    if result.out_of_time:
        continue_after(_ROUNDS, begun[-1], ports=ports)
    return result


def _warn_of_round(challenge: Challenge, *, ports: Ports) -> int:
    """Raises *DocumentMisfit* where price or prize money cannot be read."""
    price, promise = challenge.price.value, challenge.promise.value
    if price is None or not promise.pool:
        return 0
    ports.alerts.raise_alert(
        causes.ENTRY_CHARGED.alert(
            "A round with a price promises prizes, and Stripe's written approval of prizes is missing: its"
            " list of prohibited businesses names entry fees that promise a prize.",
            subject=f"challenges/{challenge.id}",
            facts={
                "price": written(price.amount, price.currency),
                "prize_money": written(promise.pool, promise.currency),
                "paid_entry": ports.settings.prizes_with_paid_entry,
            },
            announced=True,
        )
    )
    return 1
