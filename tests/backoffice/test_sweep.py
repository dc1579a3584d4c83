"""The sweep finds what nobody enqueued, told or woke; a step that fails stops no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.accounts import OpenAccount, Role, account_path, open_account
from pulse.backoffice import rebuild, sweep
from pulse.backoffice.sweep.sweep import STEPS
from pulse.batches.each import Tally
from pulse.errors import OutcomeUnknown, StoreUnavailable, StripeUnavailable, StripeUnreadable
from pulse.inbox import queue_stale_events
from pulse.ports.store import Merge, Query
from pulse.prizes import (
    AwardPrizes,
    PayPrize,
    PrizeStatus,
    Reason,
    award_prizes,
    fan_out_prizes,
    pause_payouts,
    pay_prize,
)
from tests.backoffice.disturbed import Away, AwayFor, put, tamper, without_store, without_stripe
from tests.counting import counted
from tests.prizes import scene
from tests.sales import scene as sales
from tests.world import START


def swept(world, ports=None):
    return sweep(ports=ports or world.ports)


def queued(world, queue="payprize"):
    return [task.payload for task in world.queue.tasks if task.queue == queue]


def test_a_completed_challenge_whose_trigger_was_lost_is_awarded(world):
    scene.challenge(world)
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 10)
    assert swept(world).done("awards") == 1
    assert scene.record_of(world, "ada").prize_amount == 10_000
    assert swept(world).done("awards") == 0


def test_an_award_that_was_decided_and_not_recorded_is_recorded(world):
    record = scene.awarded(world, "ada")[0]
    tamper(world, "awards/ch", status="frozen")
    assert swept(world).done("awards") == 1
    assert world.store.get("awards/ch").fields["status"] == "recorded"
    assert scene.record_of(world, "ada") == record


def test_a_challenge_that_goes_on_is_left_alone(world):
    scene.challenge(world)
    tamper(world, "challenges/ch", status="active")
    assert swept(world).done("awards") == 0
    assert world.store.get("awards/ch") is None


@pytest.mark.parametrize(("days", "awarded_at_once"), [(1, True), (3, False), (46, False)])
def test_each_sweep_looks_at_the_last_days_and_the_thorough_one_at_the_last_weeks(
    world, days, awarded_at_once
):
    swept(world)  # the thorough one
    scene.challenge(world)
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 10)
    tamper(world, "challenges/ch", endDate=START - timedelta(days=days))
    assert (swept(world).done("awards") == 1) is awarded_at_once
    world.clock.advance(minutes=31)
    swept(world)
    assert (world.store.get("awards/ch") is not None) is (days < 45)


def test_a_challenge_that_cannot_be_awarded_is_told_and_keeps_no_other_waiting(world):
    scene.challenge(world, "bad", distributionType="by_mood")
    scene.challenge(world, "good")
    report = swept(world)
    assert report.steps[0].tally.done == 1
    assert report.steps[0].tally.problems == ("bad: distribution_unknown",)
    assert world.alerts.causes() == ["sweep.awards_failed"]
    assert not report.clean


class Choking(Away):
    """A store that chokes on one document, in no words of ours."""

    def commit(self, writes):
        if any(write.path == "awards/bad" for write in writes):
            raise self._error
        return self._port.commit(writes)


def test_a_challenge_that_breaks_our_own_code_stops_neither_the_next_one_nor_the_next_step(world):
    scene.challenge(world, "bad")
    scene.challenge(world, "good")
    broken = replace(world.ports, store=Choking(world.store, ValueError("too large")))
    report = swept(world, broken)
    assert (report.steps[0].tally.done, report.steps[0].tally.problems) == (1, ("bad: ValueError",))
    assert [step.name for step in report.steps] == [step.name for step in STEPS]
    assert world.alerts.causes() == ["sweep.awards_failed"]


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
    assert swept(world).done("funds") == 0  # the refused attempt has not been quiet for long enough
    world.clock.advance(seconds=world.ports.settings.quiet_seconds)
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


def test_with_stripe_away_the_steps_that_need_no_stripe_go_through(world):
    scene.challenge(world)
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 10)
    ports = without_stripe(world, "retrieve_balance", "list_refunds", "retrieve_account", "list_disputes")
    report = sweep(ports=ports)
    assert {step.name: step.error for step in report.steps if step.error} == {"sales": "stripe_unavailable"}
    assert report.done("awards") == 1
    assert world.alerts.causes() == ["sweep.sales_failed"]


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
    assert (step.error, step.tally.done, step.tally.problems) == ("stripe_unavailable", 0, ())


def test_accounts_that_stripe_never_answers_for_keep_none_behind_them_waiting(world):
    people = trainers(world, 6)
    silent = [people[number] for number in (0, 1, 3, 4)]
    step = refreshed(world, silent, StripeUnavailable("no answer", http_status=500))
    assert (step.error, step.tally.done) == (None, 2)
    assert step.tally.problems == tuple(f"stripeConnect/{one}: stripe_unavailable" for one in silent)


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
    assert (step.error, len(step.tally.problems)) == (error, problems)


def test_accounts_that_stripe_answers_for_unreadably_keep_none_behind_them_waiting(world):
    people = trainers(world, 6)
    step = refreshed(world, people[:5], StripeUnreadable("of an unknown form"))
    assert (step.error, step.tally.done) == (None, 1)
    assert step.tally.problems[0] == "stripeConnect/trainer0: stripe_unreadable"


def test_with_the_store_away_a_step_ends_at_the_first_of_many_accounts(world):
    people = trainers(world, 2)
    step = refreshed(world, people[:1], StoreUnavailable("no answer"))
    assert (step.error, step.tally.problems) == ("store_unavailable", ())


def test_with_stripe_away_people_without_an_account_make_no_step_wait_longer(world):
    people = [f"u{number}" for number in range(8)]
    percent = {"distributionType": "custom", "customDistribution": [10] * len(people)}
    for number, record in enumerate(scene.awarded(world, *people, **percent)):
        if number % 2:
            scene.winner_account(world, record.user_id, outcome="restricted")
        scene.pay(world, record)
    report = sweep(ports=without_stripe(world, "retrieve_account"))
    (step,) = [step for step in report.steps if step.name == "winners"]
    assert (step.error, step.tally.problems) == ("stripe_unavailable", ())


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
    assert (step.error, step.tally.problems) == (None, (f"stripeAccounts/{account_id}: stripe_unavailable",))
    return world.store.query(Query("stripeEvents"))


def test_with_stripe_away_for_every_account_its_events_are_asked_for_again_soon(world):
    trainers(world, 4)
    stripe = AwayFor(world.stripe, StripeUnavailable("no answer"), ["acct_"], "list_events")
    report = sweep(ports=replace(world.ports, stripe=stripe))
    assert [step.error for step in report.steps if step.name == "lost_events"] == ["stripe_unavailable"]
    assert swept(world).done("lost_events") > 0


def test_with_the_store_away_every_step_is_tried_and_told(world):
    report = sweep(ports=without_store(world, "get", "get_all", "query", "commit"))
    assert {step.error for step in report.steps} == {"store_unavailable"}
    assert len(world.alerts.raised) == len(STEPS)


def test_a_malformed_record_keeps_no_other_prize_waiting(world):
    scene.awarded(world, "ada", "bob", "cy")
    world.clock.advance(minutes=20)
    tamper(world, scene.record_of(world, "bob").path, prizeAmount="a lot")
    report = swept(world)
    assert report.done("prizes") == 2
    assert {step.name for step in report.steps if step.error} == set()
    assert "record.unreadable" in world.alerts.causes()
    fan_out_prizes("ch", None, ports=world.ports)
    assert len({task["prizeRecordId"] for task in queued(world)}) == 2


def test_a_malformed_record_keeps_nobody_else_waiting_for_funds_or_an_account(world):
    scene.funds(world, 0)
    for person in ("ada", "bob", "cy"):
        scene.user(world, person)
    for person in ("ada", "bob"):
        scene.winner_account(world, person)
    for record in scene.awarded(world, "ada", "bob", "cy"):
        pay_prize(PayPrize(record.id, "system:test"), ports=world.ports)
    for person in ("ada", "cy"):
        tamper(world, scene.record_of(world, person).path, placement="first")
    scene.funds(world, 100_000)
    world.clock.advance(minutes=50)
    report = swept(world)
    assert [task["prizeRecordId"] for task in queued(world)] == [scene.record_of(world, "bob").id]
    assert {step.name for step in report.steps if step.error} == set()


def test_a_winner_with_a_malformed_record_of_old_keeps_no_award_from_being_recorded(world):
    scene.awarded(world, "ada")
    tamper(world, scene.record_of(world, "ada").path, winnerAmount=None)
    scene.challenge(world, "ch2")
    scene.takes_part(world, "ada", 10, "ch2")
    assert swept(world).done("awards") == 1
    assert scene.record_of(world, "ada", "ch2").prize_amount == 10_000


def test_somebody_who_cannot_be_shown_is_not_looked_at_by_every_later_sweep(world):
    scene.awarded(world, "ada")
    put(world, "prizeRecords/of-nobody", {"updatedAt": world.clock.now(), "status": "paid"})
    put(world, "prizeRecords/of-ada", {"updatedAt": world.clock.now(), "userId": "ada", "status": "paid"})
    for _ in range(2):
        assert "users/ada: KeyError" in projected(swept(world)).problems
        world.clock.advance(hours=1)
    assert projected(swept(world)) == Tally()


def projected(report):
    return next(step.tally for step in report.steps if step.name == "projections")


def test_a_malformed_event_keeps_no_other_waiting_and_a_full_page_is_not_the_last(world):
    ports = replace(world.ports, settings=world.ports.settings.model_copy(update={"sweep_batch": 2}))
    for number in range(5):
        event = {"eventId": f"evt_{number}", "status": "received", "receivedAt": START, "expireAt": START}
        whole = {"type": "x", "endpoint": "platform", "created": START, "raw": "{}"} if number else {}
        put(world, f"stripeEvents/evt_{number}", {**event, **whole})
    world.clock.advance(minutes=20)
    assert queue_stale_events(ports=ports) == 4
    assert len(queued(world, "handleevent")) == 4


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


def test_progress_names_each_step_before_it_runs(world):
    told = []
    sweep(ports=world.ports, progress=lambda *step: told.append(step))
    assert told == [(step.name, number, len(STEPS)) for number, step in enumerate(STEPS)]


def test_two_sweeps_of_one_moment_do_what_one_does(world):
    scene.challenge(world)
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 10)
    swept(world)
    before = {document.path: document.version for document in world.store.query(Query("prizeRecords"))}
    swept(world)
    assert {d.path: d.version for d in world.store.query(Query("prizeRecords"))} == before


def test_an_award_of_the_trigger_is_not_made_again(world):
    scene.awarded(world, "ada")
    award = world.store.get("awards/ch").version
    assert swept(world).done("awards") == 0
    award_prizes(AwardPrizes("ch", "system:test"), ports=world.ports)
    assert world.store.get("awards/ch").version == award


def _user(world, user_id="t"):
    world.store.commit([Merge(f"users/{user_id}", {"id": user_id, "username": user_id})])
    return user_id


def _with(world, **settings):
    return replace(world.ports, settings=world.ports.settings.model_copy(update=settings))


def _dying_at(world, call):
    return replace(world.ports, stripe=Away(world.stripe, SystemExit(), call))
