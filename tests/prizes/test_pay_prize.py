"""One prize, paid exactly once: what each answer of Stripe leads to, and each state of the account."""

from __future__ import annotations

import pytest

from pulse.errors import NotFound
from pulse.ledger import HEAD
from pulse.ports.store import DELETE_FIELD, Delete, Merge, Query, Update
from pulse.prizes import NEXT_ACTION, PayPrize, PrizeStatus, Reason, pay_prize
from tests.backoffice.disturbed import without_stripe
from tests.counting import counted
from tests.prizes import scene
from tests.world import TEST_SETTINGS, World

WAITING_NOTICES = Query("users/user_456/notices", where=[("prizeRecordId", ">", "")])


def test_the_guides_prize_of_100_dollars_is_paid_97(world):
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")

    outcome = scene.pay(world, record)

    paid = scene.read(world, record.id)
    (transfer,) = scene.transfers(world, record)
    assert (paid.status, paid.reason, paid.next_action) == (PrizeStatus.PAID, None, None)
    assert (paid.prize_amount, paid.platform_fee, paid.winner_amount) == (10_000, 300, 9_700)
    assert (transfer.amount, transfer.currency, transfer.destination) == (9_700, "usd", account)
    assert paid.stripe_transfer_id == transfer.id
    assert outcome.record == paid
    assert (paid.lease, paid.next_check_at) == (None, None)


def test_a_prize_that_this_system_never_recorded_is_not_paid(world):
    """Somebody wrote it with all fields of ours: it lacks a place in the trail, and the trail has no row."""
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.allotted(world, record)
    rows = world.store.query(Query("auditLog"))
    ours = [Delete(row.path) for row in rows if f"prizeRecords_{record.id}_" in row.path]
    world.store.commit([Update(f"prizeRecords/{record.id}", {HEAD: DELETE_FIELD}), *ours])

    outcome = scene.pay(world, record)

    assert outcome.record == scene.read(world, record.id)
    assert outcome.record.status is PrizeStatus.PENDING
    assert scene.transfers(world, record) == []


def test_paying_again_finds_it_paid_and_asks_stripe_nothing(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)
    trips, ports = counted(world.ports)

    again = pay_prize(PayPrize(record.id, "system:test"), ports=ports)

    assert again.already
    assert again.record == scene.read(world, record.id)
    assert trips.stripe_calls() == []
    assert len(scene.transfers(world, record)) == 1


def test_a_winner_without_an_account_waits_and_is_told_once(world):
    (record,) = scene.awarded(world, "user_456")

    scene.pay(world, record)
    told = world.store.query(WAITING_NOTICES)
    world.clock.advance(hours=1)
    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.status, waiting.reason) == (PrizeStatus.PENDING, Reason.AWAITING_ACCOUNT)
    assert waiting.next_action == NEXT_ACTION[Reason.AWAITING_ACCOUNT]
    notices = world.store.query(WAITING_NOTICES)
    assert len(notices) == 1
    assert notices[0].fields == told[0].fields  # as it was an hour ago
    assert "97.00 USD" in notices[0].fields["text"]


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        ("restricted", Reason.ACCOUNT_RESTRICTED),
        ("rejected", Reason.ACCOUNT_REJECTED),
        ("pending", Reason.AWAITING_ACCOUNT),
    ],
)
def test_an_account_that_cannot_receive_has_its_own_reason(world, outcome, reason):
    (record,) = scene.awarded(world, "user_456")
    scene.winner_account(world, "user_456", outcome)

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.status, waiting.reason, waiting.attempt) == (PrizeStatus.PENDING, reason, None)


def test_short_funds_close_the_attempt_and_alert_and_the_prize_is_sent_as_soon_as_they_are_there(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.allotted(world, record)
    scene.funds(world, 9_699)

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.reason, waiting.attempt.closed, waiting.attempt.generation) == (
        Reason.AWAITING_FUNDS,
        True,
        1,
    )
    assert world.alerts.causes() == ["prize.underfunded"]
    scene.funds(world, 9_700)
    scene.pay(world, record)
    paid = scene.read(world, record.id)
    assert (paid.status, paid.attempt.generation) == (PrizeStatus.PAID, 2)
    assert paid.attempt.key == f"prize:{record.id}:g2"


@pytest.mark.parametrize("kind", ["timeout_after", "reset_after"])
def test_an_answer_lost_after_the_effect_is_found_again_by_look_up(world, kind):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add(kind, method="POST", path="/v1/transfers", count=1)

    first = scene.pay(world, record)

    assert (first.record.status, first.record.reason) == (PrizeStatus.PROCESSING, Reason.RETRYING)
    assert world.queue.tasks[-1].payload == {"prizeRecordId": record.id}
    assert 1 <= world.queue.tasks[-1].delay_seconds <= 2
    second = scene.pay(world, record)
    assert second.record.status == PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1


