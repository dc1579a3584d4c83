"""Four eyes: what one administrator requests is done only when another approves it, once, and in time.

`approvals/{act}_{subject}` holds the latest request of an act on a subject. Its terms are frozen while the
request is open, so an administrator approves exactly what they saw. The approval is written in the commit of
the act itself: an approval cannot be used twice, and the act cannot be done without one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pulse import log
from pulse.backoffice.approvals.parties import refuse_party
from pulse.backoffice.approvals.records import Approval, ApprovalStatus, approval_path
from pulse.backoffice.approvals.refusals import (
    ApprovalExpired,
    ApprovalNotFound,
    ApprovalPending,
    ApprovalUsed,
    ReasonRequired,
    RequestedMeanwhile,
    SamePerson,
)
from pulse.batches import BatchResult, TimeLimit, each, read_pages, readable, skip_unreadable
from pulse.errors import Conflict
from pulse.ledger import Change, audited_create, audited_update
from pulse.ports import Document, Ports
from pulse.ports.store import Query, Write

REASON_LENGTH_MAX = 500
_PAGES_MAX = 10
_OPEN = [ApprovalStatus.REQUESTED.value, ApprovalStatus.APPROVED.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestApproval:
    act: str
    subject: str
    actor: str
    reason: str
    terms: Mapping[str, Any]
    parties: tuple[str, ...] = field(default=())
    chosen: bool = False
    """True when the administrator chose the terms. Otherwise the subject's state decides them, and an open
    request with other terms can no longer be approved: it is replaced."""


def request_approval(command: RequestApproval, *, ports: Ports) -> Approval:
    """Store a request with these terms, or return the open one.

    Raises *ApprovalPending* while other chosen terms are open, *PartyToIt* for a person who would get the
    money, and *RequestedMeanwhile*.
    """
    refuse_party(command.actor, command.parties)
    now = ports.clock.now()
    document = ports.store.get(approval_path(command.act, command.subject))
    before = Approval.of(document) if document else None
    if before is not None and before.open and before.expires_at > now:
        if before.terms == dict(command.terms):
            return before
        if command.chosen:
            raise ApprovalPending("another request for this is waiting for approval")
    approval = _new_request(command, before, now, ports=ports)
    change = Change("approval.requested", command.actor, now, approval.request_reason)
    writes: Sequence[Write] = (
        audited_update(document, approval, change)
        if document
        else audited_create(approval_path(command.act, command.subject), approval, change)
    )
    try:
        ports.store.commit(writes)
    except Conflict as error:
        raise RequestedMeanwhile("another administrator has just requested this") from error
    return approval


def prepare_agreement(
    act: str,
    subject: str,
    actor: str,
    reason: str,
    *,
    parties: Sequence[str],
    ports: Ports,
    used: bool,
) -> tuple[Approval, list[Write]]:
    """Read the request; return its approval by *actor*, with the writes for the commit of the act.

    *parties* are those of now; those of the request count too, because owners may have changed meanwhile.
    *used*: the act is in the same commit. Otherwise the approval stays `approved`, the same person may repeat
    it, and the act must be one that a repeat does not do twice.
    Raises *ApprovalNotFound*, *SamePerson*, *PartyToIt*, *ApprovalExpired* and *ApprovalUsed*.
    """
    now = ports.clock.now()
    document = ports.store.get(approval_path(act, subject))
    if document is None:
        raise ApprovalNotFound("this has not been requested")
    before = Approval.of(document)
    refuse_party(actor, (*before.parties, *parties))
    if before.requested_by == actor:
        raise SamePerson("you requested this; another administrator has to approve it")
    if before.status is ApprovalStatus.USED:
        raise ApprovalUsed("this was already approved and done")
    if before.status is ApprovalStatus.EXPIRED or before.expires_at <= now:
        raise ApprovalExpired("the request has expired; please request it again")
    status = ApprovalStatus.USED if used else ApprovalStatus.APPROVED
    after = before.but(
        status=status,
        approved_by=actor,
        approval_reason=_cleaned_reason(reason),
        approved_at=before.approved_at or now,
    )
    change = Change(f"approval.{status}", actor, now, after.approval_reason)
    return after, [*audited_update(document, after, change)]


def mark_used(approval: Approval, *, ports: Ports) -> Approval:
    """Record that an act outside the approval's commit was done. Losing a race to a repeat is harmless."""
    document = ports.store.get(approval_path(approval.act, approval.subject))
    if document is None or Approval.of(document).status is not ApprovalStatus.APPROVED:
        return approval
    after = Approval.of(document).but(status=ApprovalStatus.USED)
    change = Change("approval.used", after.approved_by or "system:approvals", ports.clock.now())
    try:
        ports.store.commit(audited_update(document, after, change))
    except Conflict:
        return approval
    return after


def close_expired(
    was_done: Callable[[Approval], bool], *, limit: TimeLimit | None = None, ports: Ports
) -> BatchResult:
    """Close what is open and has expired: as `used` where *was_done* says so of an approved one."""
    now = ports.clock.now()
    late = Query(
        "approvals",
        where=[("status", "in", _OPEN), ("expiresAt", "<=", now)],
        order_by=[("expiresAt", "asc")],
        fields=Approval.names(),
    )
    pages = read_pages(ports.store, late, ports.settings.sweep_batch, pages_max=_PAGES_MAX)
    return each(
        (document for page in pages for document in page),
        lambda document: _close(document, was_done, now, ports=ports),
        lambda document: document.path,
        limit=limit,
    )


def read_open_approvals(*, ports: Ports) -> list[Approval]:
    """Requests that wait for a second administrator, oldest first."""
    now = ports.clock.now()
    found = ports.store.query(
        Query(
            "approvals",
            where=[("status", "==", ApprovalStatus.REQUESTED.value), ("expiresAt", ">", now)],
            order_by=[("expiresAt", "asc")],
            limit=ports.settings.sweep_batch,
        )
    )
    return skip_unreadable(Approval, found, ports=ports)


def _new_request(
    command: RequestApproval, before: Approval | None, now: datetime, *, ports: Ports
) -> Approval:
    return Approval(
        act=command.act,
        subject=command.subject,
        terms=dict(command.terms),
        parties=command.parties,
        number=before.number + 1 if before else 1,
        status=ApprovalStatus.REQUESTED,
        requested_by=command.actor,
        request_reason=_cleaned_reason(command.reason),
        requested_at=now,
        expires_at=now + timedelta(seconds=ports.settings.approval_lifetime_seconds),
    )


def _close(document: Document, was_done: Callable[[Approval], bool], now: datetime, *, ports: Ports) -> int:
    approval = readable(Approval, document)
    is_used = approval.status is ApprovalStatus.APPROVED and was_done(approval)
    status = ApprovalStatus.USED if is_used else ApprovalStatus.EXPIRED
    change = Change(f"approval.{status}", "system:approvals", now)
    try:
        ports.store.commit(audited_update(document, approval.but(status=status), change))
    except Conflict:
        return 0
    return 1


def _cleaned_reason(text: str) -> str:
    stripped = log.redacted(" ".join(text.split()))
    if not 1 <= len(stripped) <= REASON_LENGTH_MAX:
        raise ReasonRequired(f"a reason has 1 to {REASON_LENGTH_MAX} characters")
    return stripped
