"""The operators' command line: it tells why, and changes nothing without --yes; exit codes say how it was."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from pulse.accounts import OpenAccount, Role, open_account
from pulse.alerts.heartbeat import HEARTBEAT
from pulse.backoffice import overview
from pulse.doors.command_line import app
from pulse.outside.alerting import GroupedAlerts
from pulse.ports import Alert, Severity
from pulse.ports.store import Create, Query
from pulse.prizes import PrizeStatus, apply_transfer, pause_payouts
from tests.backoffice.disturbed import posted, shifted, tamper, without_store, without_stripe
from tests.prizes import scene
from tests.sales import scene as sales


def run(world, *arguments, ports=None):
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, arguments, obj=ports or world.ports)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return SimpleNamespace(code=result.exit_code, text=" ".join(result.output.split()))


def everything(world):
    """Each stored document's version: equal when nothing was written."""
    collections = ["prizeRecords", "awards", "users", "payments", "journal", "auditLog", "differences"]
    collections += ["control", "stripeEvents", "winnerStripeConnect", "stripeConnect", "auditHeads"]
    return {d.path: d.version for name in collections for d in world.store.query(Query(name))}


@pytest.fixture
def waiting(world):
    """A prize that waits for the winner's account, which is half done."""
    record = scene.awarded(world, "ada")[0]
    open_account(OpenAccount(user_id="ada", role=Role.WINNER, actor="ada"), ports=world.ports)
    return scene.pay(world, record).record


@pytest.fixture
def paid(world):
    scene.funds(world, 50_000)
    record = scene.awarded(world, "ada")[0]
    scene.winner_account(world, "ada")
    return scene.pay(world, record).record


def test_explain_says_why_a_prize_is_not_paid_and_who_must_do_what(world, waiting):
    told = run(world, "explain", waiting.id)
    assert told.code == 0
    assert "97.00 USD wait: awaiting_account. Winner: set up your payout account" in told.text
    assert "prize.waits.awaiting_account" in told.text
    assert "created (acct_***" in told.text


def test_explain_tells_the_whole_story_of_a_paid_prize(world, paid):
    told = run(world, "explain", paid.id)
    assert f"It is paid: 97.00 USD by {paid.stripe_transfer_id}" in told.text
    for act in ("prize.awarded", "prize.claimed", "prize.transfer_recorded.paid"):
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
    assert "pending │ awaiting_account │ 1 │ 97.00 USD" in told.text


def test_status_counts_what_should_have_been_looked_at(world, waiting):
    assert "overdue" in run(world, "status").text
    assert overview(ports=world.ports).unpaid[0].overdue == 0
    world.clock.advance(hours=7)
    assert overview(ports=world.ports).unpaid[0].overdue == 1


def test_a_record_that_cannot_be_read_is_named_and_hides_nothing_else(world, waiting):
    damaged = put_damaged(world)
    told = run(world, "status")
    assert told.code == 0
    assert f"prizes that cannot be read │ {damaged}" in told.text
    assert "awaiting_account │ 1 │ 97.00 USD" in told.text
    told = run(world, "explain", damaged)
    assert (told.code, "record_unreadable" in told.text) == (3, True)


def put_damaged(world) -> str:
    world.store.commit([Create("prizeRecords/damaged", {"status": "pending", "winnerAmount": "much"})])
    return "damaged"


def test_a_metric_that_cannot_be_read_is_not_called_good(world, paid):
    tamper(world, f"winnerStripeConnect/{paid.user_id}", createdAt="long ago")
    assert re.search(r"onboarding_time │ unreadable │ seconds │ < 24 h │ LOOK", run(world, "status").text)


def test_explain_says_that_payouts_are_paused_whatever_else_a_prize_waits_for(world, waiting):
    pause_payouts(paused=True, actor="ada", reason="drill", ports=world.ports)
    told = run(world, "explain", waiting.id)
    assert "97.00 USD wait: awaiting_account." in told.text
    assert "Besides, payouts are paused" in told.text


def test_explain_says_what_of_a_paid_prize_was_taken_back(world, paid):
    world.stripe.create_transfer_reversal(paid.stripe_transfer_id, {"amount": 500}, idempotency_key="by-hand")
    apply_transfer(paid.stripe_transfer_id, ports=world.ports)
    assert "Of it 5.00 USD were taken back." in run(world, "explain", paid.id).text


def test_status_shows_the_last_day_s_alerts_with_what_to_do(world, waiting):
    ports = world.ports
    alerts = GroupedAlerts(ports.store, ports.clock, ports.settings, None)
    at_risk = {"amount_cents": 970, "currency": "usd"}
    alerts.raise_alert(
        Alert("prize.needs_review", Severity.CRITICAL, "text", subject=waiting.path, **at_risk)
    )
    alerts.raise_alert(Alert(HEARTBEAT, Severity.INFO, "beat"))
    told = run(world, "status").text
    assert "prize.needs_review │ CRITICAL │ 1 │ 9.70 USD" in told
    assert "docs/runbook/prize-needs_review.md" in told
    assert HEARTBEAT not in told
    world.clock.advance(days=2)
    assert "Alerts of the last day" not in run(world, "status").text


def test_status_of_an_empty_world_is_a_table_of_zeroes(world):
    assert "open differences with Stripe │ 0" in run(world, "status").text


