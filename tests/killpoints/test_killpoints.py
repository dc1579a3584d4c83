"""SIGKILL just before and after each of the 13 steps of a prize, alone and beside a twin doing the same."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from pulse.backoffice import sweep
from pulse.backoffice.checks.invariants import check
from pulse.errors import PulseError, StoreUnavailable
from pulse.ports.store import Delete, Query
from pulse.prizes import PrizeStatus, allot_own_money, fan_out_prizes, project_winner
from stripe_emulator.world.webhooks import signature
from tests.killpoints.mortal import AFTER, BEFORE, Death
from tests.killpoints.worker import Where, act, perform, ports_of, until
from tests.prizes import scene

pytestmark = pytest.mark.emulators

ROOT = Path(__file__).parents[2]
SECRET = "whsec_killpoints"
STEPS = {
    "request validated": "award",
    "award committed": "award",
    "task enqueued": "award",
    "task received": "pay",
    "claim committed": "pay",
    "look-up answered": "pay again",
    "generation committed": "pay with a new key",
    "create sent": "pay",
    "create answered": "pay",
    "record committed": "pay",
    "webhook verified": "receive",
    "event stored": "receive",
    "event handled": "handle",
}
WINNER = "user_456"
HEAD_STARTS = (0, 0.05, 0.1, 0.2, 0.4, 1)
PATIENCE_SECONDS = 120
"""How long a state is waited for, at most. Alone on a machine each comes within seconds."""
"""Seconds between the doomed process and its twin; more are tried if the twin did all the work."""


@dataclass
class HttpWorld:
    """The world that the scene needs, on the emulators, over sockets."""

    where: Where

    def __post_init__(self) -> None:
        self.ports = ports_of(self.where)
        self.store, self.stripe, self.emulator = self.ports.store, self.ports.stripe, self

    def complete_onboarding(self, account: str, outcome: str) -> None:
        self.control("accounts/onboard", account=account, outcome=outcome)

    def set_balance(self, currency: str, amount: int) -> None:
        self.control("balance", currency=currency, amount=amount)

    def control(self, path: str, /, **given: Any) -> None:
        httpx.post(f"{self.where.stripe_url}/_emulator/{path}", json=given).raise_for_status()


@pytest.fixture(scope="module")
def stripe_url():
    command = [sys.executable, "-m", "stripe_emulator", "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield server.stdout.readline().split()[-1]
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="module")
def processes(firestore_emulator):
    """Child processes are forked from a server that has imported everything and has no connection."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.killpoints.worker"])
    return context


def _new_world(stripe_url):
    httpx.post(f"{stripe_url}/_emulator/reset").raise_for_status()
    made = HttpWorld(Where(f"demo-kill-{uuid.uuid4().hex[:8]}", stripe_url, SECRET))
    assert until(lambda: _answers(made.store), PATIENCE_SECONDS), "the Firestore emulator does not answer"
    scene.funds(made, 1_000_000)
    scene.user(made, WINNER)
    scene.winner_account(made, WINNER)
    scene.challenge(made)
    scene.takes_part(made, WINNER, 100)
    return made


def _answers(store) -> bool:
    """An emulator that has just started takes long over its first request."""
    try:
        store.get("users/nobody")
    except StoreUnavailable:
        return False
    return True


@pytest.mark.parametrize("twin", [False, True], ids=["alone", "with a twin"])
@pytest.mark.parametrize("side", [BEFORE, AFTER])
@pytest.mark.parametrize("step", STEPS)
def test_whoever_dies_the_prize_is_paid_once(stripe_url, processes, step, side, twin):
    for head_start in HEAD_STARTS if twin else [None]:
        world = _new_world(stripe_url)
        what, argument, expected = _prepare(world, STEPS[step])
        died = _dies(processes, world, what, argument, Death(step, side), head_start)
        _recover(world, what, argument, expected)
        _is_right(world, expected)
        if died:
            return
    pytest.fail(f"the process lived through {step}")


def _dies(processes, world, what, argument, death, head_start) -> bool:
    """Whether the doomed process reached its step; a twin that is faster may do all the work."""
    crew = [_start(processes, world, what, argument, death)]
    if head_start is not None:
        time.sleep(head_start)
        crew.append(_start(processes, world, what, argument, None))
    for process in crew:
        process.join(PATIENCE_SECONDS)
    return crew[0].exitcode == -signal.SIGKILL


def _start(processes, world, what, argument, death):
    process = processes.Process(target=act, args=(world.where, what, argument, death))
    process.start()
    return process


