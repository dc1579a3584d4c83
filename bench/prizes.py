"""What prizes cost: the CPU time of one payment, and paying 10,000 winners on the emulators.

    PYTHONPATH=functions:. functions/venv/bin/python -m bench.prizes payment
    PYTHONPATH=functions:. functions/venv/bin/python -m bench.prizes drain --winners 10000

The first runs the use case with the real SDK, the Stripe emulator and the memory store in this process. The
second uses the Firestore emulator and the Stripe emulator as separate processes, over sockets.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import typer
from google.cloud import firestore
from rich.progress import track

from local import firestore as firestore_emulator
from pulse import log
from pulse.accounts import OpenAccount, Role, apply_account, open_account
from pulse.backoffice.checks.invariants import check
from pulse.errors import Busy
from pulse.outside.firestore_store import FirestoreStore
from pulse.outside.memory_sign_ins import MemorySignIns
from pulse.outside.memory_store import MemoryStore
from pulse.outside.stripe_client import StripeClient
from pulse.outside.system_clock import SystemClock
from pulse.ports import Ports
from pulse.ports.store import Create, Merge, Query
from pulse.prizes import (
    AwardPrizes,
    PayPrize,
    PrizeStatus,
    award_prizes,
    fan_out_prizes,
    pay_prize,
    project_winner,
)
from pulse.settings import Settings
from stripe_emulator import Emulator
from stripe_emulator.in_process import EmulatorHTTPClient
from tests.world import WITHOUT_LIMITS, MemoryAlerts, MemoryQueue

ROOT = Path(__file__).parents[1]
THREADS = 8
UNHELD = {
    **WITHOUT_LIMITS,
    "own_funds_min": (("usd", 0),),
    "first_prize_large_cents": 10**9,
    "unfunded_pools": "allow",
    "award_review_seconds": 0,
    "award_review_large_seconds": 0,
    "review_skew_seconds": 0,
}
"""Awards of this size, and winners who are new, wait for two administrators otherwise."""
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def payment(payments: int = 500, rounds: int = 5) -> None:
    """CPU time of one first attempt: the median of several rounds."""
    with log.muted():
        median = statistics.median(payment_rounds(payments, rounds))
    typer.echo(f"payments {payments} x {rounds} | CPU per payment {median:.2f} ms (median of rounds)")


def payment_rounds(payments: int, rounds: int) -> Iterator[float]:
    """Milliseconds of CPU that one payment takes, round by round."""
    settings = Settings(environment="test", app_check="off", **UNHELD)
    emulator = Emulator()
    client = StripeClient("sk_test_bench", settings, http_client=EmulatorHTTPClient(emulator))
    ports = ports_on(MemoryStore(), client, settings)
    open_accounts(ports, lambda account: emulator.complete_onboarding(account, "active"), payments)
    emulator.set_balance("usd", 10**11)
    for number in range(rounds):
        yield _round(ports, number, payments)


def _round(ports: Ports, number: int, payments: int) -> float:
    award(ports, f"ch{number}", payments)
    ids = queue(ports, f"ch{number}")
    started = time.process_time()
    outcomes = [pay_prize(PayPrize(one, "system:bench"), ports=ports) for one in ids]
    took = time.process_time() - started
    assert all(outcome.record.status is PrizeStatus.PAID for outcome in outcomes)
    return took / len(ids) * 1_000


@app.command()
def drain(winners: int = 10_000, threads: int = THREADS) -> None:
    """Award, fan out and pay *winners* prizes on the emulators, then check the invariants."""
    with firestore_emulator.running("bench"), _stripe() as url, log.muted():
        settings = Settings(
            project="demo-bench", environment="test", app_check="off", stripe_api_base=url, **UNHELD
        )  # fmt: skip
        store = FirestoreStore(firestore.Client(project="demo-bench"))
        ports = ports_on(store, StripeClient("sk_test_bench", settings), settings)
        control = f"{url}/_emulator"
        open_accounts(
            ports, lambda a: httpx.post(f"{control}/accounts/onboard", json={"account": a}), winners
        )
        httpx.post(f"{control}/balance", json={"currency": "usd", "amount": 10**11}).raise_for_status()
        started = time.perf_counter()
        award(ports, "ch", winners)
        ids = queue(ports, "ch")
        awarded = time.perf_counter() - started
        started = time.perf_counter()
        with ThreadPoolExecutor(threads) as pool:
            pays = pool.map(lambda prize_record_id: _pay(prize_record_id, ports), ids)
            paid = sum(track(pays, "paying", total=len(ids)))
        drained = time.perf_counter() - started
        violations = check(store=store, stripe=ports.stripe, now=datetime.now(UTC), settled=True)
    for violation in violations[:10]:
        typer.echo(f"{violation.invariant} {violation.subject}: {violation.sentence}")
    typer.echo(
        f"winners {winners} | awarded and queued in {awarded:.0f} s | paid {paid} in {drained:.0f} s, "
        f"{paid / drained:.0f} a second, with {threads} threads | invariants violated {len(violations)}"
    )
    raise typer.Exit(0 if paid == winners and not violations else 1)


def _pay(prize_record_id: str, ports: Ports) -> bool:
    """The work of the task, and then that of the trigger on the record."""
    record = pay_prize(PayPrize(prize_record_id, "system:bench"), ports=ports).record
    project_winner(record.user_id, ports=ports)
    return record.status is PrizeStatus.PAID


def ports_on(store: FirestoreStore | MemoryStore, client: StripeClient, settings: Settings) -> Ports:
    ids = iter(range(10**9))
    return Ports(
        store=store,
        stripe=client,
        queue=MemoryQueue(),
        clock=SystemClock(),
        alerts=MemoryAlerts(),
        sign_ins=MemorySignIns(),
        settings=settings,
        new_id=lambda: f"bench{next(ids)}",
    )


def open_accounts(ports: Ports, onboard: Callable[[str], object], count: int) -> None:
    def one(number: int) -> None:
        uid = f"w{number}"
        ports.store.commit([Create(f"users/{uid}", {"id": uid, "username": uid})])
        account = open_account(OpenAccount(uid, Role.WINNER, actor=uid), ports=ports).account_id
        onboard(account)
        apply_account(account, ports=ports)

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in track(pool.map(one, range(count)), "accounts", total=count):
            pass


def award(ports: Ports, challenge_id: str, winners: int) -> None:
    """Award a completed challenge that *winners* people won."""
    ended = datetime.now(UTC) - timedelta(hours=1)
    prize_money = {
        "isEnabled": True, "totalAmount": 1_000 * winners, "currency": "usd", "distributionType": "custom",
        "customDistribution": [round(10_000 // winners / 100, 2)] * winners,
    }  # fmt: skip
    fields = {
        "title": challenge_id,
        "ownerId": "t",
        "status": "completed",
        "endDate": ended,
        "prizeMoney": prize_money,
    }
    ports.store.commit([Create(f"challenges/{challenge_id}", {**fields, "prizeMoney": prize_money})])
    entries = [
        Merge(
            f"user-challenge/{challenge_id}-{n}",
            {"challengeId": challenge_id, "userId": f"w{n}", "pulsePoints": {"totalPoints": 10_000 - n}},
        )
        for n in range(winners)
    ]
    for start in range(0, winners, 400):
        ports.store.commit(entries[start : start + 400])
    while not _award_part(challenge_id, ports):
        pass


def queue(ports: Ports, challenge_id: str) -> list[str]:
    """Queue the payments of an awarded challenge. Returns the ids of its prize records."""
    after: str | None = None
    while (after := fan_out_prizes(challenge_id, after, ports=ports)) is not None:
        pass
    found = ports.store.query(Query("prizeRecords", where=[("challengeId", "==", challenge_id)]))
    return [document.id for document in found]


def _award_part(challenge_id: str, ports: Ports) -> bool:
    """One call, as the trigger makes it. The next call continues when the time of one is over."""
    try:
        award_prizes(AwardPrizes(challenge_id, "system:bench"), ports=ports)
    except Busy:
        return False
    return True


@contextmanager
def _stripe() -> Iterator[str]:
    command = [sys.executable, "-m", "stripe_emulator", "--port", "0"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        yield server.stdout.readline().split()[-1]
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    app()
