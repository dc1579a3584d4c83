"""Alerts for operators, grouped by cause. They never delay or stop a payment."""

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
    """A person is paged."""


@dataclass(frozen=True, slots=True)
class Alert:
    """*cause* is a fixed machine word: alerts with one cause form one group. No personal data, no links."""

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
    """Sent where critical alerts are sent, although it is not urgent."""


class Alerts(Protocol):
    def raise_alert(self, alert: Alert) -> None:
        """Never raises. An alert that cannot be delivered becomes a line in the log."""
        ...
