"""What strangers have written into a new world: odd, huge and contradictory documents beside the story's own.

They came before the rules that refuse them, or past the rules. The story has to go as if they were not there;
what promises prizes and cannot be read is named in an alert, and the overview shows it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

STRANGER = "odd_person"
HUGE = "x" * 200_000


def documents(now: datetime) -> dict[str, dict[str, Any]]:
    """By path. None of them has a part in a challenge of the story."""
    yesterday = now - timedelta(days=1)
    return {
        f"users/{STRANGER}": {"id": STRANGER, "username": HUGE, "email": 7, "winner": "all of it"},
        "users/google-oauth2|2": {"username": {"first": "Eve"}, "notes": [HUGE]},
        "challenges/odd_amount": _challenge(yesterday, totalAmount="500.00"),
        "challenges/odd_flag": _challenge(yesterday, isEnabled="false", totalAmount=-5),
        "challenges/odd_end": {**_challenge(yesterday, totalAmount=5_000), "endDate": "when it rains"},
        "challenges/!noise~1": {**_challenge(yesterday, isEnabled=False), "title": HUGE, "ownerId": [7]},
        "challenges/odd_entry": _challenge(yesterday, totalAmount=5_000),
        "user-challenge/odd_entry_1": {
            "challengeId": "odd_entry",
            "userId": STRANGER,
            "pulsePoints": {"totalPoints": "980"},
        },
        "user-challenge/nobody's": {"challengeId": ["odd_entry"], "userId": None, "notes": HUGE},
    }


def _challenge(ended: datetime, **prize_money: Any) -> dict[str, Any]:
    return {
        "title": "All for me",
        "ownerId": STRANGER,
        "status": "completed",
        "endDate": ended,
        "prizeMoney": {
            "isEnabled": True,
            "currency": "usd",
            "distributionType": "winner_takes_all",
            **prize_money,
        },
    }
