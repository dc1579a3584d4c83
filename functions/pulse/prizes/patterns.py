"""Unusual patterns: rules as data over our own records. A match holds a prize until two people agree.

Pure. A pattern accuses nobody: it says what a person should look at before the money leaves (decision
0702).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse.limits import is_above
from pulse.settings import Settings


@dataclass(frozen=True, slots=True)
class EarlierPrize:
    """Another prize of the same person: minor units net of the fee, and when it was awarded."""

    amount: int
    at: datetime
    paid: bool
    challenge_id: str


@dataclass(frozen=True, slots=True)
class AwardSize:
    """The award that the prize is part of. Totals are of prizes before the fee, and include this award."""

    currency: str
    total: int
    owner_total: int
    """Of the owner with the most, within the period."""
    day_total: int
    """Of all awards within a day."""
    participants: int


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
    award: AwardSize | None = None
    """None: its size is not looked at."""
    shares_bank_with_owner: bool = False
    shares_bank_with_payer: bool = False
    """With another person who paid into the pool and owns no part of the challenge."""
    purchase_taken_back: bool = False
    """The winner's own purchase of a round of this challenge was refunded or disputed."""
    shares_card_with_payer: bool = False
    """With an owner, or with another person who paid into the pool."""
    signed_up_at: datetime | None = None
    """None: Firebase Auth was not asked, did not answer, or does not know the winner."""
    is_staff: bool = False
    sign_in_unknown: bool = False
    """Firebase Auth was asked and does not know the winner, or did not answer."""


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


def _few_participants(win: Win, settings: Settings) -> bool:
    return win.award is not None and win.award.participants < settings.prize_participants_min


def _large_award(win: Win, settings: Settings) -> bool:
    size = win.award
    return size is not None and is_above(settings.award_cents_max, size.total, size.currency)


def _large_owner(win: Win, settings: Settings) -> bool:
    size = win.award
    return size is not None and is_above(settings.owner_awards_cents_max, size.owner_total, size.currency)


def _large_day(win: Win, settings: Settings) -> bool:
    size = win.award
    return size is not None and is_above(settings.awards_per_day_cents_max, size.day_total, size.currency)


def _signed_up_lately(win: Win, settings: Settings) -> bool:
    age = timedelta(seconds=settings.winner_sign_up_seconds_min)
    return win.signed_up_at is not None and win.signed_up_at > win.at - age


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
    Pattern("many_prizes", "The winner has won unusually often recently.", _many),
    Pattern("much_money", "The winner has won unusually much recently.", _much),
    Pattern(
        "first_prize_large", "The winner was never paid before, and this is a large prize.", _first_and_large
    ),
    Pattern("few_participants", "Few people took part in the challenge.", _few_participants),
    Pattern("award_large", "The prizes of this challenge are unusually much in total.", _large_award),
    Pattern("owner_awards_large", "An owner's challenges awarded unusually much lately.", _large_owner),
    Pattern("day_large", "All awards of the last 24 hours together are unusually much.", _large_day),
    Pattern(
        "winner_shares_owners_bank",
        "The winner has the same bank account or debit card for payouts as an owner of the challenge.",
        lambda win, _: win.shares_bank_with_owner,
    ),
    Pattern(
        "winner_shares_payers_bank",
        "The winner is paid to the bank account or a card of somebody who paid into the pool.",
        lambda win, _: win.shares_bank_with_payer,
    ),
    Pattern(
        "purchase_taken_back",
        "The winner's own purchase of the round was refunded or disputed.",
        lambda win, _: win.purchase_taken_back,
    ),
    Pattern(
        "winner_shares_payers_card",
        "The winner paid by a card of an owner's, or of somebody who paid into the pool.",
        lambda win, _: win.shares_card_with_payer,
    ),
    Pattern("sign_up_recent", "The winner signed up only a few days before the award.", _signed_up_lately),
    Pattern(
        "winner_is_staff",
        "The winner is an administrator or works in support.",
        lambda win, settings: win.is_staff and settings.staff_prizes == "hold",
    ),
    Pattern(
        "sign_in_unknown",
        "Firebase Auth does not know the winner, or did not answer when the prize was awarded.",
        lambda win, _: win.sign_in_unknown,
    ),
)


SHARED_BANK = Pattern(
    "bank_shared",
    "Another person has the same bank account or debit card for payouts.",
    lambda _win, _settings: False,
)
"""Found when the prize is paid, for the winner may name a bank account after the award."""


PURCHASE_TAKEN_BACK = next(pattern for pattern in PATTERNS if pattern.word == "purchase_taken_back")
"""Also found when the prize is paid: a refund or a dispute may come after the award."""

CHALLENGE_CANCELLED = Pattern(
    "challenge_cancelled",
    "The challenge was cancelled after its award.",
    lambda _win, _settings: False,
)
"""Found when the prize is paid, where the event of the cancellation is late or lost."""

TRANSFER_UNNAMED = Pattern(
    "transfer_unnamed",
    "Money was sent to the winner since the prize was adopted, and no record names it: {}.",
    lambda _win, _settings: False,
)
"""Found when a prize of the first system is paid; the braces hold the transfer's id."""


def matched(win: Win, settings: Settings) -> tuple[Pattern, ...]:
    return tuple(pattern for pattern in PATTERNS if pattern.matches(win, settings))
