from __future__ import annotations

import dataclasses

from pulse.alerts.heartbeat import heartbeat, read_recent_alerts
from pulse.backoffice.reconciliation.reconcile import reconcile
from pulse.backoffice.support.metrics import METRICS
from pulse.backoffice.support.watch import watch
from pulse.outside.alerting import GroupedAlerts
from pulse.ports.store import Merge
from tests.alerts.conftest import alerts_of
from tests.alerts.test_alerting import BrokenStore, alert, group
from tests.backoffice.disturbed import AwayFor


def beat_every_five_minutes(world, ports, hours: float):
    beats = []
    for _ in range(int(hours * 12)):
        beats.append(heartbeat(ports=ports))
        world.clock.advance(minutes=5)
    return beats


def test_a_heartbeat_reaches_people_once_a_day(world, ports, slack):
    beats = beat_every_five_minutes(world, ports, hours=49)
    assert all(beat.healthy for beat in beats)
    assert len(slack.texts) == 3
    assert "heartbeat.sent" in slack.texts[0]


def test_a_heartbeat_that_does_not_arrive_says_so_and_recovers(world, ports, slack):
    slack.status = 500
    assert not heartbeat(ports=ports).told
    slack.status = 200
    world.clock.advance(minutes=5)
    assert heartbeat(ports=ports).healthy
    assert len(slack.texts) == 1


def test_a_heartbeat_notices_that_alerts_are_not_stored(world, slack):
    lost = alerts_of(world, slack, BrokenStore())
    assert not heartbeat(ports=dataclasses.replace(world.ports, alerts=lost)).stored


def test_what_slack_did_not_take_is_told_by_a_later_heartbeat(world, ports, slack):
    slack.status = 500
    ports.alerts.raise_alert(alert())
    world.clock.advance(minutes=5)
    assert heartbeat(ports=ports).undelivered == ("prize.stopped",)
    slack.status = 200
    world.clock.advance(minutes=5)
    assert heartbeat(ports=ports).undelivered == ()
    assert any("prize.stopped" in text for text in slack.texts)


def test_a_heartbeat_counts_what_a_short_storm_left_uncounted(world, ports, slack):
    for number in range(30):
        ports.alerts.raise_alert(alert(number))
    assert group(world).count == 1
    heartbeat(ports=ports)
    assert group(world).count == 30
    assert group(world).amount_at_risk == {"usd": 30 * 97}


def test_without_slack_the_log_is_the_way_and_the_heartbeat_is_healthy(world):
    alerts = GroupedAlerts(world.store, world.clock, world.ports.settings, None)
    assert heartbeat(ports=dataclasses.replace(world.ports, alerts=alerts)).healthy


def test_what_a_function_without_slack_raised_is_told_by_the_heartbeat(world, ports, slack):
    GroupedAlerts(world.store, world.clock, world.ports.settings, None).raise_alert(alert())
    assert slack.texts == []
    world.clock.advance(minutes=5)
    heartbeat(ports=ports)
    assert sum("prize.stopped" in text for text in slack.texts) == 1
    world.clock.advance(minutes=5)
    heartbeat(ports=ports)
    assert sum("prize.stopped" in text for text in slack.texts) == 1


def test_recent_alerts_are_the_latest_first(world, ports):
    ports.alerts.raise_alert(alert(cause="receivable"))
    world.clock.advance(minutes=1)
    ports.alerts.raise_alert(alert(cause="payment.mismatched"))
    assert [one.cause for one in read_recent_alerts(ports=ports)] == ["payment.mismatched", "receivable"]


def test_the_watch_after_a_sweep_reads_the_metrics_and_beats(ports, slack):
    seen = watch(ports=ports)
    assert seen.heartbeat.healthy
    assert len(seen.readings) > 10
    assert len(slack.texts) == 1


def test_a_metric_that_cannot_be_read_hides_no_other_and_stops_no_heartbeat(world, ports):
    failing = AwayFor(ports.store, ValueError("odd"), ["receivedAt', '>'"], "query")
    seen = watch(ports=dataclasses.replace(ports, store=failing))
    unread = {
        one.metric.name for one in seen.readings if one.metric.name == "inbox_age" and one.value is None
    }
    assert (unread, len(seen.readings)) == ({"inbox_age"}, len(METRICS))
    assert seen.heartbeat.healthy


def test_a_malformed_difference_stops_neither_the_comparison_nor_the_metrics(world, ports):
    world.store.commit([Merge("differences/broken", {"status": "open"})])
    assert reconcile(ports=ports).problems == ()
    assert "record.damaged" in {one.cause for one in read_recent_alerts(ports=ports)}
