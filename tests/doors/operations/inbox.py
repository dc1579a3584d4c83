"""What the tests expect of the operation that handles an event of Stripe's again."""

from __future__ import annotations

from tests.doors.cast import ADMIN, EVENT
from tests.doors.expected import POST, SLACK, Expected, Sample
from tests.e2e.js.may import May
from tests.e2e.js.may_not import unless_administrator
from tests.e2e.js.scene import Scene


def replay_event(scene: Scene) -> May:
    admin, event_id = scene.administrator(), scene.event_about(scene.trainer())
    return May(
        admin,
        {"eventId": event_id, "reason": "it failed while Stripe was away"},
        {"eventId": event_id, "path": f"replays/{event_id}", "count": 1},
        lambda _answer: {f"replays/{event_id}": {"by": admin.uid, "count": 1}},
    )


EXPECTED = {
    "replay-event": Expected(
        methods=POST,
        sample=lambda _story: Sample({"eventId": EVENT, "reason": "looked at"}, ADMIN),
        may=replay_event,
        may_not=unless_administrator(lambda _reached: {"eventId": "evt_1", "reason": "looked at"}),
        secrets=frozenset({SLACK}),
        stripe_calls_max=0,
    ),
}
