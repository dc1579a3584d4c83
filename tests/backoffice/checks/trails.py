"""Audit trails to tamper with."""

from __future__ import annotations

from datetime import UTC, datetime

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
