"""The form of every judgement: a verdict on one document, and the record that a step would store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from pulse.backoffice.migration.context import Context
from pulse.backoffice.migration.findings import Amounts, Finding, Kind, created_at
from pulse.backoffice.migration.reasons import REASONS, Verdict, Why
from pulse.errors import RecordDamaged, SumsUnfit
from pulse.ledger import HEAD, Record
from pulse.ports import Document

R = TypeVar("R")


class Doubt(Exception):
    """What speaks against adopting a document. Raised by the rules, and caught where they are called."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(why.value)
        self.why = why
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Judgement(Generic[R]):
    """*record*: as the step stores it; None where no step touches the document."""

    finding: Finding
    record: R | None = None

    @property
    def to_adopt(self) -> bool:
        return self.finding.verdict in {Verdict.ADOPT, Verdict.HOLD}


def doubt_of(damaged: RecordDamaged) -> Doubt:
    """Which field does not fit, or that the amounts do not add up."""
    sums = isinstance(damaged.__cause__, SumsUnfit)
    return Doubt(Why.SUMS_DIFFER if sums else Why.UNREADABLE, damaged.message)


def finding_of(
    kind: Kind, document: Document, verdict: Verdict, doubt: Doubt | None = None, *, subject: str = ""
) -> Finding:
    why, detail = (doubt.why, doubt.detail) if doubt else (None, "")
    amounts = Amounts.of(kind, document.fields)
    at = created_at(document.fields)
    return Finding(subject or document.path, kind, verdict, why, detail, amounts, at)


def require_plain(document: Document, kind: type[Record], names: frozenset[str]) -> None:
    """*names*: the fields that the first system wrote. Any other of *kind*'s would count unconfirmed."""
    strange = sorted(set(kind.names()) - names - {HEAD})
    found = [name for name in strange if document.fields.get(name) is not None]
    if found:
        raise Doubt(Why.FIELDS_OF_OURS, ", ".join(found[:5]))


class Accepted:
    """What a person who has looked accepted of *subject*, reason by reason: nothing else is passed by."""

    def __init__(self, subject: str, context: Context) -> None:
        self._whys = context.accepted(subject)
        self.first: Doubt | None = None

    def note(self, doubt: Doubt) -> None:
        """Raises *doubt*, unless a person accepted this one."""
        if doubt.why not in self._whys or not REASONS[doubt.why].adoptable:
            raise doubt
        self.first = self.first or doubt


def require_ours(document: Document) -> None:
    """Whatever this system wrote has its place in the audit trail: the rate alone may be typed by hand."""
    if HEAD not in document.fields:
        raise Doubt(Why.UNAUDITED, "feeBps")
