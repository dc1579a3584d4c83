"""What the tests expect of the operations on refunds."""

from __future__ import annotations

from tests.doors.cast import ADMIN, TRAINER
from tests.doors.expected import POST, SLACK, Expected, Sample
from tests.e2e.js.may import May
from tests.e2e.js.may_not import MayNot, Reached, unless_administrator
from tests.e2e.js.scene import Scene


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


def request_refund(scene: Scene) -> May:
    sale = scene.sale()
    asked = {"paymentId": sale.payment_id, "amount": 1_000, "status": "open"}
    return May(
        sale.trainer,
        {"paymentId": sale.payment_id, "amount": 1_000, "reason": "the buyer is ill"},
        asked,
        lambda _answer: {
            f"refundRequests/{sale.payment_id}": {**asked, "ownerId": sale.trainer.uid},
            f"payments/{sale.payment_id}": {"refundedAmount": 0, "reservedRefundAmount": 0},
        },
    )


def request_refund_refused(reached: Reached) -> list[MayNot]:
    theirs = {"paymentId": reached.sale.payment_id, "reason": "I want it"}
    return [MayNot(who, theirs) for who in (reached.other, reached.sale.buyer, reached.asking_admin)]


def decline_refund(scene: Scene) -> May:
    sale, admin = scene.sale(), scene.administrator()
    scene.does(sale.trainer, "requestRefund", paymentId=sale.payment_id, reason="the buyer is ill")
    declined = {"paymentId": sale.payment_id, "status": "declined"}
    return May(
        admin,
        {"paymentId": sale.payment_id, "reason": "the round has ended"},
        declined,
        lambda _answer: {f"refundRequests/{sale.payment_id}": {**declined, "closedBy": admin.uid}},
    )


EXPECTED = {
    "refund-payment": Expected(
        methods=POST,
        sample=lambda story: Sample({"paymentId": story.paid, "amount": 1_000}, ADMIN),
        may=refund_payment,
        may_not=unless_administrator(lambda reached: {"paymentId": reached.sale.payment_id}),
    ),
    "request-refund": Expected(
        methods=POST,
        sample=lambda story: Sample({"paymentId": story.paid, "amount": 1_000, "reason": "ill"}, TRAINER),
        may=request_refund,
        may_not=request_refund_refused,
        secrets=frozenset({SLACK}),
    ),
    "decline-refund": Expected(
        methods=POST,
        sample=lambda story: Sample({"paymentId": story.paid, "reason": "the round has ended"}, ADMIN),
        may=decline_refund,
        may_not=unless_administrator(lambda reached: {"paymentId": reached.sale.payment_id, "reason": "no"}),
        secrets=frozenset({SLACK}),
    ),
}
