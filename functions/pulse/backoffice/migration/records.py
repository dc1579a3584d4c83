"""What the migration stores: what a person decided about a document, and what a document was before."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Any

from pulse.backoffice.migration.findings import Kind
from pulse.backoffice.migration.reasons import Why
from pulse.ledger import Record
from pulse.ports.paths import path


class Choice(StrEnum):
    ADOPT = "adopt"
    """A person has looked: the step adopts it although it is doubtful, for the reasons that they saw."""
    LEAVE = "leave"
    """It stays as it is, and no step touches it."""


class Decision(Record):
    """`migrationDecisions/{digest}`: what a person decided about *subject*, who, and why."""

    subject: str
    choice: Choice
    decided_by: str
    reason: str
    accepted: tuple[Why, ...] = ()
    """The doubts that the person saw: adopted in spite of these, and of no other."""
    decided_at: datetime

    @property
    def path(self) -> str:
        return decision_path(self.subject)


class Part(Record):
    """One document that a step wrote."""

    path: str
    existed: bool
    before: dict[str, Any]
    """The fields that were replaced, as they were."""
    absent: tuple[str, ...]
    """The fields that were added."""
    written: str | None
    """The hash of what was written: an undo touches nothing that was changed since."""


class Image(Record):
    """`migrationImages/{digest}`: what a step changed of *subject*, so that it can be undone."""

    subject: str
    kind: Kind
    parts: tuple[Part, ...]
    actor: str
    adopted_at: datetime
    undone_at: datetime | None = None
    head: dict[str, Any] | None = None
    """The end of the trail of a record that an undo deleted: it continues when it is made again."""
    expire_at: datetime
    """After it, nothing can be undone any more."""

    @property
    def path(self) -> str:
        return image_path(self.subject)


def image_path(subject: str) -> str:
    return path("migrationImages", _digest(subject))


def decision_path(subject: str) -> str:
    return path("migrationDecisions", _digest(subject))


def _digest(subject: str) -> str:
    """An id of a known length, whatever the subject's id is."""
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()[:40]
