"""A restricted key that lacks a right stops no prize: all wait, one alert names the right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.outside.stripe_client import StripeClient
from pulse.prizes import (
    PayPrize,
    PrizeStatus,
    Reason,
    ReleaseStopped,
    find_stopped,
    pay_prize,
    release_stopped,
)
from stripe_emulator.in_process import EmulatorHTTPClient
from tests.prizes import scene

ALL = {"transfers": "write", "balance": "read", "accounts": "write"}


def restricted(world, **rights):
    world.emulator.control("restricted_keys", name="prizes", rights=rights)
    http = EmulatorHTTPClient(world.emulator)
    stripe = StripeClient("rk_test_prizes", world.ports.settings, http_client=http)
    return replace(world.ports, stripe=stripe)


def paid(world, record, ports):
    return pay_prize(PayPrize(record.id, "system:test"), ports=ports).record


@pytest.fixture(name="records")
def _records(world):
    scene.funds(world, 100_000)
    for name in ("ann", "bob", "cyn"):
        scene.winner_account(world, name)
    return scene.awarded(world, "ann", "bob", "cyn", pool=30_000)


def test_prizes_wait_and_one_alert_names_the_right_and_all_are_paid_once_it_is_given(world, records):
    lacking = restricted(world, **{**ALL, "transfers": "read"})

    waiting = [paid(world, record, lacking) for record in records]

    assert {(one.status, one.reason) for one in waiting} == {(PrizeStatus.PROCESSING, Reason.RETRYING)}
    assert {(one.cause, one.subject) for one in world.alerts.raised} == {
        ("right.refused", "rights/rak_transfer_write")
    }
    assert all("`rak_transfer_write`" in one.message for one in world.alerts.raised)
    given = restricted(world, **ALL)
    assert {paid(world, record, given).status for record in records} == {PrizeStatus.PAID}
    assert {one.attempt.generation for one in (scene.read(world, r.id) for r in records)} == {1}


def test_a_key_that_may_not_list_says_so_at_once(world, records):
    world.emulator.faults.add("timeout_before", method="POST", path="/v1/transfers$", count=1)
    scene.pay(world, records[0])

    waiting = paid(world, records[0], restricted(world, balance="read"))

    assert waiting.reason is Reason.RETRYING
    assert [one.facts["right"] for one in world.alerts.raised] == ["rak_transfer_read"]


def test_without_the_right_to_read_the_balance_nobody_knows_what_is_ours_and_nothing_is_paid_from_it(
    world, records
):
    ports = restricted(world, transfers="write")

    assert paid(world, records[0], ports).reason is Reason.RETRYING

    assert [(one.cause, one.subject) for one in world.alerts.raised] == [
        ("right.refused", "rights/rak_balance_read")
    ]
    assert scene.transfers(world, records[0]) == []
    assert paid(world, records[0], restricted(world, **ALL)).status is PrizeStatus.PAID


def test_all_that_one_code_stopped_is_released_in_one_act(world, records):
    world.emulator.faults.add("error", method="POST", path="/v1/transfers$", count=2, status=422)
    stopped = [scene.pay(world, record).record for record in records[:2]]
    assert {(one.status, one.stopped_by) for one in stopped} == {(PrizeStatus.FAILED, "http_422")}
    assert [one.id for one in find_stopped("http_422", ports=world.ports)] == [one.id for one in stopped]
    world.queue.tasks.clear()

    result = release_stopped(ReleaseStopped("http_422", "admin", "corrected"), ports=world.ports)

    assert (result.done, result.problems) == (2, ())
    assert len(world.queue.tasks) == 2
    assert find_stopped("http_422", ports=world.ports) == []
    world.clock.advance(minutes=46)
    for record in records:
        assert scene.pay(world, record).record.status is PrizeStatus.PAID
        assert len(scene.transfers(world, record)) == 1
