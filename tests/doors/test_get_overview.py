"""What staff see as wrong at a glance: our own money, notices and alerts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.alerts import HEARTBEAT
from pulse.outside.alerting import GroupedAlerts
from pulse.pools.own_money import OwnFigures, OwnMoney, own_money_path
from pulse.ports import Alert, Severity
from pulse.ports.store import Create
from tests.doors.story import WINNER


def asked(story):
    answer = story.get("get-overview", token=story.support_token())
    assert answer.status_code == 200, answer.json
    return answer.json


@pytest.mark.parametrize(("upper", "overdrawn"), [(-1, ["usd"]), (0, [])])
def test_a_balance_that_lacks_what_pools_hold_is_named_by_its_currency(upper, overdrawn, story):
    figures = OwnFigures(lower=upper, upper=upper)
    own = OwnMoney(currency="usd", figures=figures, read_at=story.world.clock.now())
    story.world.store.commit([Create(own_money_path("usd"), own.fields())])

    assert asked(story)["overdrawn"] == overdrawn


def test_notices_count_once_they_are_later_than_a_task_takes(story):
    now = story.world.clock.now()
    age = timedelta(seconds=story.world.ports.settings.outbox_age_seconds)
    before = asked(story)["noticesUnsent"]
    late = {"sendAt": now - age}
    story.world.store.commit(
        [
            Create(f"users/{WINNER}/notices/late", late),
            Create(f"users/{WINNER}/notices/due", {"sendAt": now - age + timedelta(seconds=1)}),
        ]
    )

    assert asked(story)["noticesUnsent"] == before + 1


def test_alerts_of_the_last_day_are_named_without_the_one_that_proves_them(story):
    ports = story.world.ports
    alerts = GroupedAlerts(ports.store, ports.clock, ports.settings, None)
    for cause, subject in [("prize.stopped", "x/1"), ("prize.stopped", "x/2"), (HEARTBEAT, "x/3")]:
        story.world.clock.advance(seconds=ports.settings.alert_refresh_seconds)
        alerts.raise_alert(Alert(cause, Severity.ERROR, "text", subject=subject))
    (shown,) = asked(story)["alerts"]

    assert (shown["cause"], shown["severity"], shown["count"]) == ("prize.stopped", "ERROR", 2)
