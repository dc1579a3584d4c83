"""The sweep: finds what nobody enqueued, told or woke. Every few minutes, and on demand.

Tasks, triggers and webhooks make things fast; the sweep makes them sure. Every step asks the records what
is due and hands it to the use case that would have been called anyway, so any number of sweeps, also at the
same time, do no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from pulse import log
from pulse.accounts import Role
from pulse.backoffice.approvals import expire_approvals
from pulse.backoffice.sweep.missed_awards import award_missed
from pulse.backoffice.sweep.stale_accounts import refresh_unfinished, wake_ready_winners
from pulse.backoffice.sweep.stale_projections import project_changed
from pulse.batches import CONTAINED, Tally, due, set_mark, word
from pulse.inbox import catch_up, queue_stale_events, revive_unanswered
from pulse.ports import Alert, Ports, Severity
from pulse.prizes import queue_due, wake_funds, wake_paused
from pulse.sales import refresh_open_payments

_CAUGHT_UP = "caughtUpAt"
_CORRECTIONS_LISTED = "correctionsListedAt"
_REVIVED, _REVIVED_EVERY = "failedEventsRevivedAt", timedelta(hours=1)
Progress = Callable[[str, int, int], None]
"""Told what comes next, how many steps are done, and of how many."""


@dataclass(frozen=True, slots=True)
class SweepStep:
    name: str
    run: Callable[[Ports], Tally]


@dataclass(frozen=True, slots=True)
class StepReport:
    """*error*: the machine word of what stopped the step; None when it went through."""

    name: str
    tally: Tally
    error: str | None = None

    @property
    def clean(self) -> bool:
        return self.error is None and not self.tally.problems


@dataclass(frozen=True, slots=True)
class SweepReport:
    steps: tuple[StepReport, ...]

    @property
    def clean(self) -> bool:
        return all(step.clean for step in self.steps)

    def done(self, name: str) -> int:
        return sum(step.tally.done for step in self.steps if step.name == name)


STEPS = (
    SweepStep("awards", lambda ports: award_missed(ports=ports)),
    SweepStep("funds", lambda ports: Tally(wake_funds(ports=ports))),
    SweepStep("resumed", lambda ports: Tally(wake_paused(ports=ports))),
    SweepStep("prizes", lambda ports: Tally(queue_due(ports=ports))),
    SweepStep("sales", lambda ports: _settled(ports)),
    SweepStep("events", lambda ports: _events(ports)),
    SweepStep("lost_events", lambda ports: _caught_up(ports)),
    SweepStep("winners", lambda ports: wake_ready_winners(ports=ports)),
    SweepStep("winner_accounts", lambda ports: refresh_unfinished(Role.WINNER, ports=ports)),
    SweepStep("creator_accounts", lambda ports: refresh_unfinished(Role.CREATOR, ports=ports)),
    SweepStep("projections", lambda ports: project_changed(ports=ports)),
    SweepStep("approvals", lambda ports: Tally(expire_approvals(ports=ports))),
)
"""In this order: what decides about money comes before what shows it."""


def sweep(
    *, ports: Ports, progress: Progress | None = None, steps: Sequence[SweepStep] = STEPS
) -> SweepReport:
    """Run every step, whatever becomes of the others; what failed is in the report and alerted."""
    reports = []
    for number, step in enumerate(steps):
        if progress is not None:
            progress(step.name, number, len(steps))
        reports.append(_run(step, ports))
    report = SweepReport(tuple(reports))
    log.write("sweep.done", clean=report.clean, done={step.name: step.tally.done for step in report.steps})
    return report


def _events(ports: Ports) -> Tally:
    queued = queue_stale_events(ports=ports)
    if not due(_REVIVED, _REVIVED_EVERY, ports=ports):
        return Tally(queued)
    set_mark(_REVIVED, ports.clock.now(), ports=ports)
    return Tally(queued + revive_unanswered(ports=ports))


def _caught_up(ports: Ports) -> Tally:
    """Less often than the rest: it asks Stripe for every event of a while, of many accounts."""
    if not due(_CAUGHT_UP, timedelta(seconds=ports.settings.catch_up_seconds), ports=ports):
        return Tally()
    caught_up = catch_up(ports=ports)
    set_mark(_CAUGHT_UP, ports.clock.now(), ports=ports)
    return Tally(caught_up.events, caught_up.problems)


def _settled(ports: Ports) -> Tally:
    """What is due each time; Stripe's lists of refunds and disputes only as often as its events."""
    listing = due(_CORRECTIONS_LISTED, timedelta(seconds=ports.settings.catch_up_seconds), ports=ports)
    settled = refresh_open_payments(ports=ports, lists_stripe=listing)
    if listing:
        set_mark(_CORRECTIONS_LISTED, ports.clock.now(), ports=ports)
    unclear = ("payments: no_clear_answer",) * settled.unclear
    return Tally(settled.asked - settled.unclear, unclear)


def _run(step: SweepStep, ports: Ports) -> StepReport:
    try:
        report = StepReport(step.name, step.run(ports))
    except CONTAINED as error:
        report = StepReport(step.name, Tally(), word(error))
    if not report.clean:
        _alert(report, ports)
    return report


def _alert(report: StepReport, ports: Ports) -> None:
    ports.alerts.raise_alert(
        Alert(
            cause=f"sweep.{report.name}_failed",
            severity=Severity.ERROR,
            message="A part of the sweep did not go through. It is tried again by the next one.",
            facts={
                "step": report.name,
                "error": report.error,
                "problem_count": len(report.tally.problems),
                "problems": list(report.tally.problems[:10]),
            },
        )
    )
