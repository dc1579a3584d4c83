"""What the tests expect of the operations by which staff see the state of everything."""

from __future__ import annotations

from tests.doors.cast import ADMIN
from tests.doors.expected import GET_OR_POST, SLACK, STRIPE, Expected, Sample
from tests.doors.operations.support import unless_staff
from tests.e2e.js.may import RECEIVED_CENTS, May
from tests.e2e.js.scene import Scene


def get_overview(scene: Scene) -> May:
    """An event may fail beside it; nothing else of these tests is unreadable."""
    scene.prize(scene.person())
    return May(scene.administrator(), {}, {"paused": False, "unreadable": []})


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


EXPECTED = {
    "get-overview": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: Sample({}, ADMIN),
        may=get_overview,
        may_not=unless_staff(),
        secrets=frozenset({SLACK}),
        costly=False,
        stripe_calls_max=0,
    ),
    "explain-prize": Expected(
        methods=GET_OR_POST,
        sample=lambda story: Sample({"prizeRecordId": story.prize_record_id}, ADMIN),
        may=explain_prize,
        may_not=unless_staff(prizeRecordId="prize_1"),
        secrets=frozenset({STRIPE, SLACK}),
        costly=False,
        stripe_calls_max=1,
    ),
}
