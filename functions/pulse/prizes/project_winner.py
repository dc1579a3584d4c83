"""The winner's part of `users/{uid}`: rebuilt from the records at any time (decision 0015)."""

from __future__ import annotations

from collections import Counter

from pulse.accounts import Role
from pulse.ledger import retry_after_conflict
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Query, Update
from pulse.prizes.records import PrizeRecord, PrizeStatus

CHALLENGE_WINS_MAX = 200
"""The user's document shows the newest wins; older ones stay in `prizeRecords` and in the totals."""


def project_winner(user_id: str, *, ports: Ports) -> None:
    """Update `users/{uid}.winner.challengeWins`, `.totalEarnings` and `.earningsByCurrency` from the records.

    The user's version is read before the records, so each writer has read at least what the writer before it
    used: the newest state wins, in any order of the triggers. Nothing is written for a person whose document
    is gone. Raises *Busy* after too many lost races.
    """
    retry_after_conflict(
        lambda _: _project_once(user_id, ports=ports),
        busy="the user's document is being changed by others; please try again",
    )


def _project_once(user_id: str, *, ports: Ports) -> None:
    user = ports.store.get(path("users", user_id))
    if user is None:
        return
    mine = Query("prizeRecords", where=[("userId", "==", user_id)])
    wins = challenge_wins([PrizeRecord.of(document) for document in ports.store.query(mine)])
    current = user.fields.get(Role.WINNER.value)
    if not isinstance(current, dict):  # `winner` may be null in documents of the first system
        ports.store.commit([Update(user.path, {"winner": wins}, user.version)])
    elif {name: current.get(name) for name in wins} != wins:
        changes = {f"winner.{name}": value for name, value in wins.items()}
        ports.store.commit([Update(user.path, changes, user.version)])


def challenge_wins(records: list[PrizeRecord]) -> dict[str, object]:
    """`totalEarnings` is in US cents, as the first clients expect; `earningsByCurrency` has them all."""
    earnings = earned_by_currency(records)
    newest = sorted(records, key=lambda record: (record.created_at, record.id), reverse=True)
    return {
        "challengeWins": [
            {
                "challengeId": record.challenge_id,
                "challengeTitle": record.challenge_title,
                "placement": record.placement,
                "prizeAmount": record.prize_amount,
                "currency": record.currency,
                "status": record.status.value,
                "awardedAt": record.created_at.isoformat().replace("+00:00", "Z"),
                "paidAt": record.paid_at.isoformat().replace("+00:00", "Z") if record.paid_at else None,
            }
            for record in newest[:CHALLENGE_WINS_MAX]
        ],
        "totalEarnings": earnings.get("usd", 0),
        "earningsByCurrency": earnings,
    }


def earned_by_currency(records: list[PrizeRecord]) -> dict[str, int]:
    """Minor units by currency, without currencies at 0: money of two currencies is never added up."""
    sums: Counter[str] = Counter()
    for record in records:
        sums[record.currency] += earned(record)
    return {currency: amount for currency, amount in sorted(sums.items()) if amount}


def earned(record: PrizeRecord) -> int:
    """What the winner keeps of this prize, in minor units: without the fee and what was taken back."""
    if record.status is not PrizeStatus.PAID:
        return 0
    return record.winner_amount - record.amount_reversed
