"""The sweep: finds work that no task, trigger or webhook has picked up. Every few minutes, and on demand.

Tasks, triggers and webhooks make the work fast; the sweep makes it certain. Each step reads what is due from
the records and calls the usual use case. So any number of sweeps is harmless, even at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pulse import log
from pulse.accounts import Role
from pulse.alerts import causes, notify_missing_right
from pulse.backoffice.approvals import expire_approvals
from pulse.backoffice.sweep.missed_awards import award_missed
from pulse.backoffice.sweep.open_challenges import complete_ended
from pulse.backoffice.sweep.stale_accounts import refresh_unfinished, wake_ready_winners
from pulse.backoffice.sweep.stale_projections import project_changed
from pulse.batches import ITEM_ERRORS, BatchResult, Progress, is_due, log_failure, save_cursor
from pulse.errors import StripeNotPermitted
from pulse.inbox import catch_up, queue_stale_events, revive_unanswered
from pulse.ports import Ports
from pulse.prizes import queue_due, wake_funds, wake_paused
from pulse.sales import refresh_open_payments

_CAUGHT_UP = "caughtUpAt"
_CORRECTIONS_LISTED = "correctionsListedAt"
_REVIVED, _REVIVED_EVERY = "failedEventsRevivedAt", timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SweepStep:
    name: str
    run: Callable[[Ports], BatchResult]


@dataclass(frozen=True, slots=True)
class StepReport:
    """*error*: the machine word of the error that stopped the step; None if nothing did."""

    name: str
    result: BatchResult
    error: str | None = None

    @property
    def clean(self) -> bool:
        return self.error is None and not self.result.problems


@dataclass(frozen=True, slots=True)
class SweepReport:
    steps: tuple[StepReport, ...]

    @property
    def clean(self) -> bool:
        return all(step.clean for step in self.steps)

    def done(self, name: str) -> int:
        return sum(step.result.done for step in self.steps if step.name == name)


STEPS = (
    SweepStep("completions", lambda ports: complete_ended(ports=ports)),
    SweepStep("awards", lambda ports: award_missed(ports=ports)),
    SweepStep("funds", lambda ports: BatchResult(wake_funds(ports=ports))),
    SweepStep("resumed", lambda ports: BatchResult(wake_paused(ports=ports))),
    SweepStep("prizes", lambda ports: BatchResult(queue_due(ports=ports))),
    SweepStep("sales", lambda ports: _refresh_sales(ports=ports)),
    SweepStep("events", lambda ports: _queue_events(ports=ports)),
    SweepStep("lost_events", lambda ports: _catch_up(ports=ports)),
    SweepStep("winners", lambda ports: wake_ready_winners(ports=ports)),
    SweepStep("winner_accounts", lambda ports: refresh_unfinished(Role.WINNER, ports=ports)),
    SweepStep("creator_accounts", lambda ports: refresh_unfinished(Role.CREATOR, ports=ports)),
    SweepStep("projections", lambda ports: project_changed(ports=ports)),
    SweepStep("approvals", lambda ports: BatchResult(expire_approvals(ports=ports))),
)
"""In this order: steps that decide about money come before steps that show it."""


def sweep(
    *, ports: Ports, progress: Progress | None = None, steps: Sequence[SweepStep] = STEPS
) -> SweepReport:
    """Run every step, even if others fail; a failed step is in the report and raises an alert."""
    reports = []
    for number, step in enumerate(steps):
        if progress is not None:
            progress(step.name, number, len(steps))
        reports.append(_run(step, ports=ports))
    report = SweepReport(tuple(reports))
    log.write("sweep.done", clean=report.clean, done={step.name: step.result.done for step in report.steps})
    return report


def _queue_events(*, ports: Ports) -> BatchResult:
    queued = queue_stale_events(ports=ports)
    if not is_due(_REVIVED, _REVIVED_EVERY, ports=ports):
        return BatchResult(queued)
    save_cursor(_REVIVED, ports.clock.now(), ports=ports)
    return BatchResult(queued + revive_unanswered(ports=ports))


def _catch_up(*, ports: Ports) -> BatchResult:
    """Less often than the other steps: it lists the recent events of many accounts at Stripe."""
    if not is_due(_CAUGHT_UP, timedelta(seconds=ports.settings.catch_up_seconds), ports=ports):
        return BatchResult()
    caught_up = catch_up(ports=ports)
    save_cursor(_CAUGHT_UP, ports.clock.now(), ports=ports)
    return BatchResult(caught_up.events, caught_up.problems)


def _refresh_sales(*, ports: Ports) -> BatchResult:
    """Due payments each time; Stripe's lists of refunds and disputes only as often as its events."""
    listing = is_due(_CORRECTIONS_LISTED, timedelta(seconds=ports.settings.catch_up_seconds), ports=ports)
    settled = refresh_open_payments(ports=ports, lists_stripe=listing)
    if listing:
        save_cursor(_CORRECTIONS_LISTED, ports.clock.now(), ports=ports)
    unclear = ("payments: no_clear_answer",) * settled.unclear
    return BatchResult(settled.asked - settled.unclear, unclear)


def _run(step: SweepStep, *, ports: Ports) -> StepReport:
    try:
        report = StepReport(step.name, step.run(ports))
    except ITEM_ERRORS as error:
        if isinstance(error, StripeNotPermitted):
            notify_missing_right(error, ports=ports)
        report = StepReport(step.name, BatchResult(), log_failure(error))
    if not report.clean:
        _alert(report, ports=ports)
    return report


def _alert(report: StepReport, *, ports: Ports) -> None:
    ports.alerts.raise_alert(
        causes.SWEEP_STEP_FAILED.of(report.name).alert(
            "A part of the sweep failed. The next sweep tries it again.",
            facts={
                "step": report.name,
                "error": report.error,
                "problem_count": len(report.result.problems),
                "problems": list(report.result.problems[:10]),
            },
        )
    )