@pytest.mark.parametrize("kind", ["timeout_before", "reset_before", "conflict", "rate_limit", "lock_timeout"])
def test_a_request_that_did_nothing_is_sent_again_with_the_same_key(world, kind):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add(kind, method="POST", path="/v1/transfers", count=1)

    first = scene.pay(world, record)
    second = scene.pay(world, record)

    assert first.record.failures == 1
    assert (second.record.status, second.record.attempt.generation) == (PrizeStatus.PAID, 1)
    assert second.record.attempt.key == first.record.attempt.key
    assert len(scene.transfers(world, record)) == 1


def test_a_cached_500_is_repeated_for_a_day_and_then_a_new_key_is_opened(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("error", method="POST", path="/v1/transfers", count=1)

    scene.pay(world, record)
    world.clock.advance(hours=22)
    scene.pay(world, record)

    still = scene.read(world, record.id)
    assert (still.reason, still.attempt.generation, still.attempt.closed) == (Reason.RETRYING, 1, False)
    world.clock.advance(hours=1)
    scene.pay(world, record)
    assert scene.read(world, record.id).status == PrizeStatus.PAID
    assert scene.read(world, record.id).attempt.generation == 2


def test_a_500_after_the_effect_is_found_by_look_up(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("error_after_effect", method="POST", path="/v1/transfers", count=1)

    scene.pay(world, record)
    scene.pay(world, record)

    assert scene.read(world, record.id).status == PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1


def test_a_task_too_many_leaves_a_payment_alone_whose_next_try_lies_ahead(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers", count=6)
    for _ in range(6):
        scene.pay(world, record)
    task = PayPrize(record.id, "system:task", if_due=True)

    pay_prize(task, ports=world.ports)

    assert scene.transfers(world, record) == []
    world.clock.advance(minutes=2)
    pay_prize(task, ports=world.ports)
    assert scene.read(world, record.id).status == PrizeStatus.PAID


def test_a_refusal_that_nobody_knows_stops_the_record_and_pages():
    world = World(TEST_SETTINGS)
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("error", method="POST", path="/v1/transfers$", count=1, status=418)

    scene.pay(world, record)

    stopped = scene.read(world, record.id)
    assert (stopped.status, stopped.reason) == (PrizeStatus.FAILED, Reason.NEEDS_REVIEW)
    assert not stopped.attempt.closed
    assert world.alerts.raised[-1].severity == "CRITICAL"


def test_an_account_restricted_between_check_and_transfer_closes_the_attempt(world):
    account = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.complete_onboarding(account, "restricted")

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.reason, waiting.attempt.closed_reason) == (
        Reason.ACCOUNT_RESTRICTED,
        "insufficient_capabilities_for_transfer",
    )


def test_a_second_worker_is_told_busy_while_the_lease_lives(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers", count=1)
    scene.pay(world, record)
    document = world.store.get(record.path)
    lease = {"token": "other", "until": world.clock.now().replace(year=2027)}
    world.store.commit([Merge(document.path, {"lease": lease})])

    outcome = scene.pay(world, record)

    assert outcome.repeat
    assert scene.transfers(world, record) == []


def test_an_unknown_prize_is_not_found(world):
    with pytest.raises(NotFound):
        pay_prize(PayPrize("nobody", "system:test"), ports=world.ports)


def test_every_change_of_the_record_has_its_audit_row(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    scene.pay(world, record)

    rows = sorted(
        (d.fields for d in world.store.query(Query("auditLog")) if d.fields["subject"] == record.path),
        key=lambda row: row["number"],
    )
    assert [(row["act"], row["statusAfter"]) for row in rows] == [
        ("prize.awarded", "pending"),
        ("prize.allotted", "pending"),
        ("prize.claimed", "processing"),
        ("prize.paid", "paid"),
    ]


def test_operators_hear_of_a_key_that_may_not_look_up_before_a_winner_asks(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    ports = without_stripe(world, "list_transfers", "create_transfer")
    told = []
    for _ in range(12):
        pay_prize(PayPrize(record.id, "system:test"), ports=ports)
        told.append("prize.unanswered" in world.alerts.causes())
        world.clock.advance(minutes=30)

    assert told == [False] * 10 + [True] * 2
    assert scene.read(world, record.id).reason == Reason.RETRYING
    assert scene.pay(world, record).record.status == PrizeStatus.PAID
