"""A changed bank account: the person is told, and for a day no prize is sent to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.accounts import ConnectedAccount, Role, account_path, apply_account
from pulse.ports.store import Query
from pulse.prizes import PrizeStatus, Reader, Reason
from stripe_emulator.resources.accounts import bank_accounts
from tests.people import onboarded
from tests.prizes import scene
from tests.world import TEST_SETTINGS, World

DAY = 86_400


@pytest.fixture
def world():
    return World(TEST_SETTINGS.model_copy(update={"bank_change_wait_seconds": DAY}))


@pytest.fixture
def account_id(world):
    return scene.ready_winner(world)


def names_another_bank(world, account_id, number="000111111116"):
    for one in bank_accounts.newest_first(world.emulator, account_id):
        world.emulator.store.remove(account_id, "bank_account", one["id"])
    bank_accounts.attach(world.emulator, account_id, number=number, routing="110000000", currency="usd")
    apply_account(account_id, ports=world.ports)


def stored(world):
    return ConnectedAccount.of(world.store.get(account_path(Role.WINNER, "user_456")))


def notices(world):
    """Of changes of the bank account; an award has its own."""
    of_changes = Query("users/user_456/notices", where=[("reason", "==", "bank_changed")])
    return [one.fields for one in world.store.query(of_changes)]


def test_the_first_bank_account_is_no_change(world, account_id):
    assert stored(world).bank_mark is not None
    assert stored(world).bank_changed_at is None
    assert notices(world) == []


def test_a_change_is_noted_and_told_once_with_the_date(world, account_id):
    names_another_bank(world, account_id)
    changed_at = world.clock.now()
    world.clock.advance(hours=1)
    apply_account(account_id, ports=world.ports)

    assert stored(world).bank_changed_at == changed_at
    (notice,) = notices(world)
    due = changed_at + timedelta(days=1)
    assert f"Prizes are sent to it from {due:%Y-%m-%d %H:%M} UTC on." in notice["text"]


def test_a_trainer_is_told_of_the_change_and_of_no_wait_for_sales_do_not_wait(world):
    account_id = onboarded(world, "user_456", Role.CREATOR)

    names_another_bank(world, account_id)

    (notice,) = notices(world)
    assert notice["text"] == (
        "The bank account for your payouts was changed. "
        "If you did not change it, contact Pulse support at once."
    )


def test_a_prize_waits_a_day_and_says_until_when(world, account_id):
    (record,) = scene.awarded(world, "user_456")
    names_another_bank(world, account_id)
    due = world.clock.now() + timedelta(days=1)

    scene.pay(world, record)

    waiting = scene.read(world, record.id)
    assert (waiting.status, waiting.reason) == (PrizeStatus.PENDING, Reason.BANK_CHANGED)
    assert waiting.next_check_at == due
    assert f"{due:%Y-%m-%d at %H:%M}" in waiting.next_action
    assert f"{due:%Y-%m-%d at %H:%M}" in waiting.next_action_for(Reader.TRAINER)
    assert scene.transfers(world, record) == []


@pytest.mark.parametrize(("seconds", "paid"), [(DAY - 1, False), (DAY, True)])
def test_it_is_paid_from_that_moment_on(world, account_id, seconds, paid):
    (record,) = scene.awarded(world, "user_456")
    names_another_bank(world, account_id)
    scene.pay(world, record)
    world.clock.advance(seconds=seconds)

    scene.pay(world, record)

    assert (scene.read(world, record.id).status is PrizeStatus.PAID) is paid
    assert len(scene.transfers(world, record)) == int(paid)


def test_a_second_change_begins_the_wait_anew(world, account_id):
    (record,) = scene.awarded(world, "user_456")
    names_another_bank(world, account_id)
    world.clock.advance(hours=23)
    names_another_bank(world, account_id, "000111111113")
    world.clock.advance(hours=2)

    scene.pay(world, record)

    assert scene.read(world, record.id).reason is Reason.BANK_CHANGED
    assert len(notices(world)) == 2


def test_without_a_wait_nothing_is_noted():
    world = World(TEST_SETTINGS)
    account_id = scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    names_another_bank(world, account_id)

    scene.pay(world, record)

    assert scene.read(world, record.id).status is PrizeStatus.PAID
    assert notices(world) == []
