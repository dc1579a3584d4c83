"""Changes that are requests, and what is said of a number of things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.clients import Clients
from deploy.google import Json
from deploy.step import Change, Kind


def send(kind: Kind, sentence: str, method: str, url: str, body: Json | None = None, **query: str) -> Change:
    def do(clients: Clients) -> None:
        clients.google.send(method, url, body, **query)

    return Change(kind, sentence, do)


@dataclass(frozen=True, slots=True)
class Sent:
    """One request of several that belong together."""

    method: str
    url: str
    body: Json


def send_all(kind: Kind, sentence: str, requests: Sequence[Sent]) -> Change:
    """An interruption between two of them leaves what the next look finds missing."""

    def do(clients: Clients) -> None:
        for one in requests:
            clients.google.send(one.method, one.url, one.body)

    return Change(kind, sentence, do)


def some_of(what: str, there: int, wanted: int) -> tuple[str, ...]:
    """Such as: 3 of 5 indexes are there. Nothing is said where none is."""
    return (f"{there} of {wanted} {what}.",) if there else ()


def has(there: Any, wished: Any) -> bool:
    """Whether everything that is wished is there; Google adds fields of its own."""
    if isinstance(wished, Mapping):
        return isinstance(there, Mapping) and all(
            has(there.get(name), value) for name, value in wished.items()
        )
    if isinstance(wished, list):
        return isinstance(there, list) and len(there) == len(wished) and all(map(has, there, wished))
    return bool(there == wished)
