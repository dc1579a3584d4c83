"""The outbox of webhooks: which receiver gets which event, when, how often and with which signature.

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
from stripe_emulator.world import destinations, thin
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
        for one in destinations.wanting(self._store, owner, "snapshot", event["type"]):
            event["_pending"] = event.get("_pending", 0) + 1
            self._enqueue_for(one["id"], owner, event)
        self._enqueue_twin(owner, event)

    def _enqueue_twin(self, owner: str, event: Obj) -> None:
        """Add a delivery of the thin twin of an event for every destination that wants it."""
        for one in destinations.wanting(self._store, owner, "thin", f"v1.{event['type']}"):
            self._enqueue_for(one["id"], owner, event, "twin")

    def enqueue_thin(self, owner: str, event: Obj, to: str | None = None) -> None:
        """Add a delivery of an event of v2 for every destination that wants it, or for the one named."""
        wanting = [one["id"] for one in destinations.wanting(self._store, owner, "thin", event["type"])]
        for one in wanting if to is None else [to]:
            self._enqueue_for(one, owner, event, "thin")

    @staticmethod
    def _wants(endpoint: Obj, owner: str, event_type: str) -> bool:
        if endpoint["status"] != "enabled" or endpoint["_connect"] != (owner != PLATFORM):
            return False
        return "*" in endpoint["enabled_events"] or event_type in endpoint["enabled_events"]

    def _enqueue_for(self, endpoint_id: str, owner: str, event: Obj, form: str = "snapshot") -> None:
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
                "counts": copy == 0 and form == "snapshot",
                "form": form,
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
        return [self._attempt(one) for one in due[:limit]]

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

    def _attempt(self, delivery: Obj) -> Delivery:
        """Signed as of the receiver's time: it refuses old signatures by its own clock."""
        url, secret = destinations.receiver(self._store, delivery["endpoint"])
        body = self._body(delivery)
        payload = encode(body).encode()
        return Delivery(
            id=delivery["id"],
            url=url,
            payload=payload,
            signature=signature(payload, secret, int(self._clock.outside())),
            event_id=body["id"],
            event_type=body["type"],
            account=None if delivery["owner"] == PLATFORM else delivery["owner"],
            attempt=delivery["attempt"],
        )

    def _body(self, delivery: Obj) -> Obj:
        owner, form = delivery["owner"], delivery.get("form", "snapshot")
        event = self._store.known(owner, "thin_event" if form == "thin" else "event", delivery["event"])
        if form != "snapshot":
            return thin.delivered(owner, thin.twin(event) if form == "twin" else event)
        body = self._renderer.render(owner, "event", event)
        version = destinations.version(self._store, delivery["endpoint"])
        return {**body, "api_version": version} if version else body

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
        snapshot = self._store.get(owner, "event", thin.snapshot_id(event_id) or event_id)
        native = self._store.get(owner, "thin_event", event_id)
        if native is not None:
            self.enqueue_thin(owner, native)
        elif snapshot is None:
            raise ValueError(f"{owner} has no event {event_id!r}.")
        elif snapshot["id"] == event_id:
            self.enqueue(owner, snapshot)
        else:
            self._enqueue_twin(owner, snapshot)

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
