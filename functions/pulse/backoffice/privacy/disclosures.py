"""Who was shown another person's data: each time one row in the audit trail of `disclosures/{uid}`."""

from __future__ import annotations

from datetime import datetime

from pulse.ledger import Change, Record, commit_record, retry_after_conflict
from pulse.ports import Ports
from pulse.ports.paths import path


class Disclosures(Record):
    """`disclosures/{uid}`: how often this person's data was shown to others, and the last time."""

    user_id: str
    count: int
    operation: str
    shown_to: str
    at: datetime


def record_disclosure(user_id: str, operation: str, *, actor: str, ports: Ports) -> None:
    """Call this before the data leaves. *operation* says what was shown of *user_id* to *actor*."""
    where = path("disclosures", user_id)

    def once(_: int) -> None:
        document = ports.store.get(where)
        count = Disclosures.of(document).count if document else 0
        now = ports.clock.now()
        record = Disclosures(user_id=user_id, count=count + 1, operation=operation, shown_to=actor, at=now)
        commit_record(ports.store, document, where, record, Change("data.disclosed", actor, now, operation))

    retry_after_conflict(once, busy="this person's data is being shown to others; please try again")
