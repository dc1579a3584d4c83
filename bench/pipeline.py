"""The payout pipeline by its size: awarding, queueing and paying so many winners, in this process.

The use cases, Stripe's SDK and the Stripe emulator are real, on the memory store. The floor of a payment is a
bare transfer by the SDK, which the same emulator answers in this process too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench import prizes
from bench.figures import Samples
from pulse.outside.memory_store import MemoryStore
from pulse.outside.stripe_client import StripeClient
from pulse.ports import Ports
from pulse.prizes import PayPrize, PrizeStatus, pay_prize
from pulse.settings import Settings
from stripe_emulator import Emulator
from stripe_emulator.in_process import EmulatorHTTPClient
from stripe_emulator.in_process import client as stripe_in_process

PARTS = 5
"""Payments are measured in so many parts, one after another; a median is of these."""


@dataclass(frozen=True)
class Stage:
    """Milliseconds of CPU that a prize takes in it."""

    name: str
    samples: Samples
    floor: Samples = ()


def stages(winners: int) -> Iterator[Stage]:
    emulator = Emulator()
    settings = Settings(environment="test", app_check="off", **prizes.UNHELD)
    client = StripeClient("sk_test_bench", settings, http_client=EmulatorHTTPClient(emulator))
    ports = prizes.ports_on(MemoryStore(), client, settings)
    prizes.open_accounts(ports, lambda account: emulator.complete_onboarding(account, "active"), winners)
    emulator.set_balance("usd", 10**12)
    yield Stage("awarded", (_cpu_ms(lambda: prizes.award(ports, "ch", winners)) / winners,))
    ids: list[str] = []
    yield Stage("queued", (_cpu_ms(lambda: ids.extend(prizes.queue(ports, "ch"))) / winners,))
    assert len(ids) == winners
    yield _paid(ids, ports, emulator)


def _paid(ids: Sequence[str], ports: Ports, emulator: Emulator) -> Stage:
    """Ours and the floor take turns, so that both have the same machine."""
    sdk, account = stripe_in_process(emulator), _account(ports, "w0")
    ours, bare = [], []
    for part in range(PARTS):
        some = ids[part::PARTS]
        ours.append(_cpu_ms(lambda some=some: _pay(some, ports)) / len(some))
        few = min(len(some), 200)
        bare.append(_cpu_ms(lambda few=few: _transfer(few, sdk, account)) / few)
    return Stage("paid", tuple(ours), tuple(bare))


def _pay(ids: Sequence[str], ports: Ports) -> None:
    for one in ids:
        record = pay_prize(PayPrize(one, "system:bench"), ports=ports).record
        assert record.status is PrizeStatus.PAID


def _transfer(count: int, sdk: Any, account: str) -> None:
    for _ in range(count):
        sdk.v1.transfers.create({"amount": 1_000, "currency": "usd", "destination": account})


def _account(ports: Ports, user_id: str) -> str:
    found = ports.store.get(f"winnerStripeConnect/{user_id}")
    assert found is not None
    return str(found.fields["stripeAccountId"])


def _cpu_ms(act: Callable[[], Any]) -> float:
    before = time.process_time()
    act()
    return (time.process_time() - before) * 1_000
