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
from pulse.alerts import causes, notify_missing_right, notify_missing_rights
from pulse.backoffice.approvals import expire_approvals
from pulse.backoffice.cancellations import carry_out_cancellations
from pulse.backoffice.refund_requests import close_refunded
from pulse.backoffice.sweep.account_searches import continue_searches
from pulse.backoffice.sweep.missed_awards import award_missed
from pulse.backoffice.sweep.open_challenges import complete_ended
from pulse.backoffice.sweep.stale_accounts import refresh_unfinished, wake_ready_winners
from pulse.backoffice.sweep.stale_projections import project_changed
from pulse.backoffice.sweep.unheard_accounts import read_unheard
from pulse.batches import (
    ITEM_ERRORS,
    BatchResult,
    Progress,
    TimeLimit,
    each,
    is_due,
    log_failure,
    save_cursor,
    time_limit,
)
from pulse.errors import StripeNotPermitted
from pulse.inbox import catch_up, queue_stale_events, revive_unanswered
from pulse.notices import queue_notices
from pulse.pools import refresh_fundings
from pulse.ports import Ports
from pulse.prizes import (
    check_payout_schedule,
    queue_due,
    refresh_own_money,
    wake_funds,
    wake_paused,
    wake_pools,
    warn_of_contests,
    warn_unapproved,
)
from pulse.sales import find_frozen, refresh_open_payments, thaw_terms

_CAUGHT_UP = "caughtUpAt"
_CORRECTIONS_LISTED = "correctionsListedAt"
_PAYOUTS_CHECKED = "payoutScheduleCheckedAt"
_REVIVED, _REVIVED_EVERY = "failedEventsRevivedAt", timedelta(hours=1)


SECONDS_MAX = 450
"""Of the nine minutes that a scheduled function has; the rest is for the last item, and the metrics."""


@dataclass(frozen=True, slots=True)
class SweepStep:
    """*seconds_max*: after this long the step begins no further item; the next sweep does the rest."""

    name: str
    run: Callable[[Ports, TimeLimit], BatchResult]
    seconds_max: float = 30


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
    SweepStep("own_money", lambda ports, _: _read_own_money(ports=ports), 10),
    SweepStep("funds", lambda ports, _: BatchResult(wake_funds(ports=ports)), 20),
    SweepStep("resumed", lambda ports, limit: BatchResult(wake_paused(limit=limit, ports=ports))),
    SweepStep("prizes", lambda ports, limit: BatchResult(queue_due(limit=limit, ports=ports)), 60),
    SweepStep("completions", lambda ports, limit: complete_ended(limit=limit, ports=ports)),
    SweepStep("awards", lambda ports, limit: award_missed(limit=limit, ports=ports), 60),
    SweepStep("sales", lambda ports, limit: _refresh_sales(limit, ports=ports), 60),
    SweepStep("cancellations", lambda ports, limit: carry_out_cancellations(limit=limit, ports=ports), 15),
    SweepStep("fundings", lambda ports, limit: refresh_fundings(limit=limit, ports=ports), 20),
    SweepStep("pools", lambda ports, limit: wake_pools(limit=limit, ports=ports), 10),
    SweepStep("contests", lambda ports, limit: warn_of_contests(limit=limit, ports=ports), 5),
    SweepStep("approval_of_prizes", lambda ports, limit: warn_unapproved(limit=limit, ports=ports), 5),
    SweepStep("terms", lambda ports, limit: _thaw(limit, ports=ports), 10),
    SweepStep("events", lambda ports, limit: _queue_events(limit, ports=ports)),
    SweepStep("lost_events", lambda ports, limit: _catch_up(limit, ports=ports), 25),
    SweepStep("winners", lambda ports, limit: wake_ready_winners(limit=limit, ports=ports)),
    SweepStep(
        "winner_accounts", lambda ports, limit: refresh_unfinished(Role.WINNER, limit, ports=ports), 15
    ),
    SweepStep(
        "creator_accounts", lambda ports, limit: refresh_unfinished(Role.CREATOR, limit, ports=ports), 15
    ),
    SweepStep("account_searches", lambda ports, limit: continue_searches(limit, ports=ports), 10),
    SweepStep("unheard_accounts", lambda ports, limit: read_unheard(limit=limit, ports=ports), 25),
    SweepStep("approvals", lambda ports, limit: expire_approvals(limit=limit, ports=ports), 5),
    SweepStep("refund_requests", lambda ports, limit: close_refunded(limit=limit, ports=ports), 5),
    SweepStep("notices", lambda ports, limit: queue_notices(limit=limit, ports=ports), 5),
    SweepStep("projections", lambda ports, limit: project_changed(limit=limit, ports=ports), 40),
)
"""In this order: what is owed comes first, as prizes; then what anyone may write, as challenges; then what
shows it. Stripe silent makes each step that asks it wait for one call or three, and ends it.
"""


