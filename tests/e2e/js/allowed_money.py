"""Calls about rounds, prizes and earnings that are let in."""

from __future__ import annotations

from tests.e2e.js.may import Like, May
from tests.e2e.js.scene import PRIZE_CENTS, ROUND_CENTS, Scene

FEE_CENTS, RECEIVED_CENTS = 300, 9_700
"""Of a round as of a prize of $100.00."""


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


def get_winner_prize_info(scene: Scene) -> May:
    challenge_id = scene.challenge(scene.person())
    worth = {"challengeInfo.prizeAmount": PRIZE_CENTS, "challengeInfo.placement": 1}
    return May(scene.person(), {"challengeId": challenge_id, "placement": 1}, worth)


def create_payment_intent(scene: Scene) -> May:
    buyer, challenge_id = scene.person(), scene.challenge(scene.trainer())
    order = {"amount": ROUND_CENTS, "platformFee": FEE_CENTS, "ownerAmount": RECEIVED_CENTS}
    return May(
        buyer,
        {"challengeId": challenge_id, "amount": ROUND_CENTS, "buyerId": buyer.uid},
        {**order, "clientSecret": Like(r"pi_\w+_secret_\w+")},
        lambda answer: {
            f"purchases/{challenge_id}_{buyer.uid}": {"paymentId": answer["paymentIntentId"]},
            f"/v1/payment_intents/{answer['paymentIntentId']}": {
                "amount": ROUND_CENTS,
                "application_fee_amount": FEE_CENTS,
                "status": "requires_payment_method",
            },
        },
    )


def complete_payment(scene: Scene) -> May:
    order = scene.order()
    entry = f"{order.challenge_id}_{order.buyer.uid}"
    return May(
        order.buyer,
        {"challengeId": order.challenge_id, "paymentId": order.payment_id},
        {"paymentDetails.amount": ROUND_CENTS, "paymentDetails.userChallengeId": entry},
        lambda _answer: {
            f"payments/{order.payment_id}": {"status": "completed", "ownerAmount": RECEIVED_CENTS},
            f"user-challenge/{entry}": {"userId": order.buyer.uid},
        },
    )


def calculate_winners(scene: Scene) -> May:
    owner, winner = scene.person(), scene.person()
    challenge_id = scene.ended(owner, winner)
    return May(
        owner,
        {"challengeId": challenge_id},
        {"winners.0.userId": winner.uid, "winners.0.placement": 1, "totalPrizeAmount": PRIZE_CENTS},
        lambda answer: {
            f"awards/{challenge_id}": {"status": "recorded", "pool": PRIZE_CENTS},
            f"prizeRecords/{answer['prizeRecords'][0]['id']}": {
                "userId": winner.uid,
                "winnerAmount": RECEIVED_CENTS,
                "platformFee": FEE_CENTS,
            },
        },
    )


def payout_prize_money(scene: Scene) -> May:
    winner = scene.winner()
    prize_record_id = scene.unpaid_prize(winner)
    paid = {"winnerAmount": RECEIVED_CENTS, "platformFee": FEE_CENTS, "status": "paid"}
    return May(
        scene.administrator(),
        {"prizeRecordId": prize_record_id},
        {**paid, "recipient": winner.username, "transferId": Like(r"tr_\w+"), "message": None},
        lambda answer: {
            f"prizeRecords/{prize_record_id}": {**paid, "stripeTransferId": answer["transferId"]},
            f"/v1/transfers/{answer['transferId']}": {
                "amount": RECEIVED_CENTS,
                "metadata.prize_record_id": prize_record_id,
            },
        },
    )


def refund_payment(scene: Scene) -> May:
    payment_id = scene.sale().payment_id
    return May(
        scene.administrator(),
        {"paymentId": payment_id, "amount": 1_000},
        {"paymentId": payment_id, "amount": 1_000, "refundedAmount": 1_000, "status": "partially_refunded"},
        lambda answer: {
            f"payments/{payment_id}": {"refundedAmount": 1_000},
            f"/v1/refunds/{answer['refundId']}": {"payment_intent": payment_id, "amount": 1_000},
        },
    )


ALLOWED = {
    "getEarnings": get_earnings,
    "getWinnerEarnings": get_winner_earnings,
    "getWinnerPrizeInfo": get_winner_prize_info,
    "createPaymentIntent": create_payment_intent,
    "completePayment": complete_payment,
    "calculateWinners": calculate_winners,
    "payoutPrizeMoney": payout_prize_money,
    "refundPayment": refund_payment,
}
