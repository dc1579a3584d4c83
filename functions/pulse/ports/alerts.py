"""Telling operators: grouped by cause, never in the way of a payment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class Severity(StrEnum):
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"
    CRITICAL = "CRITICAL"
    """Somebody is paged."""


@dataclass(frozen=True, slots=True)
class Alert:
    """*cause* is a fixed machine word: all alerts of one cause are one matter. No personal data, no links."""

    cause: str
    severity: Severity
    message: str
    subject: str | None = None
    """The document it is about, as `prizeRecords/{id}`."""
    amount_cents: int = 0
    currency: str | None = None
    user_id: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    announced: bool = False
    """Told where critical alerts are told, though nobody need hurry."""


class Alerts(Protocol):
    def raise_alert(self, alert: Alert) -> None:
        """Never raises: an alert that cannot be delivered is a line in the log."""
        ...
