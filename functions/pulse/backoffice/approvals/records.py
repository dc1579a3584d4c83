"""`approvals/{act}_{subject}`: the latest request of an act on a subject, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pulse.ledger import Record
from pulse.ports.paths import path


class ApprovalStatus(StrEnum):
    REQUESTED = "requested"
    """Requested by one administrator; nothing has happened."""
    APPROVED = "approved"
    """Approved by another, and the act is being done; repeating it does nothing twice."""
    USED = "used"
    """The act was done."""
    EXPIRED = "expired"
    """Not approved in time, or approved and not begun in time; nothing has happened."""


class Approval(Record):
    act: str
    subject: str
    """The record it is about, as `prizeRecords/{id}`."""
    terms: dict[str, Any]
    """What exactly is requested."""
    parties: tuple[str, ...] = ()
    """Who gets the money or bears it, and the challenge's owners: they neither request nor approve."""
    number: int = 1
    """Which request of this act on this subject it is."""
    status: ApprovalStatus
    requested_by: str
    request_reason: str
    requested_at: datetime
    approved_by: str | None = None
    approval_reason: str | None = None
    approved_at: datetime | None = None
    expires_at: datetime

    @property
    def path(self) -> str:
        return approval_path(self.act, self.subject)

    @property
    def open(self) -> bool:
        return self.status in {ApprovalStatus.REQUESTED, ApprovalStatus.APPROVED}


def approval_path(act: str, subject: str) -> str:
    return path("approvals", f"{act}_{subject.replace('/', '_')}")
