"""The sums before the first step beside the sums now: money that was counted is counted, and adopted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pulse import log
from pulse.backoffice.migration.begun import Begun, Counted, begun_in, find_begun, read_begun, store_begun
from pulse.backoffice.migration.findings import Finding, Kind, Sum, sums_of
from pulse.backoffice.migration.owners import Owners
from pulse.backoffice.migration.reasons import Verdict
from pulse.backoffice.migration.survey import Survey, survey
from pulse.errors import Refusal
from pulse.ports import Ports

NOT_ADOPTED = "not adopted"
_LEFT_TO_DO = {Verdict.ADOPT, Verdict.HOLD}
_NOT_ADOPTED = {Verdict.DOUBT.value, Verdict.LEFT.value}
_ALL = {verdict.value for verdict in Verdict}
Money = tuple[int, int, int, int]
"""Documents, price, share and fee."""


@dataclass(frozen=True, slots=True)
class Line:
    """*what*: `all` documents of a kind and currency, those that no step adopts, or the accounts of a role,
    type and country. *marks*: whose the accounts are, before and now.
    """

    kind: str
    currency: str
    what: str
    expected: Money
    now: Money
    marks: tuple[int, int] = (0, 0)

    @property
    def agrees(self) -> bool:
        return self.expected == self.now and self.marks[0] == self.marks[1]

    @property
    def loses(self) -> bool:
        """A decision moves documents to those that are not adopted; any other difference needs a reason."""
        return self.what != NOT_ADOPTED and not self.agrees


@dataclass(frozen=True, slots=True)
class Comparison:
    lines: tuple[Line, ...]
    waiting: int
    """Documents that a step would adopt now, and those that became doubtful since the sums were stored."""

    @property
    def agrees(self) -> bool:
        return self.waiting == 0 and all(line.agrees for line in self.lines)


@dataclass(frozen=True, slots=True)
class Beginning:
    """*lines*: what was counted at the last beginning beside what is counted now; none at the first."""

    survey: Survey
    lines: tuple[Line, ...] = ()

    @property
    def agrees(self) -> bool:
        return all(line.agrees for line in self.lines)


class SumsChanged(Refusal):
    """What was counted is gone, or is another: a person says why. Nothing is stored."""

    code = "sums_changed"

    def __init__(self, lines: tuple[Line, ...]) -> None:
        self.lines = lines
        told = (
            "the sums are not those of the last beginning: say why with --reason"
            if lines
            else "the sums of the last beginning cannot be read: say why with --reason"
        )
        super().__init__(told)


class OtherMode(Refusal):
    """The sums were counted by a key of the other mode of Stripe's."""

    code = "other_mode"

    def __init__(self) -> None:
        super().__init__("the sums were counted with a Stripe key of the other mode (test or live)")


def begin(actor: str, *, reason: str = "", ports: Ports) -> Beginning:
    """Store the sums that every later comparison expects. Begin again after documents were corrected.

    The sums of the last beginning stay, with the *reason*. Raises *SumsChanged* where they differ without a
    reason, *OtherMode*, and *Conflict* where another beginning was stored meanwhile.
    """
    at, why = ports.clock.now(), log.redacted(reason.strip()) or None
    document = find_begun(ports=ports)
    former = begun_in(document)
    found = survey(ports=ports, owners_at=at)
    lines = () if former is None else _compared(former, found, ports=ports)
    unread = document is not None and former is None
    if why is None and (unread or any(line.loses for line in lines)):
        raise SumsChanged(lines)
    counted = Counted(
        at=at,
        livemode=ports.stripe.livemode,
        sums=_sums_until(at, found.findings),
        owners=found.owners,
        by=actor,
        reason=why,
    )
    store_begun(counted, document, ports=ports)
    return Beginning(found, lines)


def compare_sums(*, ports: Ports) -> Comparison:
    """Judge all documents again, and compare. Raises *MigrationNotBegun* and *OtherMode*."""
    begun = read_begun(ports=ports)
    found = survey(ports=ports, owners_at=begun.at)
    waiting = sum(_waits(one, begun.at) for one in found.findings)
    return Comparison(_compared(begun, found, ports=ports), waiting)


def _compared(begun: Begun, found: Survey, *, ports: Ports) -> tuple[Line, ...]:
    if begun.livemode is not ports.stripe.livemode:
        raise OtherMode
    sums = _lines(begun.sums, _sums_until(begun.at, found.findings))
    return tuple(sorted([*sums, *_owner_lines(begun.owners, found.owners)], key=lambda one: one.kind))


def _owner_lines(before: tuple[Owners, ...], now: tuple[Owners, ...]) -> Iterator[Line]:
    sides = [{(one.role, one.type, one.country): one for one in side} for side in (before, now)]
    for key in sorted({*sides[0], *sides[1]}):
        counts = [(side[key].accounts if key in side else 0, 0, 0, 0) for side in sides]
        marks = [side[key].mark if key in side else 0 for side in sides]
        what = " ".join(filter(None, key))
        yield Line(Kind.ACCOUNTS, "", what, counts[0], counts[1], (marks[0], marks[1]))


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
        views = [(NOT_ADOPTED, _NOT_ADOPTED)]
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
