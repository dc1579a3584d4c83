"""The daily run looks at everything, and one that fails is repeated."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.accounts import ResetOnboarding, Role, account_path, reset_onboarding
from pulse.backoffice import Suspicion, check, reconcile, sweep
from tests.backoffice.disturbed import (
    Away,
    events_handled,
    posted,
    shifted,
    tamper,
    without_stripe,
)
from tests.backoffice.reconciliation.scene import named, paid_prize, reconciled
from tests.prizes import scene
from tests.sales import scene as sales
from tests.world import START


def test_it_looks_at_everything_once_a_day_by_itself(world):
    assert [reconciled(world).full for _ in range(2)] == [True, False]
    world.clock.advance(hours=24)
    assert reconciled(world).full


def test_an_old_drift_is_found_by_the_daily_run(world):
    record = paid_prize(world)
    world.clock.advance(days=10)
    shifted(world, posted(world, record.stripe_transfer_id), 1)
    assert not [one for one in reconciled(world, full=False).differences if one.subject.startswith("tr_")]
    assert (record.stripe_transfer_id, -1, Suspicion.AMOUNTS_DIFFER) in named(reconciled(world, full=True))


def test_the_daily_run_awards_what_every_sweep_overlooked(world):
    scene.challenge(world)
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 10)
    tamper(world, "challenges/ch", endDate=START - timedelta(days=400))
    reconciled(world, full=True)
    assert world.store.get("awards/ch") is not None


def test_the_daily_run_shows_what_a_frozen_worker_committed_behind_the_sweeps_back(world):
    scene.awarded(world, "ada")
    world.clock.advance(hours=1)
    sweep(ports=world.ports)
    tamper(world, "users/ada", winner={"challengeWins": [], "totalEarnings": 5})
    world.clock.advance(hours=1)
    sweep(ports=world.ports)
    reconciled(world, full=True)
    assert world.store.get("users/ada").fields["winner"]["totalEarnings"] == 0


def test_the_daily_run_learns_of_an_account_that_was_restricted_unheard(world):
    account_id = scene_account(world)
    world.emulator.set_capability(account_id, "transfers", "inactive")
    reconciled(world, full=True)
    assert world.store.get(account_path(Role.WINNER, "ada")).fields["state"] != "active"


def test_a_run_that_could_not_look_at_everything_is_repeated_in_full(world):
    scene_account(world)
    reconcile(ports=without_stripe(world, "list_balance_transactions"))
    assert reconciled(world).full


class _Dies(BaseException):
    """The function's time is over."""


def test_a_full_run_that_dies_of_too_much_takes_no_hourly_run_with_it_and_is_told_of(world):
    paid_prize(world)
    assert reconciled(world).full
    world.clock.advance(hours=25)
    with pytest.raises(_Dies):
        reconcile(ports=replace(world.ports, stripe=Away(world.stripe, _Dies(), "list_balance_transactions")))
    world.clock.advance(hours=1)
    report = reconciled(world)
    assert (report.full, report.clean) == (False, True)
    world.clock.advance(hours=23)
    assert reconciled(world, full=False).clean
    world.clock.advance(hours=24)
    assert reconciled(world, full=False).problems == ("full: overdue",)
    assert reconciled(world).full


def test_accounts_of_which_there_are_too_many_for_one_run_have_their_turn_in_the_next(world):
    people = [f"u{number}" for number in range(5)]
    for person in people:
        scene.user(world, person)
        scene.winner_account(world, person)
    settings = world.ports.settings.model_copy(update={"sweep_batch": 2})
    slow = replace(world.ports, settings=settings, stripe=Slow(world.stripe, world.clock, seconds=60))
    asked = [reconcile(ports=slow, full=full).accounts for full in (True, False, False)]
    assert asked == [4, 1, 0]
    assert set(slow.stripe.refreshed) == {
        world.store.get(account_path(Role.WINNER, person)).fields["stripeAccountId"] for person in people
    }


class Slow:
    """Stripe, taking its time over connected accounts."""

    def __init__(self, stripe, clock, *, seconds):
        self._stripe, self._clock, self._seconds = stripe, clock, seconds
        self.refreshed = []

    def __getattr__(self, name):
        return getattr(self._stripe, name)

    def list_balance_transactions(self, params, *, account=None):
        self._clock.advance(seconds=self._seconds if account else 0)
        return self._stripe.list_balance_transactions(params, account=account)

    def retrieve_account(self, account_id):
        self._clock.advance(seconds=self._seconds)
        self.refreshed.append(account_id)
        return self._stripe.retrieve_account(account_id)


def test_after_a_full_run_the_checker_has_nothing_to_add(world):
    paid_prize(world)
    sales.refunded(world, sales.sold(world), 300)
    sweep(ports=world.ports)
    events_handled(world)
    assert reconciled(world, full=True).clean
    assert check(store=world.store, stripe=world.stripe, now=world.clock.now()) == []


def test_a_second_account_of_the_same_person_counts_with_the_first(world):
    paid_prize(world)
    first = world.store.get(account_path(Role.WINNER, "ada")).fields["stripeAccountId"]
    reset_onboarding(ResetOnboarding(user_id="ada", role=Role.WINNER, actor="ada"), ports=world.ports)
    second = scene.winner_account(world, "ada")
    assert first != second
    assert reconciled(world, full=True).clean


def scene_account(world):
    scene.user(world, "ada")
    return scene.winner_account(world, "ada")


def test_what_was_committed_late_is_shown_also_where_full_runs_failed_meanwhile(world):
    assert reconciled(world, full=True).problems == ()
    record = paid_prize(world)  # committed behind every sweep's back: its trigger was lost
    for _ in range(3):
        world.clock.advance(days=1)
        reconcile(ports=without_stripe(world, "list_balance_transactions", "retrieve_balance"), full=True)
        tamper(world, "users/ada", winner=None)
    world.clock.advance(days=1)
    reconciled(world)
    assert world.store.get("users/ada").fields["winner"]["totalEarnings"] == record.winner_amount
