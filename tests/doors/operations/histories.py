"""What the tests expect of the operations by which staff see all about one record."""

from __future__ import annotations

from tests.doors.cast import ADMIN, TRAINER
from tests.doors.expected import GET_OR_POST, SLACK, STRIPE, Expected, Sample
from tests.doors.operations.support import unless_staff
from tests.e2e.js.may import FEE_CENTS, RECEIVED_CENTS, May
from tests.e2e.js.may_not import Attempts, MayNot
from tests.e2e.js.scene import ROUND_CENTS, Scene


def explain_prize(scene: Scene) -> May:
    prize = scene.prize(scene.person())
    first = {
        "timeline.0.kind": "audit",
        "timeline.0.what": "prize.awarded",
        "timeline.0.id": f"prizeRecords_{prize}_1",
    }
    waits = {
        "prizeRecordId": prize,
        "reason": "awaiting_account",
        "amount": RECEIVED_CENTS,
        "transfersKnown": True,
    }
    return May(scene.administrator(), {"prizeRecordId": prize}, {**waits, **first, "flaw": None})


def explain_payment(scene: Scene) -> May:
    sale = scene.sale()
    paid = {"amount": ROUND_CENTS, "fee": FEE_CENTS, "ownerNetAmount": RECEIVED_CENTS, "refundedAmount": 0}
    return May(
        scene.administrator(),
        {"paymentId": sale.payment_id},
        {
            "paymentId": sale.payment_id,
            "buyerId": sale.buyer.uid,
            "status": "completed",
            "flaw": None,
            "refundRequested": None,
            **paid,
        },
    )


def explain_account(scene: Scene) -> May:
    trainer, admin = scene.trainer(), scene.administrator()
    ready = {"userId": trainer.uid, "accountState": "active", "readyForTransfers": True, "held": None}
    return May(
        admin,
        {"userId": trainer.uid},
        {**ready, "flaw": None, "requirementsInWords.currentlyDue": []},
        lambda _answer: {
            f"disclosures/{trainer.uid}": {"operation": "explain-account", "shownTo": admin.uid}
        },
    )


def unless_staff_asks_of_a_person() -> Attempts:
    return lambda reached: [
        MayNot(reached.other, {"userId": reached.owner.uid}),
        MayNot(reached.owner, {"userId": reached.owner.uid}),
        MayNot(reached.support, {"userId": reached.owner.uid}, "second_factor_required"),
    ]


EXPECTED = {
    "explain-prize": Expected(
        methods=GET_OR_POST,
        sample=lambda story: Sample({"prizeRecordId": story.prize_record_id}, ADMIN),
        may=explain_prize,
        may_not=unless_staff(prizeRecordId="prize_1"),
        secrets=frozenset({STRIPE, SLACK}),
        costly=False,
        stripe_calls_max=1,
    ),
    "explain-payment": Expected(
        methods=GET_OR_POST,
        sample=lambda story: Sample({"paymentId": story.paid}, ADMIN),
        may=explain_payment,
        may_not=unless_staff(paymentId="pi_1"),
        secrets=frozenset({SLACK}),
        costly=False,
        stripe_calls_max=0,
    ),
    "explain-account": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: Sample({"userId": TRAINER}, ADMIN),
        may=explain_account,
        may_not=unless_staff_asks_of_a_person(),
        secrets=frozenset({SLACK}),
        costly=False,
        stripe_calls_max=0,
    ),
}
