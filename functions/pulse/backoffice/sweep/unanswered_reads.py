"""Accounts that Stripe did not answer about: they are read again within the hour, not in their next turn.

Kept with the cursors, and as they are a hint: who is forgotten here has a turn within a week.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from pulse import log
from pulse.batches import read_cursor, save_cursor
from pulse.ports import Ports

AGAIN_AFTER, STILL_SILENT_AFTER = timedelta(minutes=1), timedelta(minutes=30)
"""The next sweep asks again; about who is silent then too, one of the sweeps of each half hour."""
KEPT_MAX = 500
_NAME = "unansweredReads"


def unanswered(*, ports: Ports) -> frozenset[str]:
    """The ids of all of them: they need no other turn."""
    return frozenset(_kept(ports=ports))


def unanswered_and_due(*, ports: Ports) -> list[str]:
    """The ids of the accounts, those that wait longest first."""
    now = ports.clock.now()
    return [
        account_id
        for account_id, due_at in _kept(ports=ports).items()
        if not now < due_at <= now + STILL_SILENT_AFTER
    ]


def note_unanswered(asked: Collection[str], silent: Collection[str], *, ports: Ports) -> None:
    """After *asked* were read: what was known about them is over, and the *silent* ones are due again."""
    before, now = _kept(ports=ports), ports.clock.now()
    kept = {one: when for one, when in before.items() if one not in asked}
    kept |= {one: now + (STILL_SILENT_AFTER if one in before else AGAIN_AFTER) for one in silent}
    if kept == before:
        return
    if len(kept) > KEPT_MAX:
        log.write("account.reads_forgotten", severity="WARNING", count=len(kept) - KEPT_MAX)
    rows = [{"account": one, "dueAt": when} for one, when in kept.items()]
    save_cursor(_NAME, rows[:KEPT_MAX], ports=ports)


def _kept(*, ports: Ports) -> dict[str, datetime]:
    """Rows that cannot be read count as lost."""
    found = read_cursor(_NAME, ports=ports)
    kept = {}
    for row in found if isinstance(found, list) else []:
        match row:
            case {"account": str() as account_id, "dueAt": datetime() as due_at}:
                kept[account_id] = due_at
    return kept