def sweep(
    *, ports: Ports, progress: Progress | None = None, steps: Sequence[SweepStep] = STEPS
) -> SweepReport:
    """Run every step, even if others fail; a failed step is in the report and raises an alert."""
    reports = []
    whole = time_limit(SECONDS_MAX, ports=ports)
    for number, step in enumerate(steps):
        if progress is not None:
            progress(step.name, number, len(steps))
        limit = time_limit(min(step.seconds_max, whole.seconds_left), ports=ports)
        reports.append(_run(step, limit, ports=ports))
    report = SweepReport(tuple(reports))
    log.write("sweep.done", clean=report.clean, done={step.name: step.result.done for step in report.steps})
    return report


def _read_own_money(*, ports: Ports) -> BatchResult:
    """What is ours each time; how Stripe pays our balance out once a day."""
    stored = refresh_own_money(ports=ports)
    if is_due(_PAYOUTS_CHECKED, timedelta(days=1), ports=ports):
        save_cursor(_PAYOUTS_CHECKED, ports.clock.now(), ports=ports)  # a key without the right asks daily
        check_payout_schedule(ports=ports)
    return BatchResult(stored)


def _queue_events(limit: TimeLimit, *, ports: Ports) -> BatchResult:
    queued = BatchResult(queue_stale_events(limit=limit, ports=ports))
    if not is_due(_REVIVED, _REVIVED_EVERY, ports=ports):
        return queued
    save_cursor(_REVIVED, ports.clock.now(), ports=ports)
    return queued + revive_unanswered(limit=limit, ports=ports)


def _catch_up(limit: TimeLimit, *, ports: Ports) -> BatchResult:
    """Less often than the other steps: it lists the recent events of many accounts at Stripe."""
    if not is_due(_CAUGHT_UP, timedelta(seconds=ports.settings.catch_up_seconds), ports=ports):
        return BatchResult()
    caught_up = catch_up(limit=limit, ports=ports)
    save_cursor(_CAUGHT_UP, ports.clock.now(), ports=ports)
    return BatchResult(caught_up.events, caught_up.problems)


def _refresh_sales(limit: TimeLimit, *, ports: Ports) -> BatchResult:
    """Due payments each time; Stripe's lists of refunds and disputes only as often as its events."""
    listing = is_due(_CORRECTIONS_LISTED, timedelta(seconds=ports.settings.catch_up_seconds), ports=ports)
    result = refresh_open_payments(ports=ports, lists_stripe=listing, limit=limit)
    if listing and not result.out_of_time:
        save_cursor(_CORRECTIONS_LISTED, ports.clock.now(), ports=ports)
    return result


def _thaw(limit: TimeLimit, *, ports: Ports) -> BatchResult:
    """Rounds that nobody bought are their owners' again."""
    return each(
        find_frozen(ports=ports),
        lambda challenge_id: int(thaw_terms(challenge_id, ports=ports)),
        lambda challenge_id: f"challenges/{challenge_id}",
        limit=limit,
    )


def _run(step: SweepStep, limit: TimeLimit, *, ports: Ports) -> StepReport:
    try:
        result = step.run(ports, limit)
        notify_missing_rights(result.missing_rights, ports=ports)
        report = StepReport(step.name, result)
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
