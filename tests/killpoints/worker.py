"""A process that does one thing, and may be killed in it."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from typing import Any

from google.cloud import firestore

from pulse.errors import PulseError
from pulse.inbox import handle_event, receive_event
from pulse.outside.firestore_store import FirestoreStore
from pulse.outside.memory_sign_ins import MemorySignIns
from pulse.outside.stripe_client import StripeClient
from pulse.outside.system_clock import SystemClock
from pulse.pools import (
    CompletePoolFunding,
    FundPrizePool,
    complete_pool_funding,
    fund_prize_pool,
    refresh_fundings,
)
from pulse.ports import Alert, Ports
from pulse.ports.store import Merge
from pulse.prizes import (
    AwardPrizes,
    PayPrize,
    allot_pool,
    award_prizes,
    fan_out_prizes,
    pay_prize,
    wake_pools,
)
from pulse.settings import Settings
from tests.killpoints.mortal import BEFORE, Death, MortalHTTPClient, mortal

QUICK = {
    "environment": "test",
    "app_check": "off",
    "lease_seconds": 1,
    "send_deadline_seconds": 1,
    "quiet_seconds": 2,
    "retry_seconds_max": 1,
    "outbox_age_seconds": 1,
    "event_lease_seconds": 1,
    "stripe_network_retries": 0,
    "stripe_timeout_seconds": 5,
    "stripe_accounts": "v1",
    "prize_participants_min": 1,
    "winner_sign_up_seconds_min": 0,
    "staff_prizes": "pay",
    "unfunded_pools": "allow",
    "award_review_seconds": 0,
    "award_review_large_seconds": 0,
    "review_skew_seconds": 0,
    "pool_maturity_days": 0,
    "pool_maturity_first_days": 0,
    "pool_maturity_large_days": 0,
}
"""The timers of the protocol in seconds instead of minutes, in the same order; a winner may be alone, and is
paid without a review, also if nobody paid in. What is paid in may pay prizes at once."""
PAYER = "trainer"
POOL_CENTS = 9_000


class StoredQueue:
    """Cloud Tasks as a collection: a task survives the process that enqueued it."""

    def __init__(self, store: FirestoreStore) -> None:
        self._store = store

    def enqueue(self, queue: str, payload: Any, *, name: str | None = None, delay_seconds: float = 0) -> None:
        task = hashlib.sha256(name.encode()) if name else None  # a name may contain what an id may not
        document = f"tasks/{task.hexdigest() if task else os.urandom(8).hex()}"
        self._store.commit([Merge(document, {"queue": queue, "payload": dict(payload)})])


class NoAlerts:
    def raise_alert(self, alert: Alert) -> None:
        """Tests page no one."""


@dataclass(frozen=True)
class Where:
    project: str
    stripe_url: str
    webhook_secret: str


def ports_of(where: Where, death: Death | None = None) -> Ports:
    settings = Settings(project=where.project, stripe_api_base=where.stripe_url, **QUICK)
    store = FirestoreStore(firestore.Client(project=where.project))
    http_client = MortalHTTPClient(death, timeout=5) if death else None
    ports = Ports(
        store=store,
        stripe=StripeClient("sk_test_killpoints", settings, http_client=http_client),
        queue=StoredQueue(store),
        clock=SystemClock(),
        alerts=NoAlerts(),
        sign_ins=MemorySignIns(),
        settings=settings,
        new_id=lambda: os.urandom(8).hex(),
    )
    return mortal(ports, death) if death else ports


def act(where: Where, what: str, argument: Any, death: Death | None) -> None:
    """The main function of a child process: *what* names the use case, *argument* its input."""
    ports = ports_of(where, death)
    received = "request validated" if what == "award" else "task received"
    if death is not None and what in {"award", "pay"}:
        death.due(received, BEFORE)
    try:
        perform(what, argument, ports, death)
    except PulseError:
        return


def perform(what: str, argument: Any, ports: Ports, death: Death | None) -> None:
    match what:
        case "award":
            command = AwardPrizes(argument, "admin")
            if death is not None:
                death.due("request validated", "after")
            award = award_prizes(command, ports=ports)
            fan_out_prizes(award.challenge_id, None, ports=ports)
        case "pay":
            command = PayPrize(argument, "system:payprize")
            if death is not None:
                death.due("task received", "after")
            pay_prize(command, ports=ports)
        case "receive":
            payload, signature, secret = argument
            receive_event("platform", payload, signature, secrets=(secret,), ports=ports)
        case "handle":
            handle_event(argument, ports=ports)
        case _:
            perform_on_pool(what, argument, ports)


def perform_on_pool(what: str, argument: Any, ports: Ports) -> None:
    match what:
        case "fund":
            asked = FundPrizePool(
                challenge_id=argument,
                payer_id=PAYER,
                amount=POOL_CENTS,
                distribution_type="top_three_equal",
            )
            fund_prize_pool(asked, ports=ports)
        case "complete":
            paid = CompletePoolFunding(challenge_id="ch", payment_id=argument, actor=PAYER)
            complete_pool_funding(paid, ports=ports)
        case "allot":
            allot_pool(argument, ports=ports)
        case "return":
            wake_pools(ports=ports)
            refresh_fundings(ports=ports)


def until(condition: Any, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False
