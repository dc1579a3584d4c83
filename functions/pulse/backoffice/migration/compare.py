"""The sums before the first step beside the sums now: money that was counted is counted, and adopted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pulse.backoffice.migration.cursor import read_sums, store_sums
from pulse.backoffice.migration.findings import Kind, Sum
from pulse.backoffice.migration.reasons import Verdict
from pulse.backoffice.migration.survey import Survey, survey
from pulse.ports import Ports

_LEFT_TO_DO = {Verdict.ADOPT.value, Verdict.HOLD.value}
_FIRST_SYSTEMS = {*_LEFT_TO_DO, Verdict.ADOPTED.value, Verdict.DOUBT.value, Verdict.LEFT.value}
Money = tuple[int, int, int, int]
"""Documents, price, share and fee."""


@dataclass(frozen=True, slots=True)
class Line:
    """*what*: `all` that the first system left, or what is `adopted` of it or is still to be."""

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
    """Documents that a step would adopt now."""
    survey: Survey

    @property
    def agrees(self) -> bool:
        return self.waiting == 0 and all(line.agrees for line in self.lines)


def begin(*, ports: Ports) -> Survey:
    """Store the sums that every later comparison expects. Begin again after documents were corrected."""
    found = survey(ports=ports)
    store_sums(found.sums, ports=ports)
    return found


def compare_sums(*, ports: Ports) -> Comparison:
    """Judge all documents again, and compare. Raises *MigrationNotBegun*."""
    expected = read_sums(ports=ports)
    found = survey(ports=ports)
    return compared(expected, found)


def compared(expected: Iterable[Sum], found: Survey) -> Comparison:
    before, now = list(expected), list(found.sums)
    waiting = sum(one.documents for one in now if one.verdict in _LEFT_TO_DO)
    return Comparison(tuple(_lines(before, now)), waiting, found)


def _lines(before: list[Sum], now: list[Sum]) -> Iterator[Line]:
    places = sorted({(one.kind, one.currency) for one in (*before, *now) if one.verdict in _FIRST_SYSTEMS})
    for kind, currency in places:
        views = [("adopted", {*_LEFT_TO_DO, Verdict.ADOPTED.value})]
        if kind != Kind.ACCOUNTS:  # an account of a profile becomes a record of its own
            views.append(("all", _FIRST_SYSTEMS))
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
