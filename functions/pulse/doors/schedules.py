"""What runs by the clock: the sweep, the comparison with Stripe, and the nightly checks."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from firebase_functions import scheduler_fn
from firebase_functions.scheduler_fn import ScheduledEvent

from pulse import backoffice, log
from pulse.doors.clients import connect
from pulse.doors.deployment import SCHEDULES, SLACK, STRIPE, options
from pulse.ports import Ports

_ALONE = options(STRIPE, SLACK, account=SCHEDULES, instances=1, timeout_seconds=540)
"""Event functions have at most nine minutes. Two sweeps at once would be harmless but useless."""


@scheduler_fn.on_schedule(schedule="every 5 minutes", **_ALONE)
def sweep(event: ScheduledEvent) -> None:
    """Find what was not enqueued; watch the metrics; send the alert that proves that alerts arrive."""
    _run("sweep", event, _sweep_and_watch)


@scheduler_fn.on_schedule(schedule="every 1 hours", **_ALONE)
def reconcile(event: ScheduledEvent) -> None:
    _run("reconcile", event, lambda ports: backoffice.reconcile(ports=ports))


@scheduler_fn.on_schedule(schedule="every day 03:30", **_ALONE)
def nightly(event: ScheduledEvent) -> None:
    """Write the day's audit heads; check every audit trail and every invariant."""
    _run("nightly", event, lambda ports: backoffice.run_nightly(ports=ports))


def _sweep_and_watch(ports: Ports) -> None:
    backoffice.sweep(ports=ports)
    backoffice.watch(ports=ports)


def _run(name: str, event: ScheduledEvent, work: Callable[[Ports], object]) -> None:
    with log.context(request_id=uuid.uuid4().hex, operation=name, job=event.job_name):
        try:
            work(connect().ports)
        except Exception as error:
            log.write_exception("schedule.failed", error)
            raise
        log.write("schedule.done")
