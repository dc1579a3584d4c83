"""The outbox of webhooks: which endpoint gets which event, when, how often and with which signature.

docs.stripe.com/webhooks#verify-manually (signature), docs.stripe.com/webhooks/process-undelivered-events
(retries: three over a few hours in a sandbox). Nothing is sent from here: a caller takes what
is due and reports the answer of each attempt.
"""

import hmac
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from stripe_emulator.messages import Obj, encode
from stripe_emulator.world.clock import Clock
from stripe_emulator.world.rendering import Renderer
from stripe_emulator.world.state import PLATFORM, State
from stripe_emulator.world.store import Store
from stripe_emulator.world.values import is_number

RETRY_AFTER_SECONDS = (60.0, 3_600.0, 7_200.0)
"""The wait after each failed attempt; there are three more after the first."""

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

    def __init__(self, state: State, store: Store, clock: Clock, renderer: Renderer) -> None:
        self._state = state
        self._store = store
        self._clock = clock
        self._renderer = renderer

    def set_policy(self, **policy: object) -> None:
        """Replace the policy; what is left out goes back to its default.

        `drop` and `duplicate` are probabilities, `delay` is the longest wait in seconds, `shuffle` is true
        or false, and `retry_after` is a list of seconds that replaces the usual waits.
        """
        unknown = policy.keys() - POLICY.keys()
        if unknown:
            raise ValueError(f"unknown delivery policy {sorted(unknown)}, one of {sorted(POLICY)}")
        for name, value in policy.items():
            _check_policy(name, value)
        self._state.delivery_policy.clear()
        self._state.delivery_policy.update(policy)

    def policy(self) -> Obj:
        """The policy in force."""
        return {**POLICY, **self._state.delivery_policy}

    def enqueue(self, owner: str, event: Obj) -> None:
        """Add a delivery for every endpoint that wants the event."""
        for endpoint in self._store.all(PLATFORM, "webhook_endpoint").values():
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
                "next_at": self._clock.now() + wait,
            }
            self._state.deliveries[delivery["id"]] = delivery

    def due(
        self,
        now: float | None = None,
        limit: int | None = None,
        skip: Collection[str] = (),
        each: int | None = None,
    ) -> list[Delivery]:
        """Attempts that are due at `now` and not in `skip`: oldest first, or shuffled by the policy.

        `each` is how many an endpoint may have at once, those in `skip` among them.
        """
        if not self._state.deliveries:
            return []
        moment = self._clock.now() if now is None else now
        due = [
            one
            for one in self._state.deliveries.values()
            if one["next_at"] <= moment and one["id"] not in skip
        ]
        due.sort(key=lambda one: one["next_at"])
        if self.policy()["shuffle"]:
            due.sort(key=lambda _: self._state.random())
        if each is not None:
            due = self._within(due, each, skip)
        return [self._attempt(one, moment) for one in due[:limit]]

    def _within(self, due: list[Obj], each: int, skip: Collection[str]) -> list[Obj]:
        """Those that fit into what their endpoints may have at once."""
        under_way = (self._state.deliveries.get(one) for one in skip)
        taken = Counter(one["endpoint"] for one in under_way if one)
        fitting = []
        for one in due:
            taken[one["endpoint"]] += 1
            if taken[one["endpoint"]] <= each:
                fitting.append(one)
        return fitting

    def _attempt(self, delivery: Obj, now: float) -> Delivery:
        event = self._store.known(delivery["owner"], "event", delivery["event"])
        endpoint = self._store.known(PLATFORM, "webhook_endpoint", delivery["endpoint"])
        body = self._renderer.render(delivery["owner"], "event", event)
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

    def record_attempt(self, delivery_id: str, status: int) -> None:
        """Take the HTTP status of an attempt (0: no answer); only 2xx counts as delivered."""
        delivery = self._state.deliveries.get(delivery_id)
        if delivery is None:
            return
        if 200 <= status < 300:
            event = self._store.get(delivery["owner"], "event", delivery["event"])
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
        delivery["next_at"] = self._clock.now() + waits[delivery["attempt"] - 1]
        delivery["attempt"] += 1

    def redeliver(self, event_id: str, owner: str = PLATFORM) -> None:
        """Add the deliveries of an event again, as the Dashboard's "Resend" does."""
        event = self._store.get(owner, "event", event_id)
        if event is None:
            raise ValueError(f"{owner} has no event {event_id!r}.")
        self.enqueue(owner, event)

    def forget_endpoint(self, endpoint_id: str) -> None:
        """Remove the deliveries to a deleted endpoint."""
        deliveries = self._state.deliveries
        for one in [one for one in deliveries.values() if one["endpoint"] == endpoint_id]:
            del deliveries[one["id"]]


def _check_policy(name: str, value: object) -> None:
    if name in ("drop", "duplicate"):
        fits, what = is_number(value, most=1), "a number from 0 to 1"
    elif name == "delay":
        fits, what = is_number(value), "a number of seconds from 0 up"
    elif name == "shuffle":
        fits, what = isinstance(value, bool), "true or false"
    else:
        fits = value is None or (isinstance(value, list | tuple) and all(map(is_number, value)))
        what = "a list of seconds"
    if not fits:
        raise ValueError(f"{name!r} must be {what}, not {value!r}.")


def signature(payload: bytes, secret: str, timestamp: int) -> str:
    """The `Stripe-Signature` header: HMAC-SHA256 over `{timestamp}.{payload}`."""
    signed = f"{timestamp}.".encode() + payload
    return f"t={timestamp},v1={hmac.new(secret.encode(), signed, sha256).hexdigest()}"
