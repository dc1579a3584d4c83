"""Hundreds of due records of each kind, one poisoned of each, and documents of a megabyte."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pulse.accounts import Role
from pulse.backoffice import Act
from pulse.ports import Document
from tests.backoffice.approvals.scene import ABOVE_CAP, ask
from tests.backoffice.disturbed import put
from tests.people import opened, record_fields, seed_challenge, seed_participant, seed_user
from tests.prizes import scene as prizes
from tests.sales import scene as sales
from tests.world import World

MEGABYTE = 1_000_000
LARGE = "x" * MEGABYTE
"""One text, however often it is stored: the test's own memory stays small."""


def heavy(world: World, count: int) -> None:
    """*count* of each kind are due. Each document carries a megabyte of which nothing is read."""
    prizes.funds(world, 10**12)
    _prizes(world, count)
    _challenges(world, count)
    _sales(world, count)
    _accounts(world, count)
    _events(world, count)
    _copies(world, "approvals", _approval(world), count, "subject", lambda n: f"prizeRecords/copy-{n:03d}")
    world.clock.advance(hours=30)
    _poison(world)
    world.queue.tasks.clear()
    world.alerts.raised.clear()


def _prizes(world: World, count: int) -> None:
    (record,) = prizes.awarded(world, "ada", challenge_id="won")
    fields = world.store.get(record.path).fields
    for number in range(count):
        ids = {"id": f"won_p{number:03d}_1", "userId": f"p{number:03d}"}
        put(world, f"prizeRecords/{ids['id']}", {**fields, **ids, "padding": LARGE})
        seed_user(world, ids["userId"], winner=None, padding=LARGE)


def _challenges(world: World, count: int) -> None:
    """Half were completed and not awarded, half are left to be completed."""
    promised = {"isEnabled": True, "totalAmount": 9_000, "distributionType": "winner_takes_all"}
    for number in range(count):
        status = "completed" if number % 2 else "active"
        seed_challenge(world, f"c{number:03d}", status=status, prizeMoney=promised, padding=LARGE)
        seed_participant(world, "ada", f"c{number:03d}", score=10, padding=LARGE)


def _sales(world: World, count: int) -> None:
    sales.round_on_sale(world)
    for number in range(count):
        buyer = seed_user(world, f"b{number:03d}", padding=LARGE)
        payment_id = sales.bought(world, buyer).payment_intent_id
        put(world, f"payments/{payment_id}", {"padding": LARGE})


def _accounts(world: World, count: int) -> None:
    opened(world, seed_user(world, "halfway"), Role.WINNER)
    fields = record_fields(world, "halfway", Role.WINNER)
    for number in range(count):
        own = {"userId": f"h{number:03d}", "padding": LARGE}
        put(world, f"winnerStripeConnect/h{number:03d}", {**fields, **own})


def _events(world: World, count: int) -> None:
    for number in range(count):
        event = {
            "eventId": f"evt_{number:03d}", "type": "transfer.created", "endpoint": "platform",
            "objectId": "tr_1", "created": world.clock.now(), "raw": LARGE, "status": "received",
            "receivedAt": world.clock.now(), "expireAt": world.clock.now() + timedelta(days=30),
        }  # fmt: skip
        put(world, f"stripeEvents/evt_{number:03d}", event)


def _approval(world: World) -> Document:
    (record,) = prizes.awarded(world, "bea", challenge_id="large", pool=ABOVE_CAP)
    prizes.winner_account(world, "bea")
    prizes.pay(world, record)
    ask(world, Act.PAY_PRIZE, record.id)
    return world.store.get(f"approvals/pay-prize_prizeRecords_{record.id}")


def _copies(world: World, collection: str, of: Document, count: int, name: str, value: Any) -> None:
    for number in range(count):
        own = value(number)
        where = f"{collection}/pay-prize_{own.replace('/', '_')}"
        put(world, where, {**of.fields, name: own, "padding": LARGE})


POISON = {
    "prizeRecords/won_p000_1": {"winnerAmount": LARGE},
    "winnerStripeConnect/h000": {"userId": [LARGE]},
    "stripeEvents/evt_000": {"type": {"a": LARGE}},
    "approvals/pay-prize_prizeRecords_copy-000": {"terms": LARGE},
    "challenges/c001": {"prizeMoney": {"isEnabled": True, "totalAmount": LARGE}},
    "user-challenge/c003_ada": {"pulsePoints": {"totalPoints": LARGE}},
}


def _poison(world: World) -> None:
    for path, fields in POISON.items():
        put(world, path, fields)
    payment = min(sales.documents(world, "payments"), key=lambda one: one.id)
    put(world, payment.path, {"amount": LARGE})
