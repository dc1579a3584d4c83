"""What the tests expect of the operations by which staff see the state of everything."""

from __future__ import annotations

from tests.doors.cast import ADMIN
from tests.doors.expected import GET_OR_POST, SLACK, Expected, Sample
from tests.doors.operations.support import unless_staff
from tests.e2e.js.may import May
from tests.e2e.js.scene import Scene


def get_overview(scene: Scene) -> May:
    """An event may fail beside it; nothing else of these tests is unreadable."""
    scene.prize(scene.person())
    return May(scene.administrator(), {}, {"paused": False, "unreadable": []})


def get_metrics(scene: Scene) -> May:
    return May(scene.administrator(), {}, {"metrics.0.readable": True})


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
    "get-metrics": Expected(
        methods=GET_OR_POST,
        sample=lambda _story: Sample({}, ADMIN),
        may=get_metrics,
        may_not=unless_staff(),
        secrets=frozenset({SLACK}),
        costly=False,
        stripe_calls_max=0,
    ),
}
