"""Reconcile: compare our books with Stripe's both ways, to the cent, and book at once what is missing.

Every hour it compares the last two days, and connected accounts in turns; once a day everything. Remaining
differences are stored, each with its amount, a suspected cause and what to do, and raise one alert a run.
Edited awards come last, in the time that is left: by then the findings are stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from pulse import log
from pulse.alerts import notify_missing_right, notify_missing_rights
from pulse.backoffice.reconciliation.books import Gap
from pulse.backoffice.reconciliation.connected_books import (
    examine_accounts,
    read_all_accounts,
    refresh_accounts,
    take_account_pages,
)
from pulse.backoffice.reconciliation.differences import (
    Difference,
    Suspicion,
    difference,
    read_open_differences,
    store_differences,
)
from pulse.backoffice.reconciliation.edited_awards import notice_edits
from pulse.backoffice.reconciliation.edited_records import find_edited_records
from pulse.backoffice.reconciliation.full_runs import (
    is_full_due,
    is_full_overdue,
    read_last_full,
    record_full_begin,
    record_full_end,
)
from pulse.backoffice.reconciliation.platform_books import Examined, examine_platform
from pulse.backoffice.reconciliation.report import (
    ReconcileReport,
    raise_differences,
    raise_edited,
    raise_problems,
)
from pulse.backoffice.sweep import award_ended_since, project_since
from pulse.batches import ITEM_ERRORS, BatchResult, Progress, log_failure
from pulse.errors import StripeNotPermitted
from pulse.ports import Ports

_BALANCE = "balance"


def compare(*, ports: Ports, full: bool = False, progress: Progress | None = None) -> ReconcileReport:
    """What *reconcile* would find; nothing is repaired, stored or alerted. Accounts only if *full*."""
    run = _Run(ports, full=full, progress=progress, repair=False)
    run.run_part("platform", run.compare_platform)
    run.run_part("accounts", run.compare_accounts)
    run.run_part("records", run.find_edited)
    if full:
        run.run_part("balance", run.compare_balance)
    found = run.differences()
    return run.report(found, closed=0)


def reconcile(*, ports: Ports, full: bool | None = None, progress: Progress | None = None) -> ReconcileReport:
    """Compare, repair, report. *full* compares everything since the beginning; None: once a day.

    A part that fails is a problem in the report; the other parts still run.
    """
    now = ports.clock.now()
    full = is_full_due(ports=ports) if full is None else full
    if full:
        record_full_begin(now, ports=ports)
    run = _Run(ports, full=full, progress=progress)
    run.run_part("platform", run.compare_platform)
    run.run_part("accounts", run.compare_accounts)
    run.run_part("records", run.find_edited)
    run.run_part("refresh", run.refresh_accounts)
    if full:
        run.run_part("balance", run.compare_balance)
        run.run_part("awards", run.award_missed)
        run.run_part("projections", run.project)
    closed = store_differences(run.differences(), run.examined, ports=ports)
    report = run.report(read_open_differences(ports=ports), closed=closed)
    if full:
        record_full_end(now, whole=not run.failed_parts, ports=ports)
    if report.differences:
        raise_differences(report, ports=ports)
    if report.problems:
        raise_problems(report.problems, ports=ports)
    if report.edited:
        raise_edited(report.edited, ports=ports)
    run.run_part("edited", run.notice_edits)
    if late := run.problems[len(report.problems) :]:
        raise_problems(late, ports=ports)
    log.write(
        "reconcile.done",
        full=full,
        movements=report.movements,
        accounts=report.accounts,
        repaired=report.repaired,
        difference_count=len(report.differences),
        edited_count=len(report.edited),
        problem_count=len(run.problems),
    )
    return replace(report, problems=tuple(run.problems))


class _Run:
    """One run's findings, part by part."""

    def __init__(self, ports: Ports, *, full: bool, progress: Progress | None, repair: bool = True) -> None:
        self._ports = ports
        self._now = ports.clock.now()
        self._full = full
        self._repair = repair
        self._progress = progress
        self._parts = 0
        self.failed_parts: list[str] = []
        self.examined: set[str] = set()
        self._suspects = {one.subject for one in read_open_differences(ports=ports)}
        self._found: list[tuple[Gap, Suspicion]] = []
        self.problems = ["full: overdue"] if is_full_overdue(ports=ports) else []
        self._counts: Counter[str] = Counter()
        self._edited: list[str] = []

    def run_part(self, name: str, work: Callable[[], BatchResult]) -> None:
        if self._progress is not None:
            self._progress(name, self._parts, 8 if self._full else 5)
        self._parts += 1
        try:
            result = work()
            notify_missing_rights(result.missing_rights, ports=self._ports)
            self.problems += result.problems
        except ITEM_ERRORS as error:
            if isinstance(error, StripeNotPermitted):
                notify_missing_right(error, ports=self._ports)
            self.failed_parts.append(name)
            self.problems.append(f"{name}: {log_failure(error)}")

    def compare_platform(self) -> BatchResult:
        overlap = timedelta(seconds=self._ports.settings.reconcile_overlap_seconds)
        since = None if self._full else self._now - overlap
        suspects = {one for one in self._suspects if ":" not in one and one != _BALANCE}
        examined = examine_platform(since, suspects, ports=self._ports, repair=self._repair)
        self._counts.update(movements=len(examined.subjects), repaired=examined.repairs.done)
        return self._take(examined)

    def compare_accounts(self) -> BatchResult:
        result = BatchResult()
        for names in self._account_pages():
            examined = examine_accounts(set(names) - self.examined, ports=self._ports)
            self._counts.update(accounts=len(examined.subjects))
            result += self._take(examined)
        return result

    def _account_pages(self) -> Iterator[Iterable[str]]:
        yield {one for one in self._suspects if ":" in one}
        if self._repair:
            yield from take_account_pages(whole=self._full, ports=self._ports)
        elif self._full:
            yield read_all_accounts(ports=self._ports)

    def find_edited(self) -> BatchResult:
        """Records that changed within the overlap. A full run compares no more: each night everything is."""
        overlap = timedelta(seconds=self._ports.settings.reconcile_overlap_seconds)
        self._edited, result = find_edited_records(self._now - overlap, ports=self._ports)
        return result

    def compare_balance(self) -> BatchResult:
        """Stripe's balance must be the sum of its movements, unless money moves while we read."""
        before = self._ports.stripe.retrieve_balance()
        moved: Counter[str] = Counter()
        for transaction in self._ports.stripe.list_balance_transactions({}):
            moved[transaction.currency] += transaction.net
        self.examined.add(_BALANCE)
        if before != self._ports.stripe.retrieve_balance():
            return BatchResult()
        for currency in sorted({*moved, *(one.currency for one in (*before.available, *before.pending))}):
            held = before.available_amount(currency) + before.pending_amount(currency)
            if held != moved[currency]:
                gap = Gap(_BALANCE, currency, moved[currency], held)
                self._found.append((gap, Suspicion.STRIPE_DOES_NOT_ADD_UP))
        return BatchResult()

    def refresh_accounts(self) -> BatchResult:
        return refresh_accounts(begin=self._full, ports=self._ports)

    def award_missed(self) -> BatchResult:
        return award_ended_since(None, ports=self._ports)

    def project(self) -> BatchResult:
        """Also for records that a frozen worker committed so late that every sweep missed them.

        It starts before the last full run that succeeded, so a full run that died leaves no gap.
        """
        last = read_last_full(ports=self._ports)
        overlap = timedelta(seconds=self._ports.settings.reconcile_overlap_seconds)
        return project_since(last - overlap if last else None, ports=self._ports)

    def notice_edits(self) -> BatchResult:
        return notice_edits(begin=self._full, ports=self._ports)

    def differences(self) -> list[Difference]:
        return [difference(gap, cause, self._now) for gap, cause in self._found]

    def report(self, differences: Sequence[Difference], *, closed: int) -> ReconcileReport:
        return ReconcileReport(
            full=self._full,
            movements=self._counts["movements"],
            accounts=self._counts["accounts"],
            repaired=self._counts["repaired"],
            differences=tuple(differences),
            closed=closed,
            edited=tuple(self._edited),
            problems=tuple(self.problems),
        )

    def _take(self, examined: Examined) -> BatchResult:
        self._found += examined.gaps
        self.examined |= examined.subjects
        return examined.repairs
