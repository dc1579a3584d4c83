"""Events: a snapshot for every change (docs.stripe.com/api/events, docs.stripe.com/connect/webhooks).

What happens in a connected account is an event of that account, with top-level `account`, and goes
to endpoints made with `connect=true`. What happens on the platform goes to the other endpoints. Event
destinations choose by `events_from`, and may take thin events (`world/thin.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from stripe_emulator.messages import Obj, encode
from stripe_emulator.world import thin
from stripe_emulator.world.clock import Clock
from stripe_emulator.world.rendering import Renderer
from stripe_emulator.world.state import PLATFORM, State
from stripe_emulator.world.store import Store
from stripe_emulator.world.webhooks import Webhooks


class Events:
    """Writes events and hands them to the webhook endpoints."""

    def __init__(
        self, state: State, store: Store, clock: Clock, renderer: Renderer, webhooks: Webhooks
    ) -> None:
        self._state = state
        self._store = store
        self._clock = clock
        self._renderer = renderer
        self._webhooks = webhooks
        self._shown: Obj = {}
        self._snapshot = ""
        self._telling: set[str] = set()
        self.request_under_way: list[str | None] | None = None
        """Id and idempotency key of the request that causes the next events."""

    def emit(self, owner: str, event_type: str, kind: str, obj: Obj, *, previous: Obj | None = None) -> Obj:
        """Record that `event_type` happened to a stored object of `owner`; returns what is shown of it.

        An endpoint that returns this very object spares a second encoding: `text_of` knows its text.
        """
        shown = self._renderer.render(owner, kind, obj)
        self.emit_rendered(owner, event_type, shown, previous=previous)
        self._shown = shown
        return shown

    def emit_rendered(self, owner: str, event_type: str, obj: Obj, *, previous: Obj | None = None) -> None:
        """Record an event about an object that is already in its public shape."""
        event: Obj = {
            "id": self._state.new_id("evt"),
            "created": self._clock.second(),
            "type": event_type,
            "_object": self._take_snapshot(obj),
        }
        if self.request_under_way:
            event["_request"] = self.request_under_way
        if previous is not None:
            event["_previous"] = previous
        if owner != PLATFORM:
            event["account"] = owner
        self._store.add(owner, "event", event)
        self._webhooks.enqueue(owner, event)

    def emit_thin(
        self,
        owner: str,
        event_type: str,
        related: Obj | None,
        *,
        changes: Obj | None = None,
        data: Obj | None = None,
        to: str | None = None,
    ) -> Obj:
        """Record an event of v2 about the object that `related` names, and return it as it is stored.

        It goes to every destination that wants it, or to the one of the id `to`.
        """
        event: Obj = {
            "id": self._state.new_thin_id(thin.PREFIX),
            "created": round(self._clock.now(), 3),
            "type": event_type,
            "related_object": related,
        }
        told = {"changes": changes, "data": data, "_request": self.request_under_way}
        event.update({name: value for name, value in told.items() if value is not None})
        self._store.add(owner, "thin_event", event)
        self._webhooks.enqueue_thin(owner, event, to)
        return event

    @contextmanager
    def telling(self, account_id: str) -> Iterator[None]:
        """Changes of this account inside are told together, by the one who opened this."""
        self._telling.add(account_id)
        try:
            yield
        finally:
            self._telling.discard(account_id)

    def is_telling(self, account_id: str) -> bool:
        """Whether somebody tells the changes of this account when all of them have happened."""
        return account_id in self._telling

    def _take_snapshot(self, obj: Obj) -> str:
        self._shown, self._snapshot = {}, encode(obj)
        return self._snapshot

    def text_of(self, body: Obj) -> str:
        """The JSON of an answer: the latest snapshot if it is equal, so that memory holds the text once."""
        if body is self._shown:
            return self._snapshot
        text = encode(body)
        return self._snapshot if text == self._snapshot else text
