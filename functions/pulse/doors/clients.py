"""What every door needs, built once per process at the first call and never at import."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from pulse import outside
from pulse.doors import access
from pulse.doors.access.call_counts import CallCounts
from pulse.outside import build
from pulse.outside.lazy import Lazy
from pulse.ports import Ports

_connecting = threading.Lock()


@dataclass(frozen=True)
class Clients:
    ports: Ports
    tokens: access.FirebaseTokens
    limits: access.RateLimits
    calls: CallCounts

    @classmethod
    def of(cls, ports: Ports, tokens: access.FirebaseTokens) -> Clients:
        """Of a new instance: nothing is counted yet."""
        calls = CallCounts(ports.store, ports.clock, ports.new_id())
        limits: Any = Lazy(lambda: access.RateLimits(ports.store, ports.clock))
        return cls(ports, tokens, limits, calls)


Connect = Callable[[], Clients]
"""Called while a request is answered, so that a misconfigured process answers 500 instead of not starting."""


def connect() -> Clients:
    with _connecting:
        return _build()


@cache
def _build() -> Clients:
    ports = build.ports()
    project = ports.settings.project
    tokens: Any = Lazy(lambda: access.FirebaseTokens(lambda: outside.firebase_app(project)))
    return Clients.of(ports, tokens)
