"""The operators' command line tells why; exit codes say how it was."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from pulse.alerts import heartbeat
from pulse.alerts.heartbeat import HEARTBEAT
from pulse.backoffice import read_overview, reconcile, run_nightly, write_audit_heads
from pulse.doors.command_line import app
from pulse.doors.command_line.session import Terminal
from pulse.outside.alerting import GroupedAlerts
from pulse.ports import Alert, Severity
from pulse.ports.store import Create, Delete, Query
from pulse.prizes import apply_transfer, pause_payouts
from stripe_emulator.world.state import PLATFORM
from tests.backoffice.disturbed import AwayFor, posted, shifted, tamper, without_store, without_stripe
from tests.doors.command_line.terminal import PRINCIPAL, run
from tests.prizes import scene


def test_explain_says_why_a_prize_is_not_paid_and_who_must_do_what(world, waiting):
    told = run(world, "explain", waiting.id)
    assert told.code == 0
    assert "97.00 USD wait: awaiting_account. The winner has to set up a payout account" in told.text
    assert "prize.postponed" in told.text
    assert "awaiting_account" in told.text.split("prize.postponed")[1]
    assert "created (acct_***" in told.text


def test_explain_tells_the_whole_story_of_a_paid_prize(world, paid):
    told = run(world, "explain", paid.id)
    assert f"It is paid: 97.00 USD by {paid.stripe_transfer_id}" in told.text
    for act in ("prize.awarded", "prize.claimed", "prize.paid"):
        assert act in told.text


def test_explain_warns_of_a_history_that_was_tampered_with(world, paid):
    tamper(world, f"auditLog/{paid.path.replace('/', '_')}_2", actor="nobody")
    told = run(world, "explain", paid.id)
    assert (told.code, "Do not believe this history: row 2 was edited" in told.text) == (1, True)


def test_explain_works_with_stripe_away(world, waiting):
    assert (
        "could not be asked"
        in run(world, "explain", waiting.id, ports=without_stripe(world, "list_transfers")).text
    )


@pytest.fixture
def waiting_too(world):
    """Beside the paid prize: another person's, without an account."""
    record = scene.awarded(world, "bob", challenge_id="second")[0]
    return scene.pay(world, record).record


@pytest.mark.parametrize("prize_record_id", ["unknown", "../users/ada"])
def test_an_unknown_prize_is_a_sentence_and_an_exit_code(world, prize_record_id):
    told = run(world, "explain", prize_record_id)
    assert told.code == 3
    assert "(prize_record_not_found)" in told.text or "(invalid_request)" in told.text


def test_with_the_store_away_the_answer_is_a_sentence_and_an_exit_code(world):
    told = run(world, "status", ports=without_store(world, "get_all"))
    assert (told.code, "(store_unavailable)" in told.text) == (3, True)


def test_status_shows_what_is_unpaid_by_reason_and_amount(world, waiting):
    pause_payouts(paused=True, actor="admin", reason="test", ports=world.ports)
    told = run(world, "status")
    assert (told.code, "PAUSED" in told.text) == (0, True)
    assert "pending, awaiting_account: 1 prize, 97.00 USD" in told.text
    assert f": {waiting.id}" in told.text


def test_status_counts_what_should_have_been_looked_at(world, waiting):
    assert read_overview(ports=world.ports).unpaid[0].overdue == 0
    assert "overdue for the next attempt" not in run(world, "status").text
    world.clock.advance(hours=7)
    assert read_overview(ports=world.ports).unpaid[0].overdue == 1
    assert "1 overdue for the next attempt" in run(world, "status").text


def test_a_record_that_cannot_be_read_is_named_and_hides_nothing_else(world, waiting):
    damaged = put_damaged(world)
    told = run(world, "status")
    assert told.code == 0
    assert f"prizes that cannot be read │ {damaged}" in told.text
    assert "awaiting_account: 1 prize, 97.00 USD" in told.text
    told = run(world, "explain", damaged)
    assert (told.code, "record_unreadable" in told.text) == (3, True)


def put_damaged(world) -> str:
    world.store.commit([Create("prizeRecords/damaged", {"status": "pending", "winnerAmount": "much"})])
    return "damaged"


def test_a_metric_that_cannot_be_read_is_not_called_good(world, paid):
    store = AwayFor(world.store, ValueError("odd"), ["winnerStripeConnect', where=[('activeAt"], "query")
    told = run(world, "status", ports=replace(world.ports, store=store))
    assert re.search(r"onboarding_time │ unreadable │ < 24 h │ LOOK", told.text)


def test_explain_says_that_payouts_are_paused_whatever_else_a_prize_waits_for(world, waiting):
    pause_payouts(paused=True, actor="ada", reason="drill", ports=world.ports)
    told = run(world, "explain", waiting.id)
    assert "97.00 USD wait: awaiting_account." in told.text
    assert "Payouts are also paused" in told.text


