"""One question to the rules engine, with the answer that it has to give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    name: str
    allowed: bool
    role: str
    seed: dict[str, dict[str, Any]] = field(default_factory=dict)
    get: str | None = None
    list: dict[str, Any] | None = None
    parent: str = ""
    write: dict[str, Any] | None = None
    token: str | None = None
    """Instead of the role's."""
