"""docs/operating/restoring.md: an older state of the database is restored, and nobody is paid twice."""

from __future__ import annotations

import copy
import shlex

import pytest

from pulse.backoffice import verify_all
from pulse.ports import Document
from pulse.prizes import PayPrize, PrizeStatus, pause_payouts, pay_prize
from pulse.prizes.records import restored_at
from tests.deploy.commands import operators
from tests.deploy.test_operating import lines_of
from tests.doors.command_line.terminal import run
from tests.prizes import scene
from tests.sales.scene import bought, completed, pays, round_on_sale


def backed_up(world):
    return copy.deepcopy(world.store._documents)


def restored(world, backup, *, whole):
    """*whole*: as Google restores a backup. Else as an import over the living database."""
    old = copy.deepcopy(backup)
    living = {} if whole else world.store._documents
    names = {*living, *old}
    world.store._documents = {name: {**living.get(name, {}), **old.get(name, {})} for name in names}


def steps(world):
    """The commands of the page, in its order, with their exit codes."""
    commands = [words for line in lines_of("restoring.md") if (words := operators(line)) is not None]
    return {shlex.join(words): run(world, *words).code for words in commands}


@pytest.fixture
def lost(world):
    """A prize and a round that was being bought were paid since the backup was made. Two days have passed."""
    scene.ready_winner(world)
    (world.record,) = scene.awarded(world, "user_456")
    round_on_sale(world)
    world.sale = bought(world).payment_intent_id
    world.backup = backed_up(world)
    scene.pay(world, world.record)
    pays(world, world.sale)
    completed(world, world.sale)
    world.clock.advance(days=2)
    assert scene.read(world, world.record.id).status is PrizeStatus.PAID
    return world


def pays_again(world):
    for _ in range(3):
        pay_prize(PayPrize(world.record.id, "admin", by_admin=True), ports=world.ports)


def test_what_stripe_has_is_learned_before_anything_is_paid(lost):
    restored(lost, lost.backup, whole=True)
    assert scene.read(lost, lost.record.id).status is PrizeStatus.PENDING

    codes = steps(lost)

    assert codes["pause-payouts --restored --reason restored --yes"] == 0
    assert lost.store.get(f"payments/{lost.sale}").fields["status"] == "completed"
    record = scene.read(lost, lost.record.id)
    (sent,) = scene.transfers(lost, lost.record)
    assert (record.status, record.reason, record.stripe_transfer_id) == (PrizeStatus.PAID, None, sent.id)
    assert "transfer.mismatched" not in lost.alerts.causes()
    assert (scene.booked(lost, "winner:user_456"), scene.booked(lost, "platform:fees")) == (9_700, 600)
    pays_again(lost)
    assert len(scene.transfers(lost, lost.record)) == 1
    assert verify_all(store=lost.store) == []


def resumed(world):
    """Two administrators let payouts go on, and nothing was learned from Stripe before."""
    pause_payouts(paused=False, actor="admin", reason="agreed", ports=world.ports)


def test_a_prize_that_was_paid_since_the_backup_is_found_at_stripe_before_it_is_sent(lost):
    restored(lost, lost.backup, whole=True)
    assert run(lost, "pause-payouts", "--restored", "--reason", "restored", "--yes").code == 0
    resumed(lost)

    pays_again(lost)

    (sent,) = scene.transfers(lost, lost.record)
    record = scene.read(lost, lost.record.id)
    assert (record.status, record.stripe_transfer_id) == (PrizeStatus.PAID, sent.id)
    assert scene.booked(lost, "winner:user_456") == 9_700


def test_a_prize_that_was_not_paid_since_the_backup_is_paid_once(world):
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")
    restored(world, backed_up(world), whole=True)
    world.clock.advance(days=2)
    assert run(world, "pause-payouts", "--restored", "--reason", "restored", "--yes").code == 0
    resumed(world)

    for _ in range(3):
        pay_prize(PayPrize(record.id, "admin", by_admin=True), ports=world.ports)

    assert scene.read(world, record.id).status is PrizeStatus.PAID
    assert len(scene.transfers(world, record)) == 1
    scene.books_hold_one_prize(world)


def test_a_later_pause_keeps_the_day_of_the_restore_and_one_that_cannot_be_read_counts_as_the_latest(world):
    assert run(world, "pause-payouts", "--restored", "--reason", "restored", "--yes").code == 0
    noted = world.store.get("control/payouts").fields["restoredAt"]
    world.clock.advance(days=1)

    resumed(world)

    control = world.store.get("control/payouts")
    assert restored_at(control) == noted
    odd = Document(control.path, {**control.fields, "restoredAt": "yesterday"}, control.version)
    assert restored_at(odd) > world.clock.now()


def test_while_payouts_are_paused_a_restored_prize_is_not_paid_again(lost):
    restored(lost, lost.backup, whole=True)
    assert run(lost, "pause-payouts", "--reason", "restored", "--yes").code == 0

    pays_again(lost)

    assert len(scene.transfers(lost, lost.record)) == 1


def test_a_record_that_was_imported_over_a_newer_one_is_paid_by_nobody(lost):
    restored(lost, lost.backup, whole=False)

    pays_again(lost)

    assert len(scene.transfers(lost, lost.record)) == 1
