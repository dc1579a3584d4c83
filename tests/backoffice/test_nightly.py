"""Nightly the heads are written, the trails and invariants checked: one alert for each kind of trouble."""

from __future__ import annotations

from pulse.accounts import Role, account_path
from pulse.backoffice import check, nightly, reconcile
from pulse.prizes import project_winner
from tests.backoffice.disturbed import tamper
from tests.prizes import scene


def paid_prizes(world, *people):
    scene.funds(world, 50_000)
    scene.awarded(world, *people)
    for user_id in people:
        scene.winner_account(world, user_id)
        scene.pay(world, scene.record_of(world, user_id))


def test_a_quiet_night_writes_the_days_heads_and_alerts_nobody(world):
    paid_prizes(world, "ada")
    world.clock.advance(days=1)
    report = nightly(ports=world.ports)
    assert (report.clean, report.days, world.alerts.raised) == (True, 1, [])


def test_there_is_one_alert_an_invariant_and_one_for_all_trails(world):
    paid_prizes(world, "ada", "bob")
    for user_id in ("ada", "bob"):
        record = scene.record_of(world, user_id)
        tamper(world, record.path, platformFee=record.platform_fee + 1)
        tamper(world, f"auditLog/{record.path.replace('/', '_')}_1", actor="nobody")
    report = nightly(ports=world.ports)
    assert len(report.flaws) == 2
    assert world.alerts.causes() == ["audit.tampered", "invariant.I10", "invariant.I4", "invariant.I7"]


def test_work_under_way_in_the_night_is_no_trouble(world):
    scene.awarded(world, "ada")
    assert nightly(ports=world.ports).clean


def test_books_that_are_wrong_two_nights_in_a_row_are_told(world):
    paid_prizes(world, "ada")
    project_winner("ada", ports=world.ports)
    right = world.store.get("users/ada").fields["winner"]
    tamper(world, "users/ada", winner={**right, "totalEarnings": 1})
    first = nightly(ports=world.ports)
    world.clock.advance(days=1)
    second = nightly(ports=world.ports)
    assert first.clean
    assert [(one.invariant, one.subject) for one in second.violations] == [("I7", "users/ada")]
    assert world.alerts.causes() == ["invariant.I7"]


def test_what_came_to_rest_by_the_second_night_is_told_to_nobody(world):
    paid_prizes(world, "ada")
    project_winner("ada", ports=world.ports)
    right = world.store.get("users/ada").fields["winner"]
    tamper(world, "users/ada", winner={**right, "totalEarnings": 1})
    nightly(ports=world.ports)
    tamper(world, "users/ada", winner=right)
    world.clock.advance(days=1)
    assert nightly(ports=world.ports).clean
    assert world.alerts.raised == []


def test_an_account_that_left_unheard_keeps_nobody_from_looking_at_the_rest(world):
    paid_prizes(world, "ada", "bob")
    account_id = world.store.get(account_path(Role.WINNER, "ada")).fields["stripeAccountId"]
    world.emulator.deauthorize(account_id)
    assert check(store=world.store, stripe=world.stripe, now=world.clock.now(), settled=False) == []
    report = reconcile(ports=world.ports, full=True)
    assert (report.clean, report.accounts) == (True, 2)
