"""The mark of an erased person, which every call of theirs meets."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pulse.ledger import Record
from pulse.ports import Ports
from pulse.ports.paths import path


class ErasureStatus(StrEnum):
    STARTED = "started"
    """Some data may be deleted already; a repeat finishes the rest."""
    DONE = "done"


class Erasure(Record):
    """`erasures/{uid}`: the request, by whom and why; nothing about the person."""

    user_id: str
    status: ErasureStatus
    requested_by: str
    reason: str
    requested_at: datetime
    done_at: datetime | None = None


def erasure_path(user_id: str) -> str:
    return path("erasures", user_id)


def is_erased(user_id: str, *, ports: Ports) -> bool:
    """True from the beginning of the erasure on: a token may still be valid for an hour after it."""
    return ports.store.get(erasure_path(user_id)) is not None
