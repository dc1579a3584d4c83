"""I10 and I11: every change has one row, and every row is a change that the rules allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from pulse.attempts import key_for
from pulse.backoffice.checks.audit_trail import FlawKind, flaw_of, head_of
from pulse.backoffice.checks.invariants.facts import AUDITED, Facts, Violation
from pulse.ledger import ADOPTED, RESTORED
from pulse.pools import TRANSITIONS as FUNDING_TRANSITIONS
from pulse.pools import FundingStatus
from pulse.ports import Document
from pulse.ports.paths import is_document_path
from pulse.prizes import ALLOWED, PrizeRecord, PrizeStatus
from pulse.sales import TRANSITIONS, PaymentStatus

_GRAPHS: Mapping[str, Mapping[Any, Any]] = {
    "prizeRecords": {before.value: {one.value for one in after} for before, after in ALLOWED.items()},
    "payments": {
        before.value: {before.value, *(one.value for one in after)} for before, after in TRANSITIONS.items()
    },
    "poolFundings": {
        before.value: {before.value, *(one.value for one in after)}
        for before, after in FUNDING_TRANSITIONS.items()
    },
}
_FIRST = {
    "prizeRecords": {PrizeStatus.PENDING.value},
    "payments": {PaymentStatus.REQUIRES_PAYMENT.value},
    "poolFundings": {FundingStatus.REQUIRES_PAYMENT.value, FundingStatus.SUCCEEDED.value},
}


def trail_violations(facts: Facts) -> Iterator[Violation]:
    for row in facts.audit_rows:
        if not is_document_path(row.fields.get("subject")):
            yield Violation("I10", row.path, "does not say which record it is about")
    for subject, rows in facts.rows_by_subject.items():
        document = facts.documents.get(subject)
        flaw = flaw_of(subject, rows, document)
        if flaw and flaw.kind is FlawKind.INSERTED and not facts.settled:
            continue  # the record changed between reading it and reading its rows
        if flaw:
            yield Violation("I10", subject, flaw.sentence)
            continue
        ordered = sorted(rows, key=lambda row: int(row.fields["number"]))
        yield from _every_change_has_its_row(subject, ordered, document)
        yield from _no_forbidden_change(subject, ordered, adopted=subject in facts.adopted)
    for subject in facts.documents.keys() - facts.rows_by_subject.keys():
        if subject.partition("/")[0] in AUDITED:
            yield Violation("I10", subject, "has no audit trail")
    for record in facts.prizes:
        yield from _attempts(record, facts)


def _every_change_has_its_row(
    subject: str, rows: Sequence[Document], document: Document | None
) -> Iterator[Violation]:
    if document is None:
        if subject.partition("/")[0] in AUDITED:
            yield Violation("I10", subject, "has an audit trail, and is gone")
        return
    if rows[-1].fields.get("statusAfter") != document.fields.get("status"):
        yield Violation("I10", subject, "changed its status without an audit row")
    for earlier, later in pairwise(rows):
        if earlier.fields.get("statusAfter") != later.fields.get("statusBefore"):
            yield Violation("I10", subject, f"changed its status unseen before row {later.fields['number']}")


_OF_THE_MIGRATION = {ADOPTED, RESTORED}
_ONLY_BY = {("prizeRecords", "canceled", "pending"): "claim.resolved"}
"""What is canceled comes back only where two people left an unclaimed prize to its winner."""


def _no_forbidden_change(subject: str, rows: Sequence[Document], *, adopted: bool) -> Iterator[Violation]:
    collection = subject.partition("/")[0]
    graph = _GRAPHS.get(collection)
    if graph is None:
        return
    began_as = str(rows[0].fields.get("statusAfter"))
    if not adopted and began_as not in _FIRST[collection]:
        yield Violation("I11", subject, f"began as {began_as}")
    for row in rows[1:]:
        if row.fields.get("act") in _OF_THE_MIGRATION:
            continue  # the first system's own status, and back
        before, after = (str(row.fields.get(name)) for name in ("statusBefore", "statusAfter"))
        only_by = _ONLY_BY.get((collection, before, after))
        if after not in graph.get(before, ()) or only_by not in {None, row.fields.get("act")}:
            yield Violation("I11", subject, f"went from {before} to {after} in row {row.fields['number']}")


def _attempts(record: PrizeRecord, facts: Facts) -> Iterator[Violation]:
    head = head_of(facts.documents.get(record.path))
    if head is not None and record.version != head.number:
        yield Violation("I11", record.path, f"is of version {record.version} after {head.number} changes")
    attempt = record.attempt
    transfers = facts.transfers_of(record)
    if attempt is None:
        if transfers and record.path not in facts.adopted:
            yield Violation("I11", record.path, "has a transfer without a stored attempt")
        return
    if attempt.key != key_for("prize", record.id, attempt.generation, attempt.award_version or 1):
        yield Violation("I11", record.path, f"has the key {attempt.key} in generation {attempt.generation}")
    generations = [transfer.metadata.get("generation") for transfer in transfers]
    known = {str(one) for one in range(1, attempt.generation + 1)}
    if unknown := [one for one in generations if one not in known]:
        yield Violation(
            "I11", record.path, f"has a transfer of generation {unknown[0]}, which was never stored"
        )
    if len(set(generations)) < len(generations):
        yield Violation("I11", record.path, "has two transfers of one key")
