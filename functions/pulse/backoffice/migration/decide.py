"""A person's decision about a doubtful document: adopt it all the same, or leave it as it is."""

from __future__ import annotations

from dataclasses import dataclass

from pulse import log
from pulse.backoffice.migration.records import Choice, Decision, decision_path
from pulse.errors import InvalidRequest, NotFound
from pulse.ledger import Change, commit_record
from pulse.ports import Ports
from pulse.ports.paths import is_document_path

_COLLECTIONS = ("users", "stripeConnect", "winnerStripeConnect", "payments", "prizeRecords")
_SUBJECT_RULE = (
    "subject must be the path of a document as the report prints it, such as payments/{id} or "
    "users/{uid}.creator"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideDoubt:
    subject: str
    choice: Choice
    reason: str
    actor: str


def decide_doubt(command: DecideDoubt, *, ports: Ports) -> Decision:
    """Store the decision; a later one replaces it, with its own row in the audit trail.

    Raises *InvalidRequest* without a reason or for a subject of another form, and *NotFound* where there is
    no such document. Whether a doubt may be adopted is decided by the step, which judges it again.
    """
    reason = command.reason.strip()
    if not reason:
        raise InvalidRequest("reason must say why; it is kept in the audit trail", code="reason_required")
    _require_document(command.subject, ports=ports)
    where = decision_path(command.subject)
    document = ports.store.get(where)
    now = ports.clock.now()
    decision = Decision(
        subject=command.subject,
        choice=command.choice,
        decided_by=command.actor,
        reason=log.redacted(reason),
        decided_at=now,
    )
    change = Change("first_system.decided", command.actor, now, decision.reason)
    commit_record(ports.store, document, where, decision, change)
    return decision


def _require_document(subject: str, *, ports: Ports) -> None:
    if not is_document_path(subject) or subject.partition("/")[0] not in _COLLECTIONS:
        raise InvalidRequest(_SUBJECT_RULE, field="subject")
    profile, _, role = subject.rpartition(".")
    of_person = subject.startswith("users/")
    if of_person and role not in {"creator", "winner"}:
        raise InvalidRequest(_SUBJECT_RULE, field="subject")
    if ports.store.get(profile if of_person else subject, fields=["__name__"]) is None:
        raise NotFound(f"there is no document {subject}", code="document_not_found")
