"""Unusual patterns: rules as data over our own records. A match holds a prize until two people agree.

Pure. A pattern accuses nobody: it says what a person should look at before the money leaves (decision
0702).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse.settings import Settings


@dataclass(frozen=True, slots=True)
class EarlierPrize:
    """Another prize of the same person: minor units net of the fee, and when it was awarded."""

    amount: int
    at: datetime
    paid: bool
    challenge_id: str


@dataclass(frozen=True, slots=True)
class Win:
    """The prize to look at, and what the records say about the people involved."""

    user_id: str
    amount: int
    at: datetime
    owner_ids: frozenset[str] = frozenset()
    """Of the challenge."""
    sellers_to_owners: frozenset[str] = frozenset()
    """Trainers whose rounds the challenge's owners have bought."""
    earlier: Sequence[EarlierPrize] = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    word: str
    sentence: str
    """For the administrator who decides."""
    matches: Callable[[Win, Settings], bool]


def _many(win: Win, settings: Settings) -> bool:
    return len(_recent(win, settings)) + 1 > settings.prizes_per_period_max


def _much(win: Win, settings: Settings) -> bool:
    recent = sum(prize.amount for prize in _recent(win, settings))
    return win.amount + recent > settings.prize_cents_per_period_max


def _first_and_large(win: Win, settings: Settings) -> bool:
    return win.amount >= settings.first_prize_large_cents and not any(prize.paid for prize in win.earlier)


def _recent(win: Win, settings: Settings) -> list[EarlierPrize]:
    since = win.at - timedelta(seconds=settings.pattern_period_seconds)
    return [prize for prize in win.earlier if prize.at > since]


PATTERNS = (
    Pattern(
        "owner_wins_own_challenge",
        "The winner owns the challenge.",
        lambda win, _: win.user_id in win.owner_ids,
    ),
    Pattern(
        "owner_buys_from_winner",
        "The challenge's owner has bought rounds from the winner: the money may go around in a circle.",
        lambda win, _: win.user_id in win.sellers_to_owners,
    ),
    Pattern("many_prizes", "The winner has has won unusually often recently.", _many),
    Pattern("much_money", "The winner has won unusually much recently.", _much),
    Pattern(
        "first_prize_large", "The winner was never paid before, and this is a large prize.", _first_and_large
    ),
)


def matched(win: Win, settings: Settings) -> tuple[Pattern, ...]:
    return tuple(pattern for pattern in PATTERNS if pattern.matches(win, settings))
