"""What a place in a challenge is worth: as promised, and as frozen once it is awarded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pulse.documents import Challenge, ChallengeStatus, fetch, known_challenge
from pulse.errors import NotFound
from pulse.pools import place_amounts, prize_money
from pulse.ports import Ports
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
    for a place that wins nothing, and *DocumentMisfit* for a promise that cannot be read.
    """
    where = award_path(challenge_id)
    found = fetch(ports.store, where, challenge=challenge_id)
    challenge = known_challenge(_shown(found.challenge))
    award = Award.of(found.ours[where]) if where in found.ours else None
    money = award.prize_money if award else prize_money(challenge.promise.value)
    amounts = place_amounts(money)
    if not 1 <= placement <= len(amounts) or amounts[placement - 1] == 0:
        raise NotFound(f"place {placement} of this challenge wins no prize", code="placement_not_found")
    return WinnerPrizeInfo(
        title=award.challenge_title if award else challenge.title,
        subtitle=challenge.subtitle,
        prize_amount=amounts[placement - 1],
        currency=money.currency,
        placement=placement,
        start_date=challenge.starts_at.value_or(None),
        end_date=challenge.ends_at.value_or(None),
        total_prize_pool=money.pool,
        distribution_type=money.distribution_type,
        winner_count=award.winner_count if award else len(amounts),
    )


def _shown(challenge: Challenge | None) -> Challenge | None:
    """A challenge whose status cannot be read is shown to nobody either."""
    if challenge is None or challenge.status.value_or(ChallengeStatus.DRAFT) is ChallengeStatus.DRAFT:
        return None
    return challenge
