"""What a place in a challenge is worth: shown to a winner before anything is paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pulse.errors import NotFound
from pulse.ledger import existing
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.prizes.prize_money import challenge_title, place_amounts, prize_money
from pulse.prizes.records import Award, award_path


@dataclass(frozen=True, slots=True)
class WinnerPrizeInfo:
    """Amounts in minor units of *currency*; *prize_amount* is before the fee."""

    title: str
    subtitle: str
    prize_amount: int
    currency: str
    placement: int
    start_date: datetime | None
    end_date: datetime | None
    total_prize_pool: int
    distribution_type: str
    winner_count: int


def fetch_winner_prize_info(challenge_id: str, placement: int, *, ports: Ports) -> WinnerPrizeInfo:
    """What place *placement* (1 is the best) wins, by the rules that the award follows.

    Raises *NotFound* for an unknown challenge, for a draft (Firestore's rules show it only to its owner) and
    for a place that wins nothing. Also raises what `prize_money` raises.
    """
    found = ports.store.get_all([path("challenges", challenge_id), award_path(challenge_id)])
    challenge = found.get(path("challenges", challenge_id))
    shown = None if challenge and challenge.fields.get("status") == "draft" else challenge
    fields = existing(shown, "challenge", code="challenge_not_found").fields
    money = prize_money(fields)
    amounts = place_amounts(money)
    if not 1 <= placement <= len(amounts) or amounts[placement - 1] == 0:
        raise NotFound(f"place {placement} of this challenge wins no prize", code="placement_not_found")
    award = found.get(award_path(challenge_id))
    return WinnerPrizeInfo(
        title=challenge_title(fields),
        subtitle=str(fields.get("subtitle") or ""),
        prize_amount=amounts[placement - 1],
        currency=money.currency,
        placement=placement,
        start_date=_date(fields.get("startDate")),
        end_date=_date(fields.get("endDate")),
        total_prize_pool=money.pool,
        distribution_type=money.distribution_type,
        winner_count=Award.of(award).winner_count if award else len(amounts),
    )


def _date(value: Any) -> datetime | None:
    return value if isinstance(value, datetime) else None
