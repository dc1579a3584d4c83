"""The operators' command line changes nothing without --yes."""

from __future__ import annotations

import pytest

from pulse.ports.store import Query
from pulse.prizes import PrizeStatus, apply_transfer
from tests.backoffice.disturbed import posted, shifted, tamper, without_stripe
from tests.doors.command_line.terminal import PRINCIPAL, everything, run
from tests.prizes import scene
from tests.sales import scene as sales


@pytest.mark.parametrize(
    "command",
    [
        ["pause-payouts"],
        ["hold-person", "ada"],
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
    after = told.text.split("Now pending")[1]
    assert "The winner has to set up a payout account" in after
    assert f"looked at again at {scene.read(world, waiting.id).next_check_at:%Y-%m-%d %H:%M}" in after


def test_release_lists_what_a_code_stopped_and_releases_it_with_a_reason(world, waiting):
    tamper(world, waiting.path, status="failed", reason="needs_review", nextCheckAt=None, stoppedBy="odd")
    assert "Would release 0 prizes" in run(world, "release", "--code", "other").text
    before = everything(world)
    told = run(world, "release", "--code", "odd")
    assert waiting.id in told.text
    assert "Would release 1 prizes" in told.text
    assert run(world, "release", "--code", "odd", "--yes").code == 2
    assert everything(world) == before

    told = run(world, "release", "--code", "odd", "--yes", "--reason", "corrected")

    assert (told.code, "1 released." in told.text) == (0, True)
    assert scene.read(world, waiting.id).status == PrizeStatus.PENDING


def test_retry_of_a_stopped_prize_needs_a_reason_and_keeps_it(world, waiting):
    tamper(world, waiting.path, status="failed", reason="needs_review", nextCheckAt=None)
    assert run(world, "retry", waiting.id, "--yes").code == 2
    run(world, "retry", waiting.id, "--yes", "--reason", "looked at it")
    rows = world.store.query(Query("auditLog", where=[("act", "==", "prize.released")]))
    assert [(row.fields["reason"], row.fields["actor"]) for row in rows] == [
        ("looked at it", f"operator:{PRINCIPAL}")
    ]


@pytest.mark.parametrize("name", ["LOGNAME", "USER", "LNAME", "USERNAME"])
def test_the_trail_names_the_principal_of_the_credentials_and_not_the_login(world, monkeypatch, name):
    monkeypatch.setenv(name, "another_person")
    run(world, "pause-payouts", "--reason", "a leaked key", "--yes")
    (row,) = world.store.query(Query("auditLog", where=[("subject", "==", "control/payouts")]))
    assert row.fields["actor"] == f"operator:{PRINCIPAL}"


def test_retry_of_a_paid_prize_changes_nothing(world, paid):
    before = everything(world)
    assert run(world, "retry", paid.id, "--yes").code == 0
    assert everything(world) == before


def test_retry_of_a_reversed_prize_says_how_it_is_paid_again_and_fails(world, paid):
    amount = {"amount": paid.winner_amount}
    world.stripe.create_transfer_reversal(paid.stripe_transfer_id, amount, idempotency_key="by-hand")
    apply_transfer(paid.stripe_transfer_id, ports=world.ports)
    before = everything(world)
    told = run(world, "retry", paid.id, "--yes")
    assert (told.code, "Only two administrators pay it again (`reissue-prize`)" in told.text) == (1, True)
    assert everything(world) == before


def test_reconcile_with_stripe_away_does_not_say_that_books_agree(world, paid):
    away = without_stripe(world, "list_balance_transactions")
    told = run(world, "reconcile", "--full", ports=away)
    assert (told.code, "Not everything was compared:" in told.text) == (1, True)
    assert "agree" not in told.text


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


def test_a_person_is_put_on_hold_with_a_reason_and_status_and_explain_say_so(world, waiting):
    assert run(world, "hold-person", "ada", "--yes").code == 2
    assert run(world, "hold-person", "ada", "--reason", "two accounts, one phone", "--yes").code == 0
    assert world.store.get("personHolds/ada").fields["by"] == f"operator:{PRINCIPAL}"
    assert "two accounts, one phone" in run(world, "explain", waiting.id).text
    assert "people on hold" in run(world, "status").text