def test_explain_says_what_of_a_paid_prize_was_taken_back(world, paid):
    world.stripe.create_transfer_reversal(paid.stripe_transfer_id, {"amount": 500}, idempotency_key="by-hand")
    apply_transfer(paid.stripe_transfer_id, ports=world.ports)
    assert "Of it 5.00 USD were taken back." in run(world, "explain", paid.id).text


def test_status_shows_the_last_day_s_alerts_with_what_to_do(world, waiting):
    ports = world.ports
    alerts = GroupedAlerts(ports.store, ports.clock, ports.settings, None)
    at_risk = {"amount_cents": 970, "currency": "usd"}
    alerts.raise_alert(Alert("prize.stopped", Severity.CRITICAL, "text", subject=waiting.path, **at_risk))
    alerts.raise_alert(Alert(HEARTBEAT, Severity.INFO, "beat"))
    told = run(world, "status").text
    assert "CRITICAL prize.stopped: 1 affected, 9.70 USD at risk" in told
    assert waiting.path in told
    assert "No message about it reached anyone" in told
    assert "docs/runbook/prize.stopped.md" in told
    assert HEARTBEAT not in told
    world.clock.advance(days=2)
    assert "Alerts of the last day" not in run(world, "status").text


def test_status_says_first_what_is_wrong_and_fits_into_eighty_columns(world, paid, waiting_too):
    shifted(world, posted(world, paid.stripe_transfer_id), 1)
    run(world, "reconcile", "--full", "--yes")
    alerts = GroupedAlerts(world.ports.store, world.clock, world.ports.settings, None)
    alerts.raise_alert(Alert("prize.stopped", Severity.CRITICAL, "text", subject=waiting_too.path))
    terminal = Terminal(world.ports, lambda: PRINCIPAL)
    told = CliRunner(env={"COLUMNS": "80"}).invoke(app, ["status"], obj=terminal).output

    order = [
        "Nobody is told",
        "Books and Stripe differ",
        "Alerts of the last day",
        "Prizes that are not paid",
        "LOOK",
        "How things",
    ]
    places = [told.index(one) for one in order]
    assert places == sorted(places)
    assert max(map(len, told.splitlines())) <= 80
    assert waiting_too.id in told


def test_without_a_comparison_nobody_is_told_that_books_and_stripe_agree(world, paid):
    assert "never compared in full" in run(world, "differences").text
    run(world, "reconcile", "--full", "--yes")
    told = run(world, "differences").text
    assert "Books and Stripe agreed when they were last compared in full: 20" in told


@pytest.mark.parametrize(("hours", "overdue"), [(60, False), (61, True)])
def test_an_old_comparison_is_named_with_its_age_and_never_called_agreement(hours, overdue, world, paid):
    run(world, "reconcile", "--full", "--yes")
    world.clock.advance(hours=hours)

    named = f"last compared in full {hours} hours ago, overdue"
    for command in ("status", "differences"):
        assert (named in run(world, command).text) is overdue
    assert ("Books and Stripe agreed" in run(world, "differences").text) is not overdue
    assert (", OVERDUE" in re.split("reconciled in full", run(world, "status").text)[1][:60]) is overdue


def test_status_says_first_how_many_cents_nothing_explains(world, paid):
    told = run(world, "status").text
    assert "Books and Stripe were never compared in full." in told
    shifted(world, posted(world, paid.stripe_transfer_id), 1)
    run(world, "reconcile", "--full", "--yes")

    told = run(world, "status").text
    assert "Books and Stripe differ 0.0" in told
    assert re.search(r"open differences with Stripe │ \d+, 0\.0\d USD", told)
    assert "never compared" not in told


def test_a_difference_that_cannot_be_read_is_not_called_agreement(world, paid):
    run(world, "reconcile", "--full", "--yes")
    world.store.commit([Create("differences/damaged", {"status": "open"})])

    assert "Differences that cannot be read: differences/damaged" in run(world, "differences").text
    assert "differences/damaged cannot be read" in run(world, "status").text


@pytest.mark.parametrize(("hours", "missed"), [(36, False), (37, True)])
def test_status_says_when_a_night_was_missed(hours, missed, world, paid):
    assert "Audit trails: last checked never" in run(world, "status").text
    run_nightly(ports=world.ports)
    world.clock.advance(hours=hours)

    told = run(world, "status").text
    assert ("The nightly check did not run Audit trails: last checked 20" in told) is missed
    assert ("Invariants: last checked 20" in told) is missed


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("prizeRecords/typo", "there is no record prizeRecords/typo, and no trail of it"),
        ("typo", "subject must be the path of a record"),
    ],
)
def test_a_record_that_never_was_is_not_called_tampered_with(subject, sentence, world, paid):
    told = run(world, "verify-audit", subject)
    assert (told.code, sentence in told.text) == (3, True)


