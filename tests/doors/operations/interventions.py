"""What the tests expect of the operations that stop and release prizes and payouts."""

from __future__ import annotations

from tests.doors.cast import ADMIN
from tests.doors.expected import POST, SLACK, Expected, Sample
from tests.e2e.js.may import MOMENT, May
from tests.e2e.js.may_not import prize, unless_administrator
from tests.e2e.js.scene import Scene


def cancel_prize(scene: Scene) -> May:
    prize_record_id = scene.prize(scene.person())
    canceled = {"status": "canceled", "reason": None, "nextAction": None}
    return May(
        scene.administrator(),
        {"prizeRecordId": prize_record_id, "reason": "a mistake"},
        {"prizeRecordId": prize_record_id, **canceled},
        lambda _answer: {f"prizeRecords/{prize_record_id}": {**canceled, "nextCheckAt": None}},
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


EXPECTED = {
    "cancel-prize": Expected(
        methods=POST,
        sample=lambda story: Sample({"prizeRecordId": story.prize_record_id, "reason": "a mistake"}, ADMIN),
        may=cancel_prize,
        may_not=unless_administrator(lambda reached: {**prize(reached), "reason": "a mistake"}),
        secrets=frozenset({SLACK}),
    ),
    "hold-prize": Expected(
        methods=POST,
        sample=lambda story: Sample({"prizeRecordId": story.prize_record_id, "reason": "odd"}, ADMIN),
        may=hold_prize,
        may_not=unless_administrator(lambda reached: {**prize(reached), "reason": "odd"}),
        secrets=frozenset({SLACK}),
    ),
    "release-prize": Expected(
        methods=POST,
        sample=lambda story: Sample({"prizeRecordId": story.stopped_record_id, "reason": "looked at"}, ADMIN),
        may=release_prize,
        may_not=unless_administrator(lambda reached: {**prize(reached), "reason": "looked at"}),
        secrets=frozenset({SLACK}),
    ),
    "pause-payouts": Expected(
        methods=POST,
        sample=lambda _story: Sample({"reason": "something is odd"}, ADMIN),
        may=pause_payouts,
        may_not=unless_administrator(lambda _reached: {"reason": "something is odd"}),
        secrets=frozenset({SLACK}),
    ),
}
