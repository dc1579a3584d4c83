"""Webhook endpoints' outbox: who gets which event, when, how often, and signed how.

docs.stripe.com/webhooks#verify-manually (signature), docs.stripe.com/webhooks/process-undelivered-events
(retries: three attempts over a few hours in a sandbox). The core sends nothing: a caller takes
`due_deliveries` and reports `delivered`.
"""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from stripe_emulator.events import encode
from stripe_emulator.messages import Obj
from stripe_emulator.state import PLATFORM

if TYPE_CHECKING:
    from stripe_emulator.core import Emulator

RETRY_AFTER_SECONDS = (60.0, 3_600.0)
"""How long after a failed attempt the next one follows; no attempt after the last."""

POLICY = {"drop": 0.0, "duplicate": 0.0, "delay": 0.0, "shuffle": False, "retry_after": None}


@dataclass(frozen=True)
class Delivery:
    """One attempt that is due: POST `payload` to `url` with `signature` as `Stripe-Signature`."""

    id: str
    url: str
    payload: bytes
    signature: str
    event_id: str
    event_type: str
    account: str | None
    attempt: int


class Webhooks:
    """The outbox of deliveries."""

    def __init__(self, emulator: "Emulator") -> None:
        self._emulator = emulator
        self._state = emulator.state

    def set_policy(self, **policy: object) -> None:
        """`drop` and `duplicate` are probabilities, `delay` the most seconds, `shuffle` true or false,
        `retry_after` a list of seconds that replaces the usual retries; reset by leaving one out.
        """
        unknown = policy.keys() - POLICY.keys()
        if unknown:
            raise ValueError(f"unknown delivery policy {sorted(unknown)}, one of {sorted(POLICY)}")
        self._state.delivery_policy.clear()
        self._state.delivery_policy.update(policy)

    def policy(self) -> Obj:
        """The policy in force."""
        return {**POLICY, **self._state.delivery_policy}

    def enqueue(self, owner: str, event: Obj) -> None:
        """Put an event into the outbox of every endpoint that wants it."""
        for endpoint in self._emulator.store.all(PLATFORM, "webhook_endpoint").values():
            if self._wants(endpoint, owner, event["type"]):
                event["_pending"] = event.get("_pending", 0) + 1
                self._enqueue_for(endpoint["id"], owner, event)

    @staticmethod
    def _wants(endpoint: Obj, owner: str, event_type: str) -> bool:
        if endpoint["status"] != "enabled" or endpoint["_connect"] != (owner != PLATFORM):
            return False
        return "*" in endpoint["enabled_events"] or event_type in endpoint["enabled_events"]

    def _enqueue_for(self, endpoint_id: str, owner: str, event: Obj) -> None:
        policy = self.policy()
        if policy["drop"] and self._state.random() < policy["drop"]:
            return
        twice = policy["duplicate"] and self._state.random() < policy["duplicate"]
        for copy in range(2 if twice else 1):
            wait = policy["delay"] * self._state.random() if policy["delay"] else 0.0
            delivery: Obj = {
                "id": self._state.new_id("dlv", 16),
                "endpoint": endpoint_id,
                "owner": owner,
                "event": event["id"],
                "attempt": 1,
                "counts": copy == 0,
                "next_at": self._emulator.clock.now() + wait,
            }
            self._state.deliveries[delivery["id"]] = delivery

    def due(
        self, now: float | None = None, limit: int | None = None, skip: Collection[str] = ()
    ) -> list[Delivery]:
        """Attempts due at `now`, oldest first unless the policy shuffles them; without those in `skip`."""
        moment = self._emulator.clock.now() if now is None else now
        due = [
            one
            for one in self._state.deliveries.values()
            if one["next_at"] <= moment and one["id"] not in skip
        ]
        due.sort(key=lambda one: one["next_at"])
        if self.policy()["shuffle"]:
            due.sort(key=lambda _: self._state.random())
        return [self._attempt(one, moment) for one in due[:limit]]

    def _attempt(self, delivery: Obj, now: float) -> Delivery:
        store = self._emulator.store
        event = store.known(delivery["owner"], "event", delivery["event"])
        endpoint = store.known(PLATFORM, "webhook_endpoint", delivery["endpoint"])
        body = self._emulator.render(delivery["owner"], "event", event)
        if endpoint["api_version"]:
            body["api_version"] = endpoint["api_version"]
        payload = encode(body).encode()
        return Delivery(
            id=delivery["id"],
            url=endpoint["url"],
            payload=payload,
            signature=signature(payload, endpoint["_secret"], int(now)),
            event_id=event["id"],
            event_type=event["type"],
            account=event.get("account"),
            attempt=delivery["attempt"],
        )

    def delivered(self, delivery_id: str, status: int) -> None:
        """Report an attempt's HTTP status (0: no answer); only 2xx counts as delivered."""
        delivery = self._state.deliveries.get(delivery_id)
        if delivery is None:
            return
        if 200 <= status < 300:
            event = self._emulator.store.get(delivery["owner"], "event", delivery["event"])
            if event and delivery["counts"]:
                event["_pending"] -= 1
            del self._state.deliveries[delivery_id]
            return
        self._retry_or_give_up(delivery)

    def _retry_or_give_up(self, delivery: Obj) -> None:
        waits = self.policy()["retry_after"] or RETRY_AFTER_SECONDS
        if delivery["attempt"] > len(waits):
            del self._state.deliveries[delivery["id"]]
            return
        delivery["next_at"] = self._emulator.clock.now() + waits[delivery["attempt"] - 1]
        delivery["attempt"] += 1

    def redeliver(self, event_id: str, owner: str = PLATFORM) -> None:
        """Send an event again to every endpoint that wants it, as the Dashboard's "Resend" does."""
        event = self._emulator.store.get(owner, "event", event_id)
        if event is None:
            raise KeyError(event_id)
        self.enqueue(owner, event)

    def forget_endpoint(self, endpoint_id: str) -> None:
        """Drop what is still waiting for a deleted endpoint."""
        deliveries = self._state.deliveries
        for one in [one for one in deliveries.values() if one["endpoint"] == endpoint_id]:
            del deliveries[one["id"]]


def signature(payload: bytes, secret: str, timestamp: int) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 over `{timestamp}.{payload}`."""
    signed = f"{timestamp}.".encode() + payload
    return f"t={timestamp},v1={hmac.new(secret.encode(), signed, sha256).hexdigest()}"
