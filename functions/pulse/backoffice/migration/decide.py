"""A person's decision about a doubtful document: adopt it all the same, or leave it as it is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pulse import log
from pulse.backoffice.migration.context import read_context
from pulse.backoffice.migration.reasons import REASONS, Verdict, Why
from pulse.backoffice.migration.records import Choice, Decision, decision_path
from pulse.backoffice.migration.survey import Judge
from pulse.errors import InvalidRequest, NotFound, Refusal
from pulse.ledger import Change, commit_record
from pulse.ports import Document, Ports
from pulse.ports.paths import is_document_path

_COLLECTIONS = ("users", "stripeConnect", "winnerStripeConnect", "payments", "prizeRecords")
_SUBJECT_RULE = (
    "subject must be the path of a document as the report prints it, such as payments/{id} or "
    "users/{uid}.creator"
)


class NotAdoptable(Refusal):
    """Nothing is doubtful, or what speaks against the document can only be corrected or left."""

    code = "not_adoptable"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideDoubt:
    subject: str
    choice: Choice
    reason: str
    actor: str


def decide_doubt(command: DecideDoubt, *, ports: Ports) -> Decision:
    """Store the decision; a later one replaces it, with its own row in the audit trail.

    ADOPT accepts the doubt that the report names now, beside those that were accepted before. Raises
    *InvalidRequest* without a reason or for a subject of another form, *NotFound* where there is no such
    document, and *NotAdoptable* where nothing is doubtful or the doubt can only be corrected or left.
    """
    reason = command.reason.strip()
    if not reason:
        raise InvalidRequest("reason must say why; it is kept in the audit trail", code="reason_required")
    document = _require_document(command.subject, ports=ports)
    accepted = _see(command, document, ports=ports) if command.choice is Choice.ADOPT else ()
    where = decision_path(command.subject)
    stored = ports.store.get(where)
    now = ports.clock.now()
    decision = Decision(
        subject=command.subject,
        choice=command.choice,
        decided_by=command.actor,
        reason=log.redacted(reason),
        accepted=accepted,
        decided_at=now,
    )
    change = Change("first_system.decided", command.actor, now, decision.reason)
    commit_record(ports.store, stored, where, decision, change)
    return decision


def _require_document(subject: str, *, ports: Ports) -> Document:
    if not is_document_path(subject) or subject.partition("/")[0] not in _COLLECTIONS:
        raise InvalidRequest(_SUBJECT_RULE, field="subject")
    profile, _, role = subject.rpartition(".")
    of_person = subject.startswith("users/")
    if of_person and role not in {"creator", "winner"}:
        raise InvalidRequest(_SUBJECT_RULE, field="subject")
    document = ports.store.get(profile if of_person else subject)
    if document is None:
        raise NotFound(f"there is no document {subject}", code="document_not_found")
    return document


def _see(command: DecideDoubt, document: Document, *, ports: Ports) -> tuple[Why, ...]:
    """The doubt that is there now, beside those that were accepted before it."""
    context = read_context(ports=ports)
    before = context.accepted(command.subject)
    if context.choice(command.subject) is Choice.LEAVE:
        others = {name: one for name, one in context.decisions.items() if name != command.subject}
        context = replace(context, decisions=others)
    found = [one.finding for one in Judge(context, ports).judge(document)]
    doubts = [one for one in found if one.subject == command.subject and one.verdict is Verdict.DOUBT]
    whys = {one.why for one in doubts if one.why is not None}
    if not whys and before:
        return tuple(sorted(before))
    if not whys:
        raise NotAdoptable(
            f"nothing is doubtful about {command.subject}: the step adopts it, or passes it by"
        )
    for why in whys:
        if not REASONS[why].adoptable:
            raise NotAdoptable(f"{command.subject}: {why.value}. {REASONS[why].sentence}")
    return tuple(sorted({*before, *whys}))
