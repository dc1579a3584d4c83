"""Allowed calls of administrators, and of people about their own data."""

from __future__ import annotations

from tests.e2e.js.may import MOMENT, May
from tests.e2e.js.scene import Scene


def cancel_prize(scene: Scene) -> May:
    prize_record_id = scene.prize(scene.person())
    canceled = {"status": "canceled", "reason": None, "nextAction": None}
    return May(
        scene.administrator(),
        {"prizeRecordId": prize_record_id, "reason": "a mistake"},
        {"prizeRecordId": prize_record_id, **canceled},
        lambda _answer: {f"prizeRecords/{prize_record_id}": {**canceled, "nextAttemptAt": None}},
    )


def hold_prize(scene: Scene) -> May:
    prize_record_id = scene.prize(scene.person())
    held = {"status": "pending", "reason": "held_for_approval"}
    return May(
        scene.administrator(),
        {"prizeRecordId": prize_record_id, "reason": "odd"},
        {"prizeRecordId": prize_record_id, **held},
        lambda _answer: {f"prizeRecords/{prize_record_id}": {**held, "held": True, "approvedBy": None}},
    )


def release_prize(scene: Scene) -> May:
    prize_record_id = scene.stopped_prize(scene.person())
    return May(
        scene.administrator(),
        {"prizeRecordId": prize_record_id, "reason": "looked at"},
        {"prizeRecordId": prize_record_id, "status": "pending", "reason": "retrying"},
        lambda _answer: {f"prizeRecords/{prize_record_id}": {"released": True, "stripeTransferId": None}},
    )


def pause_payouts(scene: Scene) -> May:
    admin = scene.administrator()
    return May(
        admin,
        {"reason": "something is odd"},
        {"paused": True, "since": MOMENT},
        lambda _answer: {"control/payouts": {"paused": True, "by": admin.uid, "reason": "something is odd"}},
    )


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


def erase_user(scene: Scene) -> May:
    admin, person = scene.administrator(), scene.person()
    entry = f"{scene.ended(scene.person(), person)}_{person.uid}"
    return May(
        admin,
        {"userId": person.uid, "reason": "asked by letter"},
        {"userId": person.uid, "status": "done"},
        lambda _answer: {
            f"users/{person.uid}": None,
            f"user-challenge/{entry}": {"username": "Former member"},
            f"erasures/{person.uid}": {"status": "done", "requestedBy": admin.uid},
        },
    )


def delete_my_data(scene: Scene) -> May:
    person = scene.person()
    entry = f"{scene.ended(scene.person(), person)}_{person.uid}"
    return May(
        person,
        {},
        {"userId": person.uid, "status": "done"},
        lambda _answer: {
            f"users/{person.uid}": None,
            f"user-challenge/{entry}": {"username": "Former member"},
            f"erasures/{person.uid}": {"status": "done", "requestedBy": person.uid},
        },
    )


def export_my_data(scene: Scene) -> May:
    sale = scene.sale()
    known = {
        "export.userId": sale.trainer.uid,
        "export.profile.email": sale.trainer.email,
        "export.challenges.0.id": sale.challenge_id,
        "export.sales.0.id": sale.payment_id,
        "export.purchases": [],
    }
    return May(sale.trainer, {}, known)


ALLOWED = {
    "cancelPrize": cancel_prize,
    "holdPrize": hold_prize,
    "releasePrize": release_prize,
    "pausePayouts": pause_payouts,
    "requestApproval": request_approval,
    "approveRequest": approve_request,
    "eraseUser": erase_user,
    "deleteMyData": delete_my_data,
    "exportMyData": export_my_data,
}