def test_a_record_that_was_taken_away_with_its_trail_is_still_called_so(world, paid):
    world.clock.advance(days=1)
    assert write_audit_heads(ports=world.ports)
    world.store._documents["prizeRecords"].pop(paid.path)
    for row in world.store.query(Query("auditLog", where=[("subject", "==", paid.path)])):
        world.store.commit([Delete(row.path)])
    told = run(world, "verify-audit", paid.path)
    assert (told.code, "so is the whole trail" in told.text) == (1, True)


def test_status_of_an_empty_world_is_a_table_of_zeroes_and_calls_nothing_ok_that_nothing_was_measured_for(
    world,
):
    told = run(world, "status").text
    assert "open differences with Stripe │ not compared" in told
    assert "│ - │ > 99 │ - │ prizes paid and kept" in told


def test_status_names_a_trail_that_the_night_found_broken(world, paid):
    tamper(world, f"auditLog/{paid.path.replace('/', '_')}_1", actor="nobody")
    run_nightly(ports=world.ports)

    told = run(world, "status").text
    assert "Audit trails that are not whole: pause payouts" in told
    assert f"{paid.path}: row 1 was edited" in told


class Slack:
    """A channel that takes each message, or none."""

    def __init__(self, takes: bool) -> None:
        self.takes = takes

    def tell(self, group):
        return self.takes


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        (None, "Alerts reach nobody: no Slack address is set (the secret SLACK_WEBHOOK_URL)."),
        (Slack(takes=False), "The last test message did not arrive in Slack"),
        (Slack(takes=True), None),
    ],
)
def test_status_says_when_nobody_is_told(world, channel, sentence):
    assert "No test message was ever sent: the sweep does not run" in run(world, "status").text
    alerts = GroupedAlerts(world.ports.store, world.clock, world.ports.settings, channel)
    heartbeat(ports=replace(world.ports, alerts=alerts))

    told = run(world, "status").text
    assert ("Nobody is told" in told) is (sentence is not None)
    assert sentence is None or sentence in told


def test_a_message_of_long_ago_is_not_called_arrived(world):
    alerts = GroupedAlerts(world.ports.store, world.clock, world.ports.settings, Slack(takes=True))
    heartbeat(ports=replace(world.ports, alerts=alerts))
    world.clock.advance(days=2)

    assert "The last one arrived at 2026-" in run(world, "status").text


def test_status_counts_notices_that_nothing_sends(world, waiting):
    assert "notices not sent yet" not in run(world, "status").text
    world.clock.advance(hours=1)

    assert re.search(r"notices not sent yet │ [12] ", run(world, "status").text)


def test_a_comparison_of_nothing_is_not_called_agreement(world):
    told = run(world, "reconcile", "--full")
    assert ("nothing to compare" in told.text, "agree." in told.text) == (True, False)


def test_differences_shows_what_a_run_stored_and_with_closed_what_is_gone(world, paid):
    assert run(world, "differences").code == 0
    entry = posted(world, paid.stripe_transfer_id)
    shifted(world, entry, 1)
    run(world, "reconcile", "--full", "--yes")
    told = run(world, "differences")
    assert (told.code, "winner:ada" in told.text) == (1, True)
    shifted(world, entry, -1)
    run(world, "reconcile", "--full", "--yes")
    assert run(world, "differences").code == 0
    assert "winner:ada" in run(world, "differences", "--closed").text


def test_verify_audit_names_the_first_bad_row(world, paid):
    assert run(world, "verify-audit").code == 0
    assert run(world, "verify-audit", paid.path).code == 0
    tamper(world, f"auditLog/{paid.path.replace('/', '_')}_3", act="nothing")
    for arguments in (["verify-audit"], ["verify-audit", paid.path]):
        told = run(world, *arguments)
        assert (told.code, "row 3 was edited" in told.text) == (1, True)


def test_check_invariants_names_what_is_broken(world, paid):
    assert run(world, "check-invariants").code == 0
    tamper(world, paid.path, platformFee=1)
    told = run(world, "check-invariants")
    assert (told.code, "I4" in told.text) == (1, True)


def test_check_invariants_names_a_difference_that_is_open(world, paid):
    world.emulator.ledger.post(
        PLATFORM, kind="climate_order", amount=-1, currency="usd", source="climorder_1"
    )
    reconcile(ports=world.ports, full=False)
    told = run(world, "check-invariants")
    assert told.code == 1
    assert "climorder_1" in told.text
    assert "hold" not in told.text


def test_every_command_is_in_the_help(world):
    text = run(world, "--help").text
    for command in app.registered_commands:
        assert command.callback.__name__.replace("_", "-") in text
