"""What people may write that cannot be read, in the documents of challenges, entries and users."""

from __future__ import annotations

from typing import Any

HUGE = "x" * 300_000
UNREADABLE: tuple[dict[str, Any], ...] = (
    {"totalAmount": "500.00"},
    {"totalAmount": -5},
    {"totalAmount": 12.5},
    {"totalAmount": None},
    {"totalAmount": True},
    {"totalAmount": 10**17},
    {"totalAmount": {"usd": 500}},
    {"isEnabled": "true"},
    {"isEnabled": 1},
    {"currency": 7},
    {"currency": "dollars"},
    {"currency": "jpy"},
    {"distributionType": ["custom"]},
    {"distributionType": "custom", "customDistribution": {"1": 60, "3": 40}},
    {"distributionType": "custom", "customDistribution": [60, 60]},
    {"distributionType": "custom", "customDistribution": "all"},
)
"""Prize money that promises something which cannot be read or paid."""
UNREADABLE_ENTRIES: tuple[dict[str, Any], ...] = (
    {"pulsePoints": {"totalPoints": "10"}},
    {"pulsePoints": 10},
    {"userId": 7},
    {"userId": "a/b"},
    {"completedAt": "yesterday"},
    {"joinDate": {"day": 1}},
)
"""Parts of an entry that may win."""
NAMES: tuple[Any, ...] = (HUGE, 7, None, {"first": "A"}, ["a"], "\u202egnp.exe", "", "a\x00b", True)
