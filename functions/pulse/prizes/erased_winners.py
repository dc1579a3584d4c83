"""Who was erased before the award wins nothing: nobody could claim it, and a notice would be a trace."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from pulse.documents import Participant
from pulse.pools import PrizeMoney
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import NO_FIELDS
from pulse.prizes import ranking


def find_erased_winners(
    money: PrizeMoney,
    participants: Sequence[Participant],
    end: datetime,
    owners: Sequence[str],
    *,
    ports: Ports,
) -> tuple[str, ...]:
    """The uids of those who would win a prize and are erased. Whoever takes their place is looked at too."""
    left_out: list[str] = []
    while True:
        standings = ranking.decide(money, without(participants, left_out), end, owners).standings
        winners = [path("erasures", one.user_id) for one in standings if one.prize_amount]
        erased = ports.store.get_all(winners, {"erasures": NO_FIELDS}) if winners else {}
        if not erased:
            return tuple(sorted(left_out))
        left_out += [document.id for document in erased.values()]


def without(participants: Sequence[Participant], left_out: Collection[str]) -> list[Participant]:
    return [one for one in participants if one.user_id not in left_out]
