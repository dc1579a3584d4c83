"""Everything the emulator remembers, in containers that JSON can hold: dump it, load it, copy it."""

import json
from base64 import b64encode
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from typing import Any

from stripe_emulator.messages import Obj

PLATFORM = "acct_1EmulatorPlatform00"
"""The account that owns the API key."""


LETTERS = bytes.maketrans(b"+/", b"Qx")
"""Ids have no signs: two letters stand for those of base64."""


@dataclass
class State:
    """The whole memory. `objects` is owner account -> kind -> id -> sparse object."""

    seed: int = 0
    counter: int = 0
    thin_counter: int = 0
    clock_offset: float = 0.0
    clock_frozen_at: float | None = None
    objects: dict[str, dict[str, dict[str, Obj]]] = field(default_factory=dict)
    funds: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    exchange_rates: dict[str, str] = field(default_factory=dict)
    refunds_waiting: dict[str, list[str]] = field(default_factory=dict)
    schedule: list[list[Any]] = field(default_factory=list)
    idempotency: dict[str, Any] = field(default_factory=dict)
    idempotency_v2: dict[str, Any] = field(default_factory=dict)
    deliveries: dict[str, Obj] = field(default_factory=dict)
    delivery_policy: Obj = field(default_factory=dict)
    faults: list[Obj] = field(default_factory=list)
    faults_hit: dict[str, int] = field(default_factory=dict)
    request_times: list[float] = field(default_factory=list)
    settings: Obj = field(default_factory=dict)
    restricted_keys: dict[str, dict[str, str]] = field(default_factory=dict)

    def new_id(self, prefix: str, length: int = 24) -> str:
        """The next identifier, with capitals and small letters as Stripe's; a seed decides the sequence."""
        return f"{prefix}_{b64encode(self._digest()).translate(LETTERS).decode()[:length]}"

    def new_thin_id(self, prefix: str) -> str:
        """The next id of a thin event, from a sequence of its own."""
        self.thin_counter += 1
        first, second = (
            blake2b(f"{self.seed}:thin:{self.thin_counter}:{half}".encode(), digest_size=18).digest()
            for half in (1, 2)
        )
        return f"{prefix}{b64encode(first + second).translate(LETTERS).decode()[:44]}"

    def random(self) -> float:
        """The next number in [0, 1) of the same deterministic sequence."""
        return int.from_bytes(self._digest()[:7], "big") / (1 << 56)

    def _digest(self) -> bytes:
        self.counter += 1
        return blake2b(f"{self.seed}:{self.counter}".encode(), digest_size=24).digest()

    def dump(self) -> str:
        """The whole state as JSON text."""
        return json.dumps({one.name: getattr(self, one.name) for one in fields(self)})

    @classmethod
    def load(cls, text: str) -> "State":
        """The state that `dump` wrote."""
        return cls(**json.loads(text))

    def copy(self) -> "State":
        """An independent copy."""
        return State.load(self.dump())
