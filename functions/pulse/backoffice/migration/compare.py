"""The sums before the first step beside the sums now: money that was counted is counted, and adopted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pulse.backoffice.migration.cursor import Begun, read_begun, store_begun
from pulse.backoffice.migration.findings import Finding, Kind, Sum, sums_of
from pulse.backoffice.migration.reasons import Verdict
from pulse.backoffice.migration.survey import Survey, survey
from pulse.ports import Ports

_LEFT_TO_DO = {Verdict.ADOPT, Verdict.HOLD}
_NOT_ADOPTED = {Verdict.DOUBT.value, Verdict.LEFT.value}
_ALL = {verdict.value for verdict in Verdict}
Money = tuple[int, int, int, int]
"""Documents, price, share and fee."""


@dataclass(frozen=True, slots=True)
class Line:
    """*what*: `all` documents of a kind and currency, or those that no step adopts."""

    kind: str
    currency: str
    what: str
    expected: Money
    now: Money

    @property
    def agrees(self) -> bool:
        return self.expected == self.now


@dataclass(frozen=True, slots=True)
class Comparison:
    lines: tuple[Line, ...]
    waiting: int
    """Documents that a step would adopt now, and those that became doubtful since the sums were stored."""

    @property
    def agrees(self) -> bool:
        return self.waiting == 0 and all(line.agrees for line in self.lines)


def begin(*, ports: Ports) -> Survey:
    """Store the sums that every later comparison expects. Begin again after documents were corrected."""
    found = survey(ports=ports)
    at = ports.clock.now()
    store_begun(Begun(at, _sums_until(at, found.findings)), ports=ports)
    return found


def compare_sums(*, ports: Ports) -> Comparison:
    """Judge all documents again, and compare. Raises *MigrationNotBegun*."""
    begun = read_begun(ports=ports)
    findings = survey(ports=ports).findings
    waiting = sum(_waits(one, begun.at) for one in findings)
    return Comparison(tuple(_lines(begun.sums, _sums_until(begun.at, findings))), waiting)


def _waits(finding: Finding, begun_at: datetime) -> bool:
    """Also if it was created since: then the first system still writes."""
    if finding.verdict in _LEFT_TO_DO:
        return True
    return finding.verdict is Verdict.DOUBT and not _was_there(finding, begun_at)


def _was_there(finding: Finding, at: datetime) -> bool:
    return finding.created_at is None or finding.created_at <= at


def _sums_until(at: datetime, findings: Iterable[Finding]) -> tuple[Sum, ...]:
    """What this system sells and awards in the meantime is no part of them."""
    return sums_of(one for one in findings if _was_there(one, at))


def _lines(before: tuple[Sum, ...], now: tuple[Sum, ...]) -> Iterator[Line]:
    for kind, currency in sorted({(one.kind, one.currency) for one in (*before, *now)}):
        views = [("not adopted", _NOT_ADOPTED)]
        if kind != Kind.ACCOUNTS:  # an account of a profile becomes a record of its own
            views.insert(0, ("all", _ALL))
        for what, verdicts in views:
            sums = [_total(side, kind, currency, verdicts) for side in (before, now)]
            yield Line(kind, currency, what, sums[0], sums[1])


def _total(sums: Iterable[Sum], kind: str, currency: str, verdicts: set[str]) -> Money:
    rows = [one for one in sums if (one.kind, one.currency) == (kind, currency) and one.verdict in verdicts]
    return (
        sum(one.documents for one in rows),
        sum(one.price for one in rows),
        sum(one.share for one in rows),
        sum(one.fee for one in rows),
    )
