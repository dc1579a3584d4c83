from __future__ import annotations

import json
import socket

import pytest

from pulse.alerts.groups import AlertGroup, group_path
from pulse.errors import Misconfigured, StoreUnavailable
from pulse.outside.alerting import GroupedAlerts
from pulse.outside.memory_store import MemoryStore
from pulse.outside.slack import SlackChannel, client, connect
from pulse.outside.slack_address import HOST
from pulse.ports import Alert, Severity
from tests.alerts.conftest import alerts_of
from tests.alerts.slack_server import serving


def alert(number: int = 1, **changes) -> Alert:
    values = {
        "cause": "prize.stopped",
        "severity": Severity.CRITICAL,
        "message": "A prize is not paid.",
        "subject": f"prizeRecords/c_u{number}_1",
        "amount_cents": 97,
        "currency": "usd",
        "user_id": f"u{number}",
    }
    return Alert(**{**values, **changes})


def group(world, cause: str = "prize.stopped") -> AlertGroup:
    return AlertGroup.of(world.store.get(group_path(cause)))


def lines(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class BrokenStore(MemoryStore):
    def get(self, path):
        raise StoreUnavailable("down")


class BrokenChannel:
    def tell(self, group):
        raise RuntimeError("a bug")


def test_a_critical_alert_is_logged_stored_and_told(world, alerts, slack, capsys):
    alerts.raise_alert(alert())
    line = next(entry for entry in lines(capsys) if entry["event"] == "alert")
    assert (line["severity"], line["cause"], line["amount_cents"]) == ("CRITICAL", "prize.stopped", 97)
    assert group(world).amount_at_risk == {"usd": 97}
    assert group(world).announced_at == world.clock.now()
    (text,) = slack.texts
    assert text == (
        "[CRITICAL] prize.stopped: A prize is not paid.\n"
        "1 affected since 2026-11-23 12:00 UTC, 0.97 USD at risk\n"
        "for example prizeRecords/c_u1_1\n"
        "What to do: docs/runbook/prize.stopped.md"
    )


@pytest.mark.parametrize("severity", [Severity.INFO, Severity.WARNING, Severity.ERROR])
def test_what_is_not_critical_is_stored_and_not_told(world, alerts, slack, severity):
    alerts.raise_alert(alert(severity=severity))
    assert group(world).severity is severity
    assert slack.texts == []


def test_a_storm_of_a_thousand_over_two_instances_is_one_message(world, alerts, slack):
    other = alerts_of(world, slack)
    for number in range(1_000):
        (alerts if number % 2 else other).raise_alert(alert(number))
        world.clock.advance(seconds=1)
    assert len(slack.texts) == 1
    alerts.raise_alert(alert(0))  # the next count
    world.clock.advance(seconds=61)
    alerts.raise_alert(alert(1))
    stands = group(world)
    assert (stands.count, stands.amount_at_risk, len(stands.subjects)) == (1_000, {"usd": 97_000}, 5)


def test_a_storm_that_lasts_is_told_again_after_the_window_with_its_totals(world, alerts, slack):
    for number in range(61):
        alerts.raise_alert(alert(number))
        world.clock.advance(minutes=1)
    assert len(slack.texts) == 2
    assert "61 affected" in slack.texts[1]
    assert "59.17 USD at risk" in slack.texts[1]


def test_a_payment_that_is_reported_often_is_at_risk_once(world, alerts):
    for _ in range(10):
        alerts.raise_alert(alert())
        world.clock.advance(minutes=2)
    assert (group(world).count, group(world).amount_at_risk) == (1, {"usd": 97})


def test_amounts_are_kept_apart_by_currency(world, alerts):
    alerts.raise_alert(alert(1))
    world.clock.advance(minutes=2)
    alerts.raise_alert(alert(2, currency="eur", amount_cents=50))
    assert group(world).amount_at_risk == {"usd": 97, "eur": 50}


def test_causes_are_told_apart(alerts, slack):
    alerts.raise_alert(alert())
    alerts.raise_alert(alert(cause="transfer.orphaned"))
    assert len(slack.texts) == 2


def test_a_cause_that_returns_after_a_quiet_day_is_a_new_matter(world, alerts, slack):
    alerts.raise_alert(alert(1))
    world.clock.advance(days=1)
    alerts.raise_alert(alert(2))
    assert (group(world).count, group(world).first_at) == (1, world.clock.now())
    assert len(slack.texts) == 2


def test_a_matter_that_worsens_is_told_when_it_becomes_critical(world, alerts, slack):
    alerts.raise_alert(alert(1, severity=Severity.WARNING))
    alerts.raise_alert(alert(2, severity=Severity.CRITICAL))
    assert len(slack.texts) == 1
    assert group(world).severity is Severity.CRITICAL


def test_what_worsens_within_a_moment_is_told_too(world, alerts, slack):
    alerts.raise_alert(alert(severity=Severity.WARNING))
    alerts.raise_alert(alert(severity=Severity.CRITICAL))
    assert len(slack.texts) == 1
    assert group(world).severity is Severity.CRITICAL


def test_the_person_s_support_finds_the_error_with_the_person(world, alerts):
    alerts.raise_alert(alert(facts={"stripe_code": "account_invalid"}))
    found = list(world.store._documents["users/u1/stripeErrors"].values())
    assert [entry.fields["code"] for entry in found] == ["prize.stopped"]
    assert found[0].fields["facts"] == {"stripe_code": "account_invalid"}
    assert found[0].fields["expireAt"] > world.clock.now()


@pytest.mark.parametrize("status", [400, 404, 429, 500])
def test_slack_that_answers_an_error_hurts_nobody_and_is_tried_again(world, alerts, slack, status):
    slack.status = status
    alerts.raise_alert(alert())
    assert group(world).undelivered
    slack.status = 200
    world.clock.advance(minutes=2)
    alerts.raise_alert(alert())
    assert not group(world).undelivered
    assert len(slack.texts) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_takes_no_message_elsewhere(world, alerts, slack, status):
    with serving() as elsewhere:
        slack.status, slack.location = status, elsewhere.url
        alerts.raise_alert(alert())
        assert elsewhere.texts == []
    assert group(world).undelivered


def test_slack_that_is_not_there_hurts_nobody(world):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        port = taken.getsockname()[1]
        channel = SlackChannel(client(f"http://127.0.0.1:{port}/x", timeout_seconds=1))
        GroupedAlerts(world.store, world.clock, world.ports.settings, channel).raise_alert(alert())
    assert group(world).undelivered


def test_slack_that_never_answers_is_not_waited_for_longer_than_its_timeout(world):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
        channel = SlackChannel(client(url, timeout_seconds=1))
        GroupedAlerts(world.store, world.clock, world.ports.settings, channel).raise_alert(alert())
    assert group(world).undelivered


def test_without_a_store_a_critical_alert_is_still_told_once(world, slack, capsys):
    alerts = alerts_of(world, slack, BrokenStore())
    for number in range(50):
        alerts.raise_alert(alert(number))
    assert len(slack.texts) == 1
    assert "alert.not_stored" in {entry["event"] for entry in lines(capsys)}


def test_not_even_a_bug_in_the_channel_reaches_the_payment(world, capsys):
    GroupedAlerts(world.store, world.clock, world.ports.settings, BrokenChannel()).raise_alert(alert())
    assert "RuntimeError" in {entry.get("error") for entry in lines(capsys)}


def test_a_message_mentions_and_links_nobody(alerts, slack):
    alerts.raise_alert(alert(message="<!channel> see <https://evil.example|this> & that"))
    assert "&lt;!channel&gt;" in slack.texts[0]
    assert "<" not in slack.texts[0]


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/services/x",
        "https://hooks.slack.com.evil.example/x",
        "https://hooks.slack.com@evil.example/x",
        "https://evil.example/hooks.slack.com",
        "https://hooks.slack.com:444/x",
        "ftp://hooks.slack.com/x",
        "not an address",
    ],
)
def test_alerts_go_to_slack_and_to_no_other_host(url):
    with pytest.raises(Misconfigured):
        connect(url, timeout_seconds=1)


def test_slack_s_own_address_is_taken():
    assert connect(f"https://{HOST}/services/T0/B0/x", timeout_seconds=1)
