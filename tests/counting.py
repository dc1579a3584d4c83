"""Ports that count: which calls were made, and how many of them one after another.

Calls in threads that run side by side count as one round trip. What counts is cause, not time: a call comes
after those its own thread made, after those made before that thread was started, and in the test's thread
after everything that has ended. So the count is the same on any machine.
"""

from __future__ import annotations

import threading
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

_before: ContextVar[dict[str, int]] = ContextVar("round_trips_before", default={})  # noqa: B039 - replaced


class RoundTrips:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._root = threading.current_thread()
        self._made: list[tuple[str, str, int]] = []

    def forget(self) -> None:
        self._made.clear()
        _before.set({})

    def calls(self, port: str) -> list[str]:
        return [name for made_on, name, _ in self._made if made_on == port]

    def stripe_calls(self) -> list[str]:
        return self.calls("stripe")

    def in_sequence(self, port: str) -> int:
        return max((depth for made_on, _, depth in self._made if made_on == port), default=0)

    def note(self, port: str, name: str) -> None:
        with self._lock:
            in_root = threading.current_thread() is self._root
            before = self.in_sequence(port) if in_root else _before.get().get(port, 0)
            self._made.append((port, name, before + 1))
            _before.set({**_before.get(), port: before + 1})


class _Counted:
    def __init__(self, inner: Any, port: str, trips: RoundTrips) -> None:
        self._inner, self._port, self._trips = inner, port, trips

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found

        def call(*args: Any, **options: Any) -> Any:
            self._trips.note(self._port, name)
            return found(*args, **options)

        return call


def counted(ports: Any) -> tuple[RoundTrips, Any]:
    """*ports* with a store and a Stripe that note each call."""
    trips = RoundTrips()
    store, stripe = _Counted(ports.store, "store", trips), _Counted(ports.stripe, "stripe", trips)
    trips.forget()
    return trips, replace(ports, store=store, stripe=stripe)
