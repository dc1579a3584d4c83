"""Tasks, events and wake-ups that were lost are found by the sweep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.accounts import OpenAccount, Role, account_path, open_account
from pulse.backoffice import rebuild, sweep
from pulse.inbox import queue_stale_events
from pulse.ports.store import Merge, Query
from pulse.prizes import (
    PayPrize,
    PrizeStatus,
    Reason,
    pause_payouts,
    pay_prize,
)
from tests.backoffice.disturbed import Away, put, tamper, without_stripe
from tests.backoffice.sweep.scene import queued, swept
from tests.counting import counted
from tests.prizes import scene
from tests.sales import scene as sales
from tests.world import START


def test_a_prize_whose_task_was_lost_is_queued_once_it_is_due(world):
    record = scene.awarded(world, "ada")[0]
    world.queue.tasks.clear()
    assert swept(world).done("prizes") == 0
    world.clock.advance(seconds=world.ports.settings.outbox_age_seconds)
    assert swept(world).done("prizes") == 1
    assert queued(world) == [{"prizeRecordId": record.id}]


def test_a_prize_whose_worker_died_is_queued_when_its_lease_is_over(world):
    scene.funds(world, 50_000)
    record = scene.awarded(world, "ada")[0]
    scene.winner_account(world, "ada")
    world.queue.tasks.clear()
    dying = _dying_at(world, "create_transfer")
    with pytest.raises(SystemExit):
        pay_prize(PayPrize(record.id, "system:test"), ports=dying)
    assert scene.read(world, record.id).status == PrizeStatus.PROCESSING
    assert swept(world).done("prizes") == 0
    world.clock.advance(seconds=world.ports.settings.lease_seconds)
    assert swept(world).done("prizes") == 1
    scene.pay(world, record)
    assert scene.read(world, record.id).status == PrizeStatus.PAID


def test_prizes_that_wait_for_funds_are_queued_when_the_balance_covers_them(world):
    record = scene.awarded(world, "ada")[0]
    scene.winner_account(world, "ada")
    scene.pay(world, record)
    assert scene.read(world, record.id).reason == Reason.AWAITING_FUNDS
    world.queue.tasks.clear()
    assert swept(world).done("funds") == 0
    scene.funds(world, 50_000)
    assert swept(world).done("funds") == 1
    assert queued(world) == [{"prizeRecordId": record.id}]


def test_prizes_that_a_pause_set_aside_are_queued_once_payouts_go_on(world):
    scene.user(world, "ada")
    scene.winner_account(world, "ada")
    scene.funds(world, 100_000)
    (record,) = scene.awarded(world, "ada")
    pause_payouts(paused=True, actor="admin", reason="odd", ports=world.ports)
    scene.pay(world, record)
    world.queue.tasks.clear()
    assert swept(world).done("resumed") == 0
    assert scene.read(world, record.id).reason == Reason.PAYOUTS_PAUSED
    pause_payouts(paused=False, actor="admin", reason="looked at", ports=world.ports)
    assert swept(world).done("resumed") == 1
    assert queued(world) == [{"prizeRecordId": record.id}]


def test_a_winner_whose_account_became_active_unheard_is_woken(world):
    record = scene.awarded(world, "ada")[0]
    opened = open_account(OpenAccount(user_id="ada", role=Role.WINNER, actor="ada"), ports=world.ports)
    scene.pay(world, record)
    assert scene.read(world, record.id).reason == Reason.AWAITING_ACCOUNT
    world.queue.tasks.clear()
    world.emulator.complete_onboarding(opened.account_id, "active")
    report = swept(world)
    assert report.done("winners") == 1
    assert world.store.get(account_path(Role.WINNER, "ada")).fields["state"] == "active"
    assert queued(world) == [{"prizeRecordId": record.id}]


def test_a_winner_without_an_account_is_waited_for_without_asking_stripe(world):
    record = scene.awarded(world, "ada")[0]
    scene.pay(world, record)
    report = sweep(ports=without_stripe(world, "retrieve_account"))
    assert report.done("winners") == 0
    assert all(step.clean for step in report.steps if step.name == "winners")


def test_stripe_is_asked_about_the_same_account_once_an_hour(world):
    sales.trainer_account(world, outcome="restricted")
    assert swept(world).done("creator_accounts") == 1
    assert swept(world).done("creator_accounts") == 0
    world.clock.advance(hours=1)
    assert swept(world).done("creator_accounts") == 1


def test_accounts_are_asked_about_page_by_page_and_none_is_left_out(world):
    people = [f"trainer{number:03d}" for number in range(5)]
    for user_id in people:
        sales.trainer_account(world, user_id, outcome="restricted")
    small = _with(world, sweep_batch=2)
    assert [sweep(ports=small).done("creator_accounts") for _ in range(4)] == [2, 2, 1, 0]


def test_a_trainers_account_that_became_active_unheard_is_known_after_the_sweep(world):
    opened = open_account(OpenAccount(user_id=_user(world), role=Role.CREATOR, actor="t"), ports=world.ports)
    world.emulator.complete_onboarding(opened.account_id, "active")
    swept(world)
    world.clock.advance(hours=1)
    swept(world)
    assert world.store.get(account_path(Role.CREATOR, "t")).fields["state"] == "active"


def test_a_payment_whose_event_and_client_were_lost_is_completed(world):
    sales.round_on_sale(world)
    payment_id = sales.bought(world).payment_intent_id
    sales.pays(world, payment_id)
    world.clock.advance(hours=1)
    assert swept(world).done("sales") == 1
    assert sales.payment_of(world, payment_id).status == "completed"


def test_refunds_made_at_stripe_itself_are_listed_as_often_as_its_events(world):
    payment_id = sales.sold(world)
    swept(world)
    sales.dashboard_refund(world, payment_id, 4_000)
    world.clock.advance(minutes=5)
    trips, ports = counted(world.ports)
    swept(world, ports)
    assert not {"list_refunds", "list_disputes"} & set(trips.stripe_calls())
    assert sales.payment_of(world, payment_id).refunded_amount == 0
    world.clock.advance(minutes=10)
    swept(world)
    assert sales.payment_of(world, payment_id).refunded_amount == 4_000


def test_an_event_that_nobody_handled_is_queued_again(world):
    put(
        world,
        "stripeEvents/evt_1",
        {
            "eventId": "evt_1", "type": "transfer.created", "endpoint": "platform", "created": START,
            "raw": "{}", "status": "received", "receivedAt": START, "expireAt": START + timedelta(days=30),
        },
    )  # fmt: skip
    assert queue_stale_events(ports=world.ports) == 0
    world.clock.advance(minutes=11)
    assert swept(world).done("events") == 1
    assert {"eventId": "evt_1"} in queued(world, "handleevent")


def test_what_was_given_up_in_an_outage_is_taken_up_again_and_nothing_else(world):
    errors = {
        "away": "StripeUnavailable",
        "odd": "StripeUnreadable",
        "bad": "InvalidRequest",
        "bug": "KeyError",
    }
    for name, error in errors.items():
        event = {
            "eventId": f"evt_{name}", "type": "payout.paid", "endpoint": "platform", "created": START,
            "raw": "{}", "status": "failed", "attempts": 10, "errorClass": error, "receivedAt": START,
            "expireAt": START,
        }  # fmt: skip
        put(world, f"stripeEvents/evt_{name}", event)
    assert [swept(world).done("events") for _ in range(2)] == [2, 0]
    assert [one["eventId"] for one in queued(world, "handleevent")][:2] == ["evt_away", "evt_odd"]
    states = {one.id: one.fields["status"] for one in world.store.query(Query("stripeEvents"))}
    assert states.items() >= {"evt_away": "received", "evt_bad": "failed", "evt_bug": "failed"}.items()
    tamper(world, "stripeEvents/evt_away", status="failed", errorClass="StripeUnavailable")
    world.clock.advance(days=4)
    swept(world)
    assert world.store.get("stripeEvents/evt_away").fields["status"] == "failed"


def test_an_event_that_stripe_could_not_deliver_is_fetched(world):
    scene.user(world, "ada")
    scene.winner_account(world, "ada")
    fetched = swept(world).done("lost_events")
    assert fetched == len(queued(world, "handleevent")) > 0
    assert swept(world).done("lost_events") == 0


def test_a_projection_whose_trigger_was_lost_is_rebuilt(world):
    scene.awarded(world, "ada", "bob")
    assert world.store.get("users/ada").fields["winner"] is None
    assert swept(world).done("projections") == 2
    assert [win["challengeId"] for win in world.store.get("users/ada").fields["winner"]["challengeWins"]] == [
        "ch"
    ]


def test_people_whose_prizes_did_not_change_lately_are_not_looked_at(world):
    scene.awarded(world, "ada")
    swept(world)
    world.clock.advance(minutes=20)
    swept(world)
    world.clock.advance(minutes=20)
    assert swept(world).done("projections") == 0


def test_the_first_sweep_of_all_looks_at_everybody(world):
    scene.awarded(world, "ada")
    world.clock.advance(days=10)
    assert swept(world).done("projections") == 1


def test_one_persons_document_can_be_rebuilt_alone(world):
    scene.awarded(world, "ada")
    scene.winner_account(world, "ada")
    tamper(world, "users/ada", winner={"challengeWins": [], "totalEarnings": 9, "onboardingStatus": "?"})
    rebuild("ada", ports=world.ports)
    winner = world.store.get("users/ada").fields["winner"]
    assert (len(winner["challengeWins"]), winner["totalEarnings"], winner["onboardingStatus"]) == (
        1,
        0,
        "complete",
    )


def _user(world, user_id="t"):
    world.store.commit([Merge(f"users/{user_id}", {"id": user_id, "username": user_id})])
    return user_id


def _with(world, **settings):
    return replace(world.ports, settings=world.ports.settings.model_copy(update=settings))


def _dying_at(world, call):
    return replace(world.ports, stripe=Away(world.stripe, SystemExit(), call))
