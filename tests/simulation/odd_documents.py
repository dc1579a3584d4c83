"""Odd documents of challenges, entries and users: past the rules, and as odd as the rules allow.

`tests/rules/test_odd_documents.py` asks the rules engine about the latter.
"""

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

OWN: dict[str, Any] = {"own": {"notes": HUGE, "list": [{"a": None}, 1.5]}, "totalAmount": "9"}
"""Fields of an app's own, which the rules allow and the backend never reads."""
ALLOWED_PEOPLE: tuple[dict[str, Any], ...] = (
    {"username": "x" * 200, "email": "x" * 320, **OWN},
    {"username": "\u202egnp.exe", "email": ""},
    {"username": None, "email": None, "winners": {"totalEarnings": 10**9}},
    {"username": "a\x00b\nc", "email": "<!channel> https://evil.example"},
    {"username": "", **{f"own{number}": number for number in range(90)}},
)
"""What a person may write into their own document."""
ALLOWED_CHALLENGES: tuple[dict[str, Any], ...] = (
    {"title": "", "subtitle": "x" * 1_000, "endDate": "never", **OWN},
    {"title": "\u202egnp.exe", "startDate": "z" * 40, "endDate": 1},
    {"title": None, "endDate": -1.5, "pricingInfo": {"isEnabled": True, "amount": 1, "currency": "xxx"}},
    {"endDate": 10**17, "pricingInfo": {"isEnabled": True, "amount": 99_999_999, "currency": ""}},
    {"endDate": None, "pricingInfo": {"isEnabled": False, "amount": -9.5}, "prizeMoney": {}},
    {"endDate": "0000-00-00", "prizeMoney": {"isEnabled": False, "totalAmount": 0}},
    {
        "startDate": 4_102_444_800,
        "endDate": 0,
        "pricingInfo": {"isEnabled": True, "amount": 5_000},
    },
)
"""What an owner may publish: dates and prices that make no sense, and no prize."""
ALLOWED_ENTRIES: tuple[dict[str, Any], ...] = (
    {"username": "x" * 200, **OWN},
    {"username": None, "score": 10**9, "points": {"totalPoints": 10**9}},
    {"username": "\u202egnp.exe"},
)
"""What a participant may write into an entry beside who they are and when they joined."""
