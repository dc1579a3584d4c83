"""While Stripe, the store or the queue is away, a step ends early and the others still run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.accounts import Role, account_path
from pulse.backoffice import sweep
from pulse.backoffice.sweep.sweep import STEPS
from pulse.errors import OutcomeUnknown, StoreUnavailable, StripeUnavailable, StripeUnreadable
from pulse.outside.memory_messages import MemoryChannel
from pulse.ports import Medium
from pulse.ports.store import Query
from tests.backoffice.disturbed import AwayFor, without_store, without_stripe
from tests.backoffice.sweep.scene import swept
from tests.prizes import scene
from tests.sales import scene as sales


def test_with_stripe_away_the_steps_that_need_no_stripe_go_through(world):
    scene.challenge(world)
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 10)
    ports = without_stripe(world, "retrieve_balance", "list_refunds", "retrieve_account", "list_disputes")
    report = sweep(ports=ports)
    assert {step.name: step.error for step in report.steps if step.error} == {
        "own_money": "stripe_unavailable",
        "sales": "stripe_unavailable",
    }
    assert report.done("awards") == 1
    assert world.alerts.causes() == ["sweep.own_money_failed", "sweep.sales_failed"]


def refreshed(world, silent, error):
    """The step over trainers' accounts, where Stripe answers for the *silent* with *error* alone."""
    ids = [world.store.get(account_path(Role.CREATOR, one)).fields["stripeAccountId"] for one in silent]
    stripe = AwayFor(world.stripe, error, ids, "retrieve_account")
    report = sweep(ports=replace(world.ports, stripe=stripe))
    return next(step for step in report.steps if step.name == "creator_accounts")


def trainers(world, count):
    people = [f"trainer{number}" for number in range(count)]
    for user_id in people:
        sales.trainer_account(world, user_id, outcome="restricted")
    return people


def test_with_stripe_away_a_step_ends_after_a_few_of_many_accounts(world):
    people = trainers(world, 5)
    step = refreshed(world, people[:3], StripeUnavailable("no answer"))
    assert (step.error, step.result.done, step.result.problems) == ("stripe_unavailable", 0, ())


def test_accounts_that_stripe_never_answers_for_keep_none_behind_them_waiting(world):
    people = trainers(world, 6)
    silent = [people[number] for number in (0, 1, 3, 4)]
    step = refreshed(world, silent, StripeUnavailable("no answer", http_status=500))
    assert (step.error, step.result.done) == (None, 2)
    assert step.result.problems == tuple(f"stripeConnect/{one}: stripe_unavailable" for one in silent)


@pytest.mark.parametrize(
    ("silences", "error", "problems"),
    [(4, None, 4), (5, "stripe_unavailable", 0), (6, "stripe_unavailable", 0)],
)
def test_with_stripe_answering_now_and_then_a_step_ends_after_some_silences_in_all(
    world, silences, error, problems
):
    people = trainers(world, 9)
    silent = [people[number] for number in (0, 1, 3, 4, 6, 7)[:silences]]
    step = refreshed(world, silent, StripeUnavailable("no answer"))
    assert (step.error, len(step.result.problems)) == (error, problems)


def test_accounts_that_stripe_answers_for_unreadably_keep_none_behind_them_waiting(world):
    people = trainers(world, 6)
    step = refreshed(world, people[:5], StripeUnreadable("of an unknown form"))
    assert (step.error, step.result.done) == (None, 1)
    assert step.result.problems[0] == "stripeConnect/trainer0: stripe_unreadable"


def test_with_the_store_away_a_step_ends_at_the_first_of_many_accounts(world):
    people = trainers(world, 2)
    step = refreshed(world, people[:1], StoreUnavailable("no answer"))
    assert (step.error, step.result.problems) == ("store_unavailable", ())


def test_with_stripe_away_people_without_an_account_make_no_step_wait_longer(world):
    people = [f"u{number}" for number in range(8)]
    percent = {"distributionType": "custom", "customDistribution": [10] * len(people)}
    for number, record in enumerate(scene.awarded(world, *people, **percent)):
        if number % 2:
            scene.winner_account(world, record.user_id, outcome="restricted")
        scene.pay(world, record)
    report = sweep(ports=without_stripe(world, "retrieve_account"))
    (step,) = [step for step in report.steps if step.name == "winners"]
    assert (step.error, step.result.problems) == ("stripe_unavailable", ())


def test_a_winner_whose_account_cannot_be_read_keeps_no_other_waiting(world):
    for record in scene.awarded(world, "ada", "bob"):
        scene.winner_account(world, record.user_id, outcome="restricted")
        scene.pay(world, record)
    accounts = {
        person: world.store.get(account_path(Role.WINNER, person)).fields["stripeAccountId"]
        for person in ("ada", "bob")
    }
    world.emulator.complete_onboarding(accounts["bob"], "active")
    unreadable = StripeUnreadable("of an unknown form")
    stripe = AwayFor(world.stripe, unreadable, [accounts["ada"]], "retrieve_account")
    assert sweep(ports=replace(world.ports, stripe=stripe)).done("winners") == 1


def test_an_account_whose_events_stripe_does_not_list_hides_no_other_accounts(world):
    people = trainers(world, 3)
    first = world.store.get(account_path(Role.CREATOR, people[0])).fields["stripeAccountId"]
    listed = {one.fields["account"] for one in _caught_up_without(world, first)}
    assert first not in listed
    assert len(listed - {None}) == 2


def _caught_up_without(world, account_id):
    stripe = AwayFor(world.stripe, StripeUnavailable("no answer"), [account_id], "list_events")
    report = sweep(ports=replace(world.ports, stripe=stripe))
    (step,) = [step for step in report.steps if step.name == "lost_events"]
    assert (step.error, step.result.problems) == (None, (f"stripeAccounts/{account_id}: stripe_unavailable",))
    return world.store.query(Query("stripeEvents"))


def test_with_stripe_away_for_every_account_its_events_are_asked_for_again_soon(world):
    trainers(world, 4)
    stripe = AwayFor(world.stripe, StripeUnavailable("no answer"), ["acct_"], "list_events")
    report = sweep(ports=replace(world.ports, stripe=stripe))
    assert [step.error for step in report.steps if step.name == "lost_events"] == ["stripe_unavailable"]
    assert swept(world).done("lost_events") > 0


def test_with_the_store_away_every_step_is_tried_and_told(world):
    away = without_store(world, "get", "get_all", "query", "commit")
    report = sweep(ports=replace(away, channels={Medium.EMAIL: MemoryChannel()}))
    asks_nothing = {"approval_of_prizes"}  # test money needs no approval
    assert {step.name for step in report.steps if step.error is None} == asks_nothing
    assert {step.error for step in report.steps} == {"store_unavailable", None}
    assert len(world.alerts.raised) == len(STEPS) - len(asks_nothing)


def test_with_the_queue_away_the_sweep_does_not_wait_for_it_prize_by_prize(world):
    scene.awarded(
        world, *(f"u{number}" for number in range(9)), distributionType="custom", customDistribution=[10] * 9
    )
    world.clock.advance(minutes=20)
    offered = []

    class NoAnswer:
        def enqueue(self, queue, payload, **_):
            offered.append(payload)
            raise OutcomeUnknown("no answer")

    assert sweep(ports=replace(world.ports, queue=NoAnswer())).done("prizes") == 0
    assert len([one for one in offered if "prizeRecordId" in one]) == 3
