"""What the tests expect of the operations on sales."""

from __future__ import annotations

from tests.doors.cast import BUYER, FAN, ROUND, TRAINER
from tests.doors.expected import POST, Expected, Sample
from tests.e2e.js.may import FEE_CENTS, RECEIVED_CENTS, Like, May
from tests.e2e.js.may_not import MayNot, Reached
from tests.e2e.js.scene import ROUND_CENTS, Scene


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


def create_payment_intent_refused(reached: Reached) -> list[MayNot]:
    buying = {"challengeId": reached.sale.challenge_id}
    named = [{**buying, name: reached.owner.uid} for name in ("userId", "buyerId")]
    return [MayNot(who, fields) for who in (reached.other, reached.asking_admin) for fields in named]


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


def complete_payment_refused(reached: Reached) -> list[MayNot]:
    theirs = {"challengeId": reached.sale.challenge_id, "paymentId": reached.sale.payment_id}
    return [
        MayNot(reached.other, theirs),
        MayNot(reached.other, {**theirs, "userId": reached.sale.buyer.uid}),
        MayNot(reached.owner, theirs),
    ]


EVERYTHING_THAT_OLD_CLIENTS_SEND = {
    "userId": BUYER,
    "buyerId": BUYER,
    "buyerEmail": "buyer@example.com",
    "ownerId": TRAINER,
    "connectedAccountId": "acct_1",
    "challengeId": ROUND,
    "amount": 10_000,
    "currency": "usd",
}

EXPECTED = {
    "create-payment-intent": Expected(
        methods=POST,
        sample=lambda _story: Sample(EVERYTHING_THAT_OLD_CLIENTS_SEND, BUYER),
        may=create_payment_intent,
        may_not=create_payment_intent_refused,
    ),
    "complete-payment": Expected(
        methods=POST,
        sample=lambda story: Sample({"userId": FAN, "challengeId": ROUND, "paymentId": story.paid}, FAN),
        may=complete_payment,
        may_not=complete_payment_refused,
    ),
}
