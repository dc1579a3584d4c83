"""What every door needs, built once per process at the first call and never at import."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import firebase_admin

from pulse.doors.access.authentication import FirebaseTokens
from pulse.doors.access.call_counts import CallCounts
from pulse.doors.access.rate_limits import RateLimits
from pulse.outside import build
from pulse.outside.firebase_sign_ins import firebase_app
from pulse.ports import Ports

_connecting = threading.Lock()


@dataclass(frozen=True)
class Clients:
    ports: Ports
    tokens: FirebaseTokens
    limits: RateLimits
    calls: CallCounts

    @classmethod
    def of(cls, ports: Ports, tokens: FirebaseTokens) -> Clients:
        """Of a new instance: nothing is counted yet."""
        calls = CallCounts(ports.store, ports.clock, ports.new_id())
        return cls(ports, tokens, RateLimits(ports.store, ports.clock), calls)


Connect = Callable[[], Clients]
"""Called while a request is answered, so that a misconfigured process answers 500 instead of not starting."""


def connect() -> Clients:
    with _connecting:
        return _build()


@cache
def _build() -> Clients:
    return Clients.of(build.ports(), FirebaseTokens(_firebase_app))


def _firebase_app() -> firebase_admin.App:
    return firebase_app(build.settings().project)
