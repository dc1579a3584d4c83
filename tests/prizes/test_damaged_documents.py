"""A damaged document keeps one winner waiting and says why; it adds no tasks and stops no other prize."""

from __future__ import annotations

import pytest

from pulse.backoffice import explain_prize, sweep
from pulse.errors import RecordDamaged
from pulse.prizes import PrizeStatus, Reason
from tests.backoffice.disturbed import put, tamper
from tests.prizes import scene

ACCOUNT = "winnerStripeConnect/ada"
DAMAGES = [{"createdAt": None}, {"capabilities": "all"}, {"state": "splendid"}, {"requirements": 3}]


@pytest.fixture
def prize(world):
    """Ada has won, has an account, and the platform has money."""
    scene.funds(world, 100_000)
    (record,) = scene.awarded(world, "ada")
    scene.winner_account(world, "ada")
    world.queue.tasks.clear()
    return record


def whole(world):
    return world.store.get(ACCOUNT).fields


def swept(world):
    """How many tasks a sweep adds for prizes."""
    before = len(world.queue.tasks)
    sweep(ports=world.ports)
    return sum(task.queue == "payprize" for task in list(world.queue.tasks)[before:])


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_prize_whose_account_cannot_be_read_waits_for_review_and_says_so(world, prize, damage):
    tamper(world, ACCOUNT, **damage)
    outcome = scene.pay(world, prize)
    assert not outcome.repeat
    waiting = scene.read(world, prize.id)
    assert (waiting.status, waiting.reason, waiting.attempt) == (
        PrizeStatus.PENDING,
        Reason.NEEDS_REVIEW,
        None,
    )
    assert "Nobody" not in waiting.next_action
    assert [(one.cause, one.subject) for one in world.alerts.raised] == [("record.damaged", ACCOUNT)]
    assert scene.transfers(world, prize) == []


def test_it_is_tried_again_after_an_account_s_patience_and_no_sweep_adds_a_task_before(world, prize):
    good = whole(world)
    tamper(world, ACCOUNT, state="splendid")
    scene.pay(world, prize)
    added = []
    for _ in range(4):
        world.clock.advance(minutes=80)
        added.append(swept(world))
    assert added == [0, 0, 0, 0]
    tamper(world, ACCOUNT, state=good["state"])
    world.clock.advance(minutes=45)
    assert swept(world) == 1
    assert scene.pay(world, prize).record.status == PrizeStatus.PAID
    assert [transfer.amount for transfer in scene.transfers(world, prize)] == [9_700]


def test_what_was_sent_is_found_although_the_account_cannot_be_read(world, prize):
    world.emulator.faults.add("timeout_after", method="POST", path="/v1/transfers", count=1)
    assert scene.pay(world, prize).record.status == PrizeStatus.PROCESSING
    tamper(world, ACCOUNT, state="splendid")
    world.clock.advance(minutes=1)
    assert scene.pay(world, prize).record.status == PrizeStatus.PAID
    assert len(scene.transfers(world, prize)) == 1


def test_an_open_attempt_goes_on_to_the_account_that_it_was_begun_with(world, prize):
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers", count=1)
    begun = scene.pay(world, prize).record.attempt
    tamper(world, ACCOUNT, state="splendid", stripeAccountId="acct_somebody_else")
    world.clock.advance(minutes=1)
    paid = scene.pay(world, prize).record
    assert (paid.status, paid.attempt.key) == (PrizeStatus.PAID, begun.key)
    assert [one.destination for one in scene.transfers(world, prize)] == [begun.destination]


def test_no_new_attempt_is_begun_and_the_old_one_stays_as_it_was(world, prize):
    scene.funds(world, 0)
    refused = scene.pay(world, prize).record
    scene.funds(world, 100_000)
    tamper(world, ACCOUNT, state="splendid")
    world.clock.advance(hours=2)
    waiting = scene.pay(world, prize).record
    assert (waiting.status, waiting.reason) == (PrizeStatus.PENDING, Reason.NEEDS_REVIEW)
    assert waiting.attempt == refused.attempt
    assert scene.transfers(world, prize) == []


def test_explain_names_the_damaged_account(world, prize):
    tamper(world, ACCOUNT, state="splendid")
    assert f"{ACCOUNT} is damaged" in explain_prize(prize.id, ports=world.ports).answer


def test_one_damaged_account_keeps_no_other_winner_from_being_woken(world):
    scene.funds(world, 100_000)
    records = scene.awarded(world, "ada", "bob")
    for record in records:
        scene.pay(world, record)
        scene.winner_account(world, record.user_id)
    tamper(world, ACCOUNT, state="splendid")
    world.queue.tasks.clear()
    world.clock.advance(minutes=1)  # what their accounts woke when they became ready has that minute's name
    sweep(ports=world.ports)
    woken = [task.payload["prizeRecordId"] for task in world.queue.tasks if task.queue == "payprize"]
    assert woken == [records[1].id]


@pytest.mark.parametrize(
    "entry", ["soon", {}, {"at": "2026-11-23", "id": "x"}, {"at": None, "id": None}, 7, [1]]
)
def test_a_damaged_entry_of_the_line_for_funds_stops_no_currency(world, prize, entry, capsys):
    scene.funds(world, 100_000, currency="eur")
    (euros,) = scene.awarded(world, "ada", challenge_id="ch2", currency="eur")
    put(world, "control/funds", {"usd": entry, "eur": entry})
    for record in (prize, euros):
        assert scene.pay(world, record).record.status == PrizeStatus.PAID
        assert "funds.unreadable" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["prizeAmount", "winnerAmount", "platformFee"])
def test_a_prize_of_which_somebody_edited_a_cent_is_not_sent_until_it_adds_up(world, prize, name):
    right = world.store.get(prize.path).fields[name]
    tamper(world, prize.path, **{name: right + 1})
    with pytest.raises(RecordDamaged):
        scene.pay(world, prize)
    assert scene.transfers(world, prize) == []
    assert scene.read(world, prize.id).attempt is None

    tamper(world, prize.path, **{name: right})
    assert scene.pay(world, prize).record.status is PrizeStatus.PAID
    assert [one.amount for one in scene.transfers(world, prize)] == [prize.winner_amount]