def _prepare(world, kind) -> tuple[str, Any, PrizeStatus]:
    """Bring the world to just before the step; returns what to call, with what, and the expected status."""
    if kind == "award":
        return "award", "ch", PrizeStatus.PAID
    perform("award", "ch", world.ports, None)
    _forget_tasks(world)
    record = scene.record_of(world, WINNER)
    if kind in {"receive", "handle"}:
        perform("pay", record.id, world.ports, None)
        return _prepare_reversal(world, kind)
    if kind == "pay again":
        world.control("faults", kind="timeout_before", path="/v1/transfers", method="POST", count=1)
        perform("pay", record.id, world.ports, None)
    if kind == "pay with a new key":
        _prepare_refusal(world, record)
    return "pay", record.id, PrizeStatus.PAID


def _prepare_refusal(world, record):
    """The money is gone between the pass that allotted it and the transfer, and comes back."""
    allot_own_money("usd", asking=[record.id], ports=world.ports)
    scene.funds(world, 0)

    def is_refused() -> bool:
        _tolerant("pay", record.id, world)
        attempt = scene.record_of(world, WINNER).attempt
        return attempt is not None and attempt.closed_reason == "balance_insufficient"

    assert until(is_refused, PATIENCE_SECONDS), "Stripe refuses the first generation"
    scene.funds(world, 1_000_000)
    time.sleep(world.ports.settings.quiet_seconds + 0.1)


def _prepare_reversal(world, kind):
    transfer_id = scene.record_of(world, WINNER).stripe_transfer_id
    world.control("transfers/reverse", transfer=transfer_id)
    headers = {"Authorization": "Bearer sk_test_killpoints"}
    listed = httpx.get(f"{world.where.stripe_url}/v1/events?type=transfer.reversed", headers=headers).json()
    payload = json.dumps(listed["data"][0]).encode()
    delivery = (payload, signature(payload, SECRET, int(time.time())), SECRET)
    if kind == "receive":
        return "receive", delivery, PrizeStatus.REVERSED
    perform("receive", delivery, world.ports, None)
    return "handle", listed["data"][0]["id"], PrizeStatus.REVERSED


def _recover(world, what, argument, expected):
    """Do what production does: Stripe and the queue deliver again, and the sweep finds the rest."""

    def settled() -> bool:
        _repeat(world, what, argument)
        sweep(ports=world.ports)
        _deliver_tasks(world)
        record = world.store.get(scene.record_of(world, WINNER).path) if _awarded(world) else None
        events = world.store.query(Query("stripeEvents"))
        return (
            record is not None
            and record.fields["status"] == expected.value
            and not {event.fields["status"] for event in events} & {"received", "failed"}
        )

    assert until(settled, PATIENCE_SECONDS), f"it did not recover: {scene.record_of(world, WINNER)}"


def _repeat(world, what, argument):
    """A client without an answer calls again; Stripe without an answer delivers again."""
    if what in {"award", "receive"}:
        _tolerant(what, argument, world)


def _deliver_tasks(world):
    for task in world.store.query(Query("tasks")):
        world.store.commit([Delete(task.path)])
        payload = task.fields["payload"]
        match task.fields["queue"]:
            case "payprize":
                _tolerant("pay", payload["prizeRecordId"], world)
            case "handleevent":
                _tolerant("handle", payload["eventId"], world)
            case "fanoutprizes":
                fan_out_prizes(payload["challengeId"], payload["after"], ports=world.ports)


def _tolerant(what, argument, world):
    try:
        perform(what, argument, world.ports, None)
    except PulseError:
        time.sleep(0.1)  # busy or unclear: it is delivered again


def _is_right(world, expected):
    project_winner(WINNER, ports=world.ports)  # what the trigger does
    record = scene.record_of(world, WINNER)
    transfers = world.stripe.list_transfers({"transfer_group": record.transfer_group})
    entries = world.store.query(Query("journal", where=[("kind", "==", "transfer")]))
    violations = check(store=world.store, stripe=world.stripe, now=world.ports.clock.now(), settled=True)

    assert [(transfer.amount, transfer.id) for transfer in transfers] == [(9_700, record.stripe_transfer_id)]
    assert [entry.fields["reference"] for entry in entries] == [transfers[0].id]
    assert record.status == expected
    assert violations == []


def _awarded(world):
    return world.store.get(f"prizeRecords/ch_{WINNER}_{int(scene.ENDED.timestamp())}") is not None


def _forget_tasks(world):
    world.store.commit([Delete(task.path) for task in world.store.query(Query("tasks"))])


def test_all_thirteen_steps_are_killed():
    assert len(STEPS) == 13
    assert os.name == "posix"
