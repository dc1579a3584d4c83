"""The winner's part of `users/{uid}`: rebuilt from the records at any time (decision 0015)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pulse.batches import partition, skip_unreadable
from pulse.documents import MOMENT, Unfit, fetch, read_left_aside, without_left_aside
from pulse.ledger import retry_after_conflict
from pulse.notices import STALE
from pulse.ports import Ports
from pulse.ports.store import Query, Update, Write
from pulse.prizes.notices import paid_notice
from pulse.prizes.records import PrizeRecord, PrizeStatus

CHALLENGE_WINS_MAX = 200
"""The user's document shows the newest wins; older ones stay in `prizeRecords` and in the totals."""
_TOTALS = frozenset({"totalEarnings", "earningsByCurrency"})


def project_winner(user_id: str, *, ports: Ports) -> None:
    """Update `users/{uid}.winner.challengeWins`, `.totalEarnings` and `.earningsByCurrency` from the records.

    The user's version is read before the records, so each writer has read at least what the writer before it
    used: the newest state wins, in any order of the triggers. Nothing is written for a person whose document
    is gone. A record that cannot be read stops no other: it is named, and the totals stay as they are until
    it is corrected or left aside. Raises *Busy* after too many lost races.
    """
    retry_after_conflict(
        lambda _: _project_once(user_id, ports=ports),
        busy="the user's document is being changed by others; please try again",
    )


def _project_once(user_id: str, *, ports: Ports) -> None:
    user = fetch(ports.store, user=user_id, of_user=["winner"]).user
    if user is None:
        return
    records, whole = _read_records(user_id, ports=ports)
    known = user.winner.maps("challengeWins")
    wins = challenge_wins(records, known=known)
    if not whole:
        wins = {name: shown for name, shown in wins.items() if name not in _TOTALS}
    told = _tell_paid(records, known, ports=ports)
    if not user.winner.exists:  # `winner` may be null in documents of the first system
        ports.store.commit([Update(user.path, {"winner": wins}, user.version, spare=True), *told])
    elif differing := user.winner.differing(wins):
        changes = {f"winner.{name}": value for name, value in differing.items()}
        ports.store.commit([Update(user.path, changes, user.version, spare=True), *told])


def _read_records(user_id: str, *, ports: Ports) -> tuple[list[PrizeRecord], bool]:
    """Those that can be read, and whether they are all that count: what a person left aside does not."""
    mine = Query("prizeRecords", where=[("userId", "==", user_id)])
    records, damaged = partition(PrizeRecord, ports.store.query(mine))
    if not damaged:
        return records, True
    counted = list(without_left_aside(damaged, read_left_aside(ports.store)))
    skip_unreadable(PrizeRecord, counted, ports=ports)
    return records, not counted


def _tell_paid(
    records: list[PrizeRecord], known: Sequence[Mapping[str, Any]], *, ports: Ports
) -> list[Write]:
    """A notice of each prize that is shown as paid for the first time. Paying it writes no more for that.

    A document that a client wrote back is projected again; then the notice's id makes the repeat harmless.
    """
    shown = {(win.get("challengeId"), win.get("status"), _moment(win.get("paidAt"))) for win in known}
    since = ports.clock.now() - STALE
    return [
        paid_notice(record, ports.settings, record.paid_at)
        for record in records
        if record.status is PrizeStatus.PAID
        and record.reason is None
        and record.paid_at is not None
        and record.paid_at > since
        and (record.challenge_id, record.status.value, record.paid_at) not in shown
    ]


def _moment(paid_at: Any) -> datetime | None:
    """The first system, an app and we write the same moment in three forms."""
    try:
        return None if paid_at is None else MOMENT.read(paid_at)
    except Unfit:
        return None


def challenge_wins(records: list[PrizeRecord], known: Sequence[Mapping[str, Any]] = ()) -> dict[str, object]:
    """`totalEarnings` is in US cents, as the first clients expect; `earningsByCurrency` has them all.

    *known*: the wins that the document shows. The first system's records have no place and no title, so what
    it showed of them stays, and so does a win that has no record.
    """
    earnings = earned_by_currency(records)
    newest = sorted(records, key=lambda record: (record.created_at, record.id), reverse=True)
    shown = {challenge: win for win in known if isinstance(challenge := win.get("challengeId"), str)}
    recorded = {record.challenge_id for record in records}
    others = [dict(win) for challenge, win in shown.items() if challenge not in recorded]
    wins = [_win(record, shown.get(record.challenge_id, {})) for record in newest]
    return {
        "challengeWins": [*wins, *others][:CHALLENGE_WINS_MAX],
        "totalEarnings": earnings.get("usd", 0),
        "earningsByCurrency": earnings,
    }


def _win(record: PrizeRecord, known: Mapping[str, Any]) -> dict[str, Any]:
    """*known* fills in what the record does not say."""
    paid_at = _written(record.paid_at) if record.paid_at else None
    keeps_paid_at = record.status is PrizeStatus.PAID and paid_at is None
    return {
        "challengeId": record.challenge_id,
        "challengeTitle": record.challenge_title or known.get("challengeTitle") or "",
        "placement": record.placement or known.get("placement") or 0,
        "prizeAmount": record.prize_amount,
        "currency": record.currency,
        "status": record.status.value,
        "awardedAt": _written(record.created_at),
        "paidAt": known.get("paidAt") if keeps_paid_at else paid_at,
    }


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


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
