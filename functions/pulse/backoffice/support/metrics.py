"""The guide's metrics with their targets, and other early signs, from our own records.

`status` shows what `read_metrics` returns, and the sweep logs it for the alerts of Cloud Monitoring
(`monitoring/`). Cloud Monitoring has the share of failed requests also from `door.answered`, by the minute.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pulse import log
from pulse.backoffice.support import measure as of
from pulse.batches import ITEM_ERRORS, log_failure
from pulse.errors import OutcomeUnknown
from pulse.ports import Ports

Unit = Literal["percent", "seconds", "count", "cents"]


class Figure(Protocol):
    """Reads our own records; None while there is nothing to measure."""

    def __call__(self, *, ports: Ports) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Metric:
    """*target* is the guide's text, *good* decides whether a value meets it."""

    name: str
    sentence: str
    unit: Unit
    target: str
    good: Callable[[float], bool]
    measure: Figure


@dataclass(frozen=True, slots=True)
class Reading:
    """*value* is None while there is nothing to measure; that counts as good."""

    metric: Metric
    value: float | None
    readable: bool = True
    """False: a malformed document prevents the measurement, so the value is unknown."""

    @property
    def good(self) -> bool:
        return self.readable and (self.value is None or self.metric.good(self.value))


def read_metrics(*, ports: Ports) -> list[Reading]:
    """Read only our own records: it works while Stripe is away. A dozen aggregations and a few queries."""
    return [_read(metric, ports=ports) for metric in METRICS]


def write_metrics(*, ports: Ports) -> Sequence[Reading]:
    """Log one line a reading, for log-based metrics; none where there is nothing to measure."""
    readings = read_metrics(ports=ports)
    for reading in readings:
        if reading.value is not None or not reading.readable:
            name, unit = reading.metric.name, reading.metric.unit
            severity = "INFO" if reading.good else "WARNING"
            log.write(
                "metric", severity=severity, metric=name, value=reading.value, unit=unit, good=reading.good
            )
    return readings


def _read(metric: Metric, *, ports: Ports) -> Reading:
    """A metric that cannot be read, because of a malformed document, does not hide the others."""
    try:
        return Reading(metric, metric.measure(ports=ports))
    except OutcomeUnknown:
        raise
    except ITEM_ERRORS as error:
        log.write("metric.not_read", severity="ERROR", metric=metric.name, error=log_failure(error))
        return Reading(metric, None, readable=False)


def _above(limit: float) -> Callable[[float], bool]:
    return lambda value: value > limit


def _always(_: float) -> bool:
    return True


def _below(limit: float) -> Callable[[float], bool]:
    return lambda value: value < limit


METRICS = (
    Metric("onboarding_success", "accounts now active", "percent", "> 90", _above(90), of.onboarding_success),
    Metric("transfer_success", "prizes paid and kept", "percent", "> 99", _above(99), of.transfer_success),
    Metric("onboarding_time", "mean time", "seconds", "< 24 h", _below(86_400), of.onboarding_seconds),
    Metric("webhook_time", "events handled, 95 of 100", "seconds", "< 5", _below(5), of.event_seconds),
    Metric("error_rate", "operations that failed", "percent", "< 1", _below(1), of.error_rate),
    Metric("failed_transfers", "prizes stopped for review", "count", "0", _below(1), of.failed_transfers),
    Metric("webhook_failures", "events given up", "count", "0", _below(1), of.event_failures),
    Metric("verification_failures", "rejected by Stripe", "count", "0", _below(1), of.verification_failures),
    Metric("held_prizes", "prizes for two administrators", "count", "0", _below(1), of.held),
    Metric("outbox_age", "the most overdue prize", "seconds", "< 15 min", _below(900), of.outbox_age),
    Metric("inbox_age", "the oldest unhandled event", "seconds", "< 15 min", _below(900), of.inbox_age),
    Metric("stuck_records", "prizes that nobody works on", "count", "0", _below(1), of.stuck),
    Metric("negative_margins", "sales at a loss", "count", "watched", _always, of.negative_margins),
    Metric("unexplained_cents", "books against Stripe", "cents", "0", _below(1), of.unexplained_cents),
    Metric("critical_alerts", "of the last day", "count", "0", _below(1), of.critical_alerts),
)  # fmt: skip
