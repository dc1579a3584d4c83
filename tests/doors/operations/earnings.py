"""What the tests expect of the operations that show earnings."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.doors.cast import TRAINER, WINNER
from tests.doors.expected import GET_OR_POST, STRIPE, Expected, Sample
from tests.e2e.js.may import RECEIVED_CENTS, May
from tests.e2e.js.may_not import naming_another
from tests.e2e.js.scene import Scene


def get_earnings(scene: Scene) -> May:
    sale = scene.sale()
    earnings = {
        "earnings.totalEarnedCents": RECEIVED_CENTS,
        "earnings.roundsSold": 1,
        "earnings.recentSales.0.id": sale.payment_id,
        "earnings.recentSales.0.buyerId": sale.buyer.uid,
        "earnings.stale": False,
    }
    return May(sale.trainer, {"userId": sale.trainer.uid}, earnings)


def get_winner_earnings(scene: Scene) -> May:
    winner = scene.person()
    prize_record_id = scene.prize(winner)
    earnings = {
        "prizeRecords.0.id": prize_record_id,
        "prizeRecords.0.reason": "awaiting_account",
        "summary.totalWins": 1,
        "summary.totalEarnings": 0,
        "summary.pendingAmount": RECEIVED_CENTS,
    }
    return May(winner, {}, earnings)


def get_payouts(scene: Scene) -> May:
    sale = scene.sale()
    held = {"payouts": [], "held.0.currency": "usd", "held.0.available": RECEIVED_CENTS}
    return May(sale.trainer, {"accountType": "creator"}, {**held, "schedule.interval": "daily"})


def get_statement(scene: Scene) -> May:
    sale = scene.sale()
    month = f"{datetime.now(UTC):%Y-%m}"
    sold = {
        "kind": "payment",
        "title": "Evening Stretch",
        "amount": 10_000,
        "fee": 300,
        "net": RECEIVED_CENTS,
    }
    return May(sale.trainer, {"month": month}, {f"movements.0.{name}": one for name, one in sold.items()})


EXPECTED = {
    "get-earnings": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: Sample({"userId": TRAINER}, TRAINER),
        may=get_earnings,
        may_not=naming_another(),
        secrets=frozenset({STRIPE}),
        costly=False,
        stripe_calls_max=2,
    ),
    "get-winner-earnings": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: Sample({"userId": WINNER}, WINNER),
        may=get_winner_earnings,
        may_not=naming_another(),
        secrets=frozenset(),
        costly=False,
        stripe_calls_max=0,
        aliases=("get-winner-prize-history",),
    ),
    "get-payouts": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: Sample({"userId": TRAINER}, TRAINER),
        may=get_payouts,
        may_not=naming_another(),
        secrets=frozenset({STRIPE}),
        costly=False,
        stripe_calls_max=3,
    ),
    "get-statement": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: Sample({"userId": TRAINER, "month": "2026-11"}, TRAINER),
        may=get_statement,
        may_not=naming_another(month="2026-11"),
        secrets=frozenset({STRIPE}),
        costly=False,
        stripe_calls_max=2,
    ),
}
