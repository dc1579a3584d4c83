"""What the tests expect of the operations on approvals."""

from __future__ import annotations

from typing import Any

from tests.doors.cast import ADMIN
from tests.doors.expected import POST, SLACK, Expected, Sample
from tests.e2e.js.may import MOMENT, May
from tests.e2e.js.may_not import MayNot, Reached, unless_administrator
from tests.e2e.js.scene import Scene


def request_approval(scene: Scene) -> May:
    admin, prize_record_id = scene.administrator(), scene.prize(scene.person())
    asked = {"act": "pay-prize", "status": "requested", "requestedBy": admin.uid, "approvedBy": None}
    return May(
        admin,
        {"act": "pay-prize", "subjectId": prize_record_id, "reason": "the winner is known to us"},
        {**asked, "subject": f"prizeRecords/{prize_record_id}", "expiresAt": MOMENT},
        lambda _answer: {
            f"approvals/pay-prize_prizeRecords_{prize_record_id}": asked,
            f"prizeRecords/{prize_record_id}": {"approvedBy": None},
        },
    )


def _gesture(reached: Reached) -> dict[str, Any]:
    return {"act": "refund-payment", "subjectId": reached.sale.payment_id, "reason": "a gesture"}


def approve_request(scene: Scene) -> May:
    one, another, payment_id = scene.administrator(), scene.administrator(), scene.sale().payment_id
    act = {"act": "refund-payment", "subjectId": payment_id}
    scene.does(one, "requestApproval", **act, reason="a gesture", amount=500)
    done = {"status": "used", "requestedBy": one.uid, "approvedBy": another.uid}
    return May(
        another,
        {**act, "reason": "agreed"},
        {**done, "subject": f"payments/{payment_id}"},
        lambda _answer: {
            f"approvals/refund-payment_payments_{payment_id}": done,
            f"payments/{payment_id}": {"refundedAmount": 500},
            f"/v1/refunds?payment_intent={payment_id}": {"data.0.amount": 500, "data.1": None},
        },
    )


def approve_request_refused(reached: Reached) -> list[MayNot]:
    asked = {"act": "pay-prize", "subjectId": reached.prize_record_id, "reason": "agreed"}
    by_others = unless_administrator(lambda _reached: asked)(reached)
    return [*by_others, MayNot(reached.asking_admin, asked, "same_person")]


EXPECTED = {
    "request-approval": Expected(
        methods=POST,
        sample=lambda story: Sample(
            {"act": "pay-prize", "subjectId": story.prize_record_id, "reason": "large"}, ADMIN
        ),
        may=request_approval,
        may_not=unless_administrator(_gesture),
        secrets=frozenset({SLACK}),
    ),
    "approve-request": Expected(
        methods=POST,
        sample=lambda story: Sample(
            {"act": "refund-payment", "subjectId": story.paid, "reason": "agreed"}, ADMIN
        ),
        may=approve_request,
        may_not=approve_request_refused,
    ),
}
