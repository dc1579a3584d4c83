"""What the tests expect of the operation on refunds."""

from __future__ import annotations

from tests.doors.cast import ADMIN
from tests.doors.expected import POST, Expected, Sample
from tests.e2e.js.may import May
from tests.e2e.js.may_not import unless_administrator
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


EXPECTED = {
    "refund-payment": Expected(
        methods=POST,
        sample=lambda story: Sample({"paymentId": story.paid, "amount": 1_000}, ADMIN),
        may=refund_payment,
        may_not=unless_administrator(lambda reached: {"paymentId": reached.sale.payment_id}),
    ),
}
