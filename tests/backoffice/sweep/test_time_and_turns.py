"""Each step of the sweep has its time, and what fails comes last at the next sweep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.accounts import Role
from pulse.backoffice import sweep
from pulse.backoffice.sweep.stale_accounts import refresh_unfinished
from pulse.backoffice.sweep.stale_projections import project_changed
from pulse.backoffice.sweep.sweep import SECONDS_MAX, STEPS
from pulse.batches import each, each_in_line, read_cursor, time_limit
from pulse.batches.each import OUT_OF_TIME
from pulse.errors import NotFound, StripeUnavailable
from pulse.ports.store import Merge
from pulse.sales import RefundPayment, RefundReason, refund_payment
from tests.backoffice.disturbed import Away, put
from tests.backoffice.sweep.scene import result_of, swept
from tests.prizes import scene
from tests.sales import scene as sales

FUNCTION_SECONDS = 540
ONE_SILENT_CALL = 64
"""Three tries of twenty seconds, and the pauses between them."""


class Silent(Away):
    """Stripe: each call takes a minute and gets no answer."""

    def __init__(self, world):
        super().__init__(world.stripe, StripeUnavailable("no answer"))
        self._world, self.asked = world, 0

    def __getattr__(self, name):
        return getattr(self._port, name) if name == "livemode" else self._refuse

    def _refuse(self, *_, **__):
        self.asked += 1
        self._world.clock.advance(seconds=ONE_SILENT_CALL)
        raise self._error


def due_payments(world, count):
    sales.round_on_sale(world)
    payment = world.store.get(f"payments/{sales.bought(world).payment_intent_id}").fields
    for number in range(count):
        copy = {**payment, "paymentId": f"pi_{number:03d}", "nextCheckAt": world.clock.now()}
        put(world, f"payments/pi_{number:03d}", copy)
    world.clock.advance(hours=1)


def test_thirty_due_payments_and_a_silent_stripe_keep_no_later_step_waiting(world):
    due_payments(world, 30)
    for number in range(5):
        sales.trainer_account(world, f"t{number}", outcome="restricted")
    put(world, "approvals/late", {"status": "requested", "expiresAt": world.clock.now() - timedelta(hours=1)})
    began, silent = world.clock.monotonic(), Silent(world)
    report = sweep(ports=replace(world.ports, stripe=silent))
    assert world.clock.monotonic() - began < FUNCTION_SECONDS
    assert [step.name for step in report.steps] == [step.name for step in STEPS]
    assert result_of(report, "approvals").problems == ("approvals/late: record_damaged:approvals/late",)
    assert silent.asked <= 8


def test_all_steps_together_fit_into_the_function():
    assert sum(step.seconds_max for step in STEPS) <= FUNCTION_SECONDS
    assert SECONDS_MAX < FUNCTION_SECONDS


def test_prizes_are_queued_before_challenges_are_awarded():
    names = [step.name for step in STEPS]
    assert names.index("prizes") < names.index("completions") < names.index("awards")


def test_a_payment_that_stripe_does_not_know_and_one_that_is_damaged_keep_no_refund_waiting(world):
    payment_id = sales.sold(world)
    refused = replace(world.ports, stripe=Away(world.stripe, StripeUnavailable("no answer"), "create_refund"))
    command = RefundPayment(payment_id=payment_id, actor="admin", reason=RefundReason.REQUESTED_BY_CUSTOMER)
    with pytest.raises(StripeUnavailable):
        refund_payment(command, ports=refused)
    stored = world.store.get(f"payments/{payment_id}").fields
    past = world.clock.now() - timedelta(days=1)
    put(world, "payments/pi_unknown", {**stored, "paymentId": "pi_unknown", "nextCheckAt": past})
    put(world, "payments/pi_damaged", {"amount": "a lot", "nextCheckAt": past})
    put(world, "corrections/damaged", {"paymentId": {"no": "id"}, "nextCheckAt": past})
    world.clock.advance(hours=1)
    report = swept(world)
    assert sales.payment_of(world, payment_id).refunded_amount == 10_000
    told = result_of(report, "sales").problems
    assert {one.partition(":")[0] for one in told} == {
        "corrections/damaged",
        "payments/pi_unknown",
        "payments/pi_damaged",
    }


def test_what_fails_comes_last_at_the_next_run_and_those_that_fail_take_turns(world):
    seen = []

    def act(one):
        seen.append(one)
        if one in "ab":
            raise NotFound("gone")
        return 1

    for _ in range(2):
        each_in_line("line", "abc", act, ports=world.ports)
    assert seen == [*"abc", *"cab"]
    each_in_line("line", "abcd", act, limit=time_limit(0, ports=world.ports), ports=world.ports)
    assert seen[6:] == ["c"]
    each_in_line("line", "ab", act, limit=time_limit(0, ports=world.ports), ports=world.ports)
    each_in_line("line", "ab", act, limit=time_limit(0, ports=world.ports), ports=world.ports)
    assert seen[7:] == ["a", "b"]
    each_in_line("line", "ab", lambda _: 1, ports=world.ports)
    assert read_cursor("line", ports=world.ports) == []


def test_once_time_is_up_no_further_item_is_begun_and_that_is_told(world):
    limit = time_limit(10, ports=world.ports)

    def slow(_):
        world.clock.advance(seconds=6)
        return 1

    result = each("abcde", slow, str, limit=limit)
    assert (result.done, result.problems) == (2, (OUT_OF_TIME,))


def test_a_bad_item_is_told_on_one_short_line_even_if_it_has_no_name():
    def fails(_):
        raise NotFound("gone")

    told = each(["x" * 10**6, "a\nb", 7], fails, lambda one: one + "").problems
    assert told == ("x" * 200 + ": not_found", "a?b: not_found", "int: not_found")


def test_accounts_that_were_not_reached_are_the_first_of_the_next_sweep(world):
    for number in range(3):
        sales.trainer_account(world, f"t{number}", outcome="restricted")
    asked = []

    class Slow(Away):
        def __getattr__(self, name):
            return self._slow if name == "retrieve_account" else getattr(self._port, name)

        def _slow(self, account_id):
            asked.append(account_id)
            world.clock.advance(seconds=40)
            return self._port.retrieve_account(account_id)

    ports = replace(world.ports, stripe=Slow(world.stripe, None))
    for _ in range(3):
        refresh_unfinished(Role.CREATOR, time_limit(30, ports=ports), ports=ports)
    assert len(asked) == len(set(asked)) == 3


def test_people_who_were_not_reached_are_shown_by_the_next_sweep(world):
    people = [f"u{number}" for number in range(4)]
    scene.awarded(world, *people, distributionType="custom", customDistribution=[10] * 4)
    for _ in people:
        result = project_changed(limit=time_limit(0, ports=world.ports), ports=world.ports)
    assert not result.out_of_time
    assert all(world.store.get(f"users/{one}").fields["winner"]["challengeWins"] for one in people)
    assert read_cursor("projectedTo", ports=world.ports) == world.clock.now()


def test_a_record_that_names_nobody_is_told_by_its_path(world):
    put(world, "prizeRecords/odd", {"updatedAt": world.clock.now(), "userId": ["ada"], "status": "paid"})
    assert result_of(swept(world), "projections").problems == ("prizeRecords/odd: record_damaged",)


def test_a_reason_that_is_no_text_stops_no_event_from_being_tried_again(world):
    event = {"status": "failed", "receivedAt": world.clock.now(), "errorClass": ["Busy"], "eventId": "e"}
    world.store.commit([Merge("stripeEvents/a", event)])
    world.store.commit([Merge("stripeEvents/b", {**event, "errorClass": "Busy"})])
    assert result_of(swept(world), "events").done == 1
