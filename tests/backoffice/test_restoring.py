"""docs/operating/restoring.md: an older state of the database is restored, and nobody is paid twice."""

from __future__ import annotations

import copy
import shlex

import pytest

from pulse.backoffice import verify_all
from pulse.prizes import PayPrize, PrizeStatus, pay_prize
from tests.deploy.test_operating import OURS, lines_of
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
    lines = [line for line in lines_of("restoring.md") if line.startswith(OURS)]
    return {line.removeprefix(OURS): run(world, *words(line)).code for line in lines}


def words(line):
    return shlex.split(line.removeprefix(OURS))


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

    assert codes['pause-payouts --reason "restored" --yes'] == 0
    assert lost.store.get(f"payments/{lost.sale}").fields["status"] == "completed"
    record = scene.read(lost, lost.record.id)
    assert (record.status, record.reason) == (PrizeStatus.FAILED, "needs_review")
    (sent,) = scene.transfers(lost, lost.record)
    assert lost.store.get(f"journal/{sent.id}_transfer") is not None
    assert "transfer.mismatched" in lost.alerts.causes()
    pays_again(lost)
    assert len(scene.transfers(lost, lost.record)) == 1
    assert verify_all(store=lost.store) == []


def test_while_payouts_are_paused_a_restored_prize_is_not_paid_again(lost):
    restored(lost, lost.backup, whole=True)
    assert run(lost, "pause-payouts", "--reason", "restored", "--yes").code == 0

    pays_again(lost)

    assert len(scene.transfers(lost, lost.record)) == 1


def test_a_record_that_was_imported_over_a_newer_one_is_paid_by_nobody(lost):
    restored(lost, lost.backup, whole=False)

    pays_again(lost)

    assert len(scene.transfers(lost, lost.record)) == 1
