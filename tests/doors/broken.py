"""Ports that fail: for what the doors do when Firestore is away or has a bug."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pulse.doors.clients import Clients
from pulse.errors import StoreUnavailable


class Failing:
    """A port whose every call raises."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __getattr__(self, name: str) -> Any:
        def call(*_: Any, **__: Any) -> Any:
            raise self._error

        return call


def without_store(clients: Clients, error: Exception | None = None) -> Clients:
    """The store raises *error*, and a call to Stripe fails the test."""
    store = Failing(error or StoreUnavailable("Firestore is away"))
    stripe = Failing(AssertionError("Stripe was asked although nothing can be recorded"))
    ports = replace(clients.ports, store=store, stripe=stripe)
    return Clients.of(ports, clients.tokens)
