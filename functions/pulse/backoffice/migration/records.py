"""What the migration stores: what a person decided about a document, and what a document was before."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum

from pulse.ledger import Record
from pulse.ports.paths import path


class Choice(StrEnum):
    ADOPT = "adopt"
    """A person has looked: the step adopts it although it is doubtful."""
    LEAVE = "leave"
    """It stays as it is, and no step touches it."""


class Decision(Record):
    """`migrationDecisions/{digest}`: what a person decided about *subject*, who, and why."""

    subject: str
    choice: Choice
    decided_by: str
    reason: str
    decided_at: datetime

    @property
    def path(self) -> str:
        return decision_path(self.subject)


def decision_path(subject: str) -> str:
    return path("migrationDecisions", _digest(subject))


def _digest(subject: str) -> str:
    """An id of a known length, whatever the subject's id is."""
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()[:40]
