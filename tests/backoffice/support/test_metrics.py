"""The figures that operators see, each brought about through the real use cases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.backoffice import ReplayEvent, reconcile, replay_event
from pulse.backoffice.support.measure import percentile, share_percent
from pulse.backoffice.support.metrics import METRICS, read_metrics, write_metrics
from pulse.ports.store import Create, Merge, Update
from pulse.prizes import pause_payouts
from tests.backoffice.disturbed import AwayFor, posted, shifted
from tests.inbox.scene import handled, of_type, row, worked
from tests.prizes import scene
from tests.sales import scene as sales_scene


def values(world) -> dict[str, float | None]:
    return {reading.metric.name: reading.value for reading in read_metrics(ports=world.ports)}


def bad(world) -> set[str]:
    return {reading.metric.name for reading in read_metrics(ports=world.ports) if not reading.good}


def paid_prize(world):
    scene.funds(world, 1_000_000)
    scene.user(world, "user_456")
    scene.winner_account(world, "user_456")
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    return record


def test_an_empty_world_is_as_it_should_be(world):
    assert bad(world) == set()
    assert values(world)["transfer_success"] is None
    assert values(world)["outbox_age"] == 0


def test_cents_are_called_explained_only_after_a_full_comparison(world):
    paid_prize(world)
    assert values(world)["unexplained_cents"] is None
    reconcile(ports=world.ports, full=True)
    assert values(world)["unexplained_cents"] == 0
    world.clock.advance(hours=61)
    assert values(world)["unexplained_cents"] is None


def test_cents_that_differ_are_told_however_old_the_comparison_is(world):
    paid_prize(world)
    transfer_id = scene.record_of(world, "user_456").stripe_transfer_id
    shifted(world, posted(world, transfer_id), 1)
    reconcile(ports=world.ports, full=True)
    world.clock.advance(hours=61)

    assert values(world)["unexplained_cents"] > 0
    assert "unexplained_cents" in bad(world)


def test_a_difference_that_cannot_be_read_makes_the_cents_unknown(world):
    reconcile(ports=world.ports, full=True)
    world.store.commit([Create("differences/damaged", {"status": "open"})])

    assert values(world)["unexplained_cents"] is None
    assert "unexplained_cents" in bad(world)


def test_the_guide_s_five_metrics_and_the_early_signs_are_there():
    assert {metric.name for metric in METRICS} >= {
        "onboarding_success", "transfer_success", "onboarding_time", "webhook_time", "error_rate",
        "failed_transfers",
        "webhook_failures", "verification_failures", "outbox_age", "inbox_age", "stuck_records",
        "negative_margins", "unexplained_cents",
    }  # fmt: skip


def test_a_paid_prize_is_a_success(world):
    paid_prize(world)
    assert values(world)["transfer_success"] == 100


def test_a_prize_stopped_for_review_is_a_failure(world):
    record = paid_prize(world)
    world.store.commit([Update(record.path, {"status": "failed"})])
    assert values(world)["transfer_success"] == 0
    assert bad(world) >= {"transfer_success", "failed_transfers"}


def test_onboarding_is_measured_from_asking_to_active(world):
    paid_prize(world)
    account = world.store.get("winnerStripeConnect/user_456").fields
    took = {"createdAt": account["activeAt"] - timedelta(hours=25)}
    world.store.commit([Update("winnerStripeConnect/user_456", took)])
    assert values(world)["onboarding_time"] == 25 * 3_600
    assert "onboarding_time" in bad(world)


def test_an_account_counts_once_it_had_a_day(world):
    scene.user(world, "user_456")
    scene.winner_account(world, "user_456", "restricted")
    assert values(world)["onboarding_success"] is None
    world.clock.advance(days=1)
    assert values(world)["onboarding_success"] == 0
    assert "onboarding_success" in bad(world)


def test_a_rejected_account_is_a_verification_failure(world):
    world.store.commit([Merge("stripeConnect/u", {"state": "rejected", "createdAt": world.clock.now()})])
    assert "verification_failures" in bad(world)


def test_the_time_of_events_is_what_95_of_100_stay_below(world):
    now = world.clock.now()
    for number in range(100):
        handled = now + timedelta(seconds=60 if number < 6 else 1)
        world.store.commit([Merge(f"stripeEvents/evt_{number}", {"receivedAt": now, "handledAt": handled})])
    assert values(world)["webhook_time"] == 60
    assert "webhook_time" in bad(world)


def test_a_replay_leaves_the_time_of_an_event_as_it_was(world):
    sales_scene.sold(world)
    event = of_type(world, "payment_intent.succeeded")
    handled(world, event)
    took = values(world)["webhook_time"]
    world.clock.advance(minutes=30)
    replay_event(ReplayEvent(event.event_id, "ada", "to be sure"), ports=world.ports)
    worked(world)

    assert row(world, event.event_id).status == "done"
    assert values(world)["webhook_time"] == took


@pytest.mark.parametrize(
    ("failed", "share", "is_bad"), [((0, 0), 0.0, False), ((1, 0), 0.5, False), ((1, 1), 1.0, True)]
)
def test_the_error_rate_is_that_of_all_instances_within_a_day(failed, share, is_bad, world):
    now = world.clock.now()
    for number, (count, age) in enumerate([(failed[0], 0), (failed[1], 23), (100, 25)]):
        counted = {"countedFrom": now - timedelta(hours=age), "calls": 100, "failed": count}
        world.store.commit([Merge(f"rateLimits/calls_{number}", counted)])

    assert values(world)["error_rate"] == share
    assert ("error_rate" in bad(world)) is is_bad


def test_an_unhandled_event_ages(world):
    world.store.commit([Merge("stripeEvents/evt_1", {"receivedAt": world.clock.now(), "status": "received"})])
    world.clock.advance(minutes=20)
    assert values(world)["inbox_age"] == 1_200
    assert "inbox_age" in bad(world)


def test_a_prize_that_nobody_takes_up_ages(world):
    scene.awarded(world, "user_456")
    world.clock.advance(minutes=30)
    assert values(world)["outbox_age"] == 1_200
    assert "outbox_age" in bad(world)


def test_a_worker_that_died_leaves_a_stuck_record(world):
    (record,) = scene.awarded(world, "user_456")
    until = world.clock.now()
    claimed = {"status": "processing", "lease": {"token": "t", "until": until}, "nextCheckAt": until}
    world.store.commit([Update(record.path, claimed)])
    world.clock.advance(minutes=15)
    assert values(world)["stuck_records"] == 0
    world.clock.advance(seconds=1)
    assert values(world)["stuck_records"] == 1


def test_a_transfer_whose_outcome_is_unknown_is_no_stuck_record_while_its_next_try_is_to_come(world):
    scene.funds(world, 50_000)
    (record,) = scene.awarded(world, "user_456")
    scene.winner_account(world, "user_456")
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    assert scene.record_of(world, "user_456").status == "processing"
    assert values(world)["stuck_records"] == 0
    world.clock.advance(hours=1)
    assert values(world)["stuck_records"] == 1


def test_a_sale_at_a_loss_is_counted_and_is_no_alarm(world):
    sales_scene.sold(world)
    assert values(world)["negative_margins"] == 1
    assert "negative_margins" not in bad(world)


def test_a_held_prize_waits_for_somebody(world):
    world.store.commit([Merge("payments/pi_1", {"buyerId": "trainer", "ownerId": "ada"})])
    scene.awarded(world, "ada")
    assert values(world)["held_prizes"] == 1


def test_what_has_a_value_is_written_as_one_line_each(world, capsys):
    paid_prize(world)
    pause_payouts(paused=True, actor="ada", reason="drill", ports=world.ports)
    capsys.readouterr()
    write_metrics(ports=world.ports)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    written = {line["metric"]: line["value"] for line in lines if line["event"] == "metric"}
    assert written == {name: value for name, value in values(world).items() if value is not None}


@given(st.lists(st.floats(0, 1_000), min_size=1), st.integers(1, 100))
def test_a_percentile_is_one_of_the_values_and_enough_are_not_above_it(numbers, percent):
    found = percentile(numbers, percent)
    assert found in numbers
    assert 100 * sum(1 for number in numbers if number <= found) >= percent * len(numbers)


@pytest.mark.parametrize(("part", "whole", "expected"), [(0, 0, None), (0, 3, 0), (1, 3, 33.33), (3, 3, 100)])
def test_a_share_of_nothing_is_nothing(part, whole, expected):
    assert share_percent(part, whole) == expected


def test_a_document_without_its_times_is_left_out_of_a_measurement(world):
    paid_prize(world)
    world.store.commit([Update("winnerStripeConnect/user_456", {"createdAt": "long ago"})])
    world.store.commit([Create("stripeEvents/broken", {"status": "received", "receivedAt": "lately"})])
    measured = {reading.metric.name: reading.value for reading in read_metrics(ports=world.ports)}
    assert (measured["onboarding_time"], measured["inbox_age"]) == (None, 0)
    assert bad(world) == set()


def test_what_cannot_be_read_is_written_as_off_its_target(world, capsys):
    failing = AwayFor(world.store, ValueError("odd"), ["winnerStripeConnect", "activeAt"], "query")
    write_metrics(ports=replace(world.ports, store=failing))
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (line,) = [one for one in lines if one["event"] == "metric" and not one["good"]]
    assert (line["metric"], line["value"]) == ("onboarding_time", None)
