"""Whether an administrator stopped a person: their sales, and the prizes that they won."""

from __future__ import annotations

from datetime import datetime

from pulse.ledger import Record
from pulse.ports import Document
from pulse.ports.paths import path


class PersonHold(Record):
    """`personHolds/{uid}`. One administrator sets it; two take it back (decision 1161)."""

    user_id: str
    held: bool
    reason: str
    """Of the latest change, in the administrator's words."""
    by: str
    at: datetime


def person_hold_path(user_id: str) -> str:
    return path("personHolds", user_id)


def is_on_hold(document: Document | None, at: datetime | None = None) -> bool:
    """Whether the person is on hold now and, with *at*, was put on hold by then.

    A damaged document stops them too: it exists because somebody once had a reason.
    """
    if document is None or document.fields.get("held") is False:
        return False
    since = document.fields.get("at")
    return at is None or not isinstance(since, datetime) or since <= at
