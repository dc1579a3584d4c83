"""What staff see as wrong at a glance: our own money, notices and alerts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.alerts import HEARTBEAT
from pulse.backoffice import Difference, Suspicion, Where, run_nightly
from pulse.batches import save_cursor
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


def open_difference(name, currency, cents, now):
    return Difference(
        id=name, subject=name, currency=currency, amount_cents=cents, our_cents=0, stripe_cents=cents,
        where=Where.STRIPE, cause=Suspicion.SALE_OF_NOBODY, what_to_do="look", first_seen=now, last_seen=now,
    )  # fmt: skip


def test_cents_that_nothing_explains_are_summed_by_currency_without_cancelling_out(story):
    now = story.world.clock.now()
    found = [open_difference("a", "usd", 700, now), open_difference("b", "usd", -700, now)]
    for one in [*found, open_difference("c", "jpy", 1, now), found[0].but(id="d", status="closed")]:
        story.world.store.commit([Create(f"differences/{one.id}", one.fields())])
    seen = asked(story)

    assert seen["differences"] == 3
    assert seen["unexplained"] == [
        {"currency": "jpy", "amount": 1, "differences": 1},
        {"currency": "usd", "amount": 1_400, "differences": 2},
    ]


def test_a_difference_that_cannot_be_read_is_named(story):
    story.world.store.commit([Create("differences/damaged", {"status": "open"})])

    assert "differences/damaged" in asked(story)["unreadable"]


@pytest.mark.parametrize(
    ("hours", "compared", "overdue"),
    [(None, False, False), (-1, False, False), (60, True, False), (61, True, True)],
)
def test_the_last_full_comparison_has_a_time_and_can_be_overdue(hours, compared, overdue, story):
    at = None if hours is None else story.world.clock.now() - timedelta(hours=hours)
    save_cursor("reconciledInFullAt", at, ports=story.world.ports)
    seen = asked(story)

    assert (seen["comparedInFullAt"] is not None, seen["comparisonOverdue"]) == (compared, overdue)


def test_the_nightly_checks_are_known_with_their_age(story):
    assert (asked(story)["audit"], asked(story)["invariants"]) == (None, None)
    run_nightly(ports=story.world.ports)
    fresh = asked(story)
    story.world.clock.advance(hours=37)
    old = asked(story)

    assert [seen[name]["overdue"] for seen in (fresh, old) for name in ("audit", "invariants")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert old["invariants"]["checkedAt"] == fresh["invariants"]["checkedAt"]


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
