"""What the story moves, in cents."""

from __future__ import annotations

PLATFORM_FEE_CENTS = 300
RECIPIENT_CENTS = 9_700
"""3 % of $100.00, and the rest (docs/guide.md, Platform Fee Structure)."""


def dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02}"