@pytest.mark.parametrize(
    "command",
    [
        ["pause-payouts"],
        ["sweep"],
        ["reconcile"],
        ["reconcile", "--full"],
        ["replay-events"],
        ["catch-up"],
        ["rebuild-projections"],
        ["rebuild-projections", "--user", "ada"],
    ],
)
def test_without_yes_nothing_is_changed_and_what_would_be_is_told(world, waiting, command):
    before = everything(world)
    told = run(world, *command)
    assert "Nothing was changed; add --yes to do it." in told.text
    assert everything(world) == before
    assert world.alerts.raised == []


def test_retry_without_yes_only_tells(world, waiting):
    before = everything(world)
    assert "Would look up what was sent, and pay it" in run(world, "retry", waiting.id).text
    assert everything(world) == before


def test_retry_pays_a_prize_whose_winner_is_ready_now(world, waiting):
    scene.funds(world, 50_000)
    account_id = world.store.get("winnerStripeConnect/ada").fields["stripeAccountId"]
    world.emulator.complete_onboarding(account_id, "active")
    scene.winner_account(world, "ada")
    told = run(world, "retry", waiting.id, "--yes")
    assert (told.code, "Now paid" in told.text) == (0, True)
    assert scene.read(world, waiting.id).status == PrizeStatus.PAID


def test_retry_of_a_prize_that_stays_unpaid_says_so(world, waiting):
    told = run(world, "retry", waiting.id, "--yes")
    assert (told.code, "Now pending, awaiting_account" in told.text) == (1, True)


def test_retry_of_a_stopped_prize_needs_a_reason_and_keeps_it(world, waiting):
    tamper(world, waiting.path, status="failed", reason="needs_review", nextAttemptAt=None)
    assert run(world, "retry", waiting.id, "--yes").code == 2
    run(world, "retry", waiting.id, "--yes", "--reason", "looked at it")
    rows = world.store.query(Query("auditLog", where=[("act", "==", "prize.released")]))
    assert [(row.fields["reason"], row.fields["actor"][:9]) for row in rows] == [
        ("looked at it", "operator:")
    ]


def test_retry_of_a_paid_prize_changes_nothing(world, paid):
    before = everything(world)
    assert run(world, "retry", paid.id, "--yes").code == 0
    assert everything(world) == before


def test_pausing_stops_a_prize_that_is_ready_and_keeps_who_and_why(world):
    scene.funds(world, 50_000)
    record = scene.awarded(world, "ada")[0]
    scene.winner_account(world, "ada")
    assert run(world, "pause-payouts", "--yes").code == 2
    told = run(world, "pause-payouts", "--reason", "a leaked key", "--yes")
    assert (told.code, "PAUSED" in told.text) == (0, True)
    assert scene.pay(world, record).record.reason == "payouts_paused"
    assert "payouts │ PAUSED" in run(world, "status").text
    (row,) = world.store.query(Query("auditLog", where=[("subject", "==", "control/payouts")]))
    assert (row.fields["reason"], row.fields["actor"].partition(":")[0]) == ("a leaked key", "operator")


def test_sweep_awards_what_was_missed(world):
    scene.challenge(world)
    told = run(world, "sweep", "--yes")
    assert (told.code, "awards │ 1" in told.text) == (0, True)


def test_a_sweep_with_problems_has_an_exit_code(world):
    scene.challenge(world, distributionType="by_mood")
    told = run(world, "sweep", "--yes")
    assert (told.code, "ch: distribution_unknown" in told.text) == (1, True)


def test_reconcile_finds_a_cent_without_storing_it(world, paid):
    shifted(world, posted(world, paid.stripe_transfer_id), 1)
    before = everything(world)
    told = run(world, "reconcile")
    assert (told.code, "-0.01 USD" in told.text, "amounts_differ" in told.text) == (1, True, True)
    assert everything(world) == before


def test_reconcile_books_what_is_missing_and_says_that_books_agree(world, paid):
    told = run(world, "reconcile", "--full", "--yes")
    assert (told.code, "Books and Stripe agree." in told.text, "1 movements booked" in told.text) == (
        0,
        True,
        True,
    )


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


def test_catch_up_and_replay_handle_events_again(world, paid):
    told = run(world, "catch-up", "--everyone", "--yes")
    count = len(world.store.query(Query("stripeEvents")))
    assert f"{count} events were new" in told.text
    assert count > 0
    assert f"Would replay {count} events" in run(world, "replay-events", "--hours", "1").text
    assert "Would replay 1 events" in run(world, "replay-events", "--type", "transfer.created").text
    assert (
        "1 events are handled again"
        in run(world, "replay-events", "--type", "transfer.created", "--yes").text
    )


def test_rebuild_projections_rebuilds_one_or_all(world, paid):
    told = run(world, "rebuild-projections", "--user", "ada", "--yes")
    assert (told.code, world.store.get("users/ada").fields["winner"]["totalEarnings"]) == (0, 9_700)
    sales.user(world, "bob")
    assert "2 rebuilt." in run(world, "rebuild-projections", "--yes").text


def test_every_command_is_in_the_help(world):
    text = run(world, "--help").text
    for command in app.registered_commands:
        assert command.callback.__name__.replace("_", "-") in text
