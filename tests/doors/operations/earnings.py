"""What the tests expect of the operations that show earnings."""

from __future__ import annotations

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
}
