"""Operations by which staff see the state of everything, and what is measured of it."""

from __future__ import annotations

from functools import partial

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.alerts import HEARTBEAT, AlertGroup, read_recent_alerts
from pulse.backoffice import (
    AuditState,
    Comparison,
    InvariantState,
    Reading,
    Unpaid,
    read_metrics,
    read_overview,
)
from pulse.doors.access.rate_limits import LOOKS
from pulse.doors.access.roles import Access
from pulse.doors.deployment import SLACK
from pulse.doors.operation import READ_OR_WRITE, Answer, Call, Operation
from pulse.doors.wire.inputs import Input
from pulse.doors.wire.moments import iso
from pulse.inbox import EventStatus
from pulse.ports import Ports


class UnpaidAnswer(TypedDict):
    """Prizes that wait for one reason, in minor units."""

    status: str
    reason: str
    """Why they are not paid; empty if no reason is stored."""
    currency: str
    count: int
    """How many prizes these are."""
    amount: int
    """What their winners would receive, in minor units."""
    oldest: str
    """Since when the oldest of them has waited."""
    oldestId: str
    """The id of the oldest prize record among them."""
    overdue: int


class InboxAnswer(TypedDict):
    waiting: int
    failed: int
    oldest: str | None


class AlertAnswer(TypedDict):
    """Alerts of one cause within the last day; `count` counts different subjects."""

    cause: str
    severity: str
    count: int
    """How many different subjects it is about."""
    lastAt: str


class AuditAnswer(TypedDict):
    """Of the last check of all audit trails, which runs nightly."""

    verifiedAt: str
    """When the trails were last verified."""
    rows: int
    """How many rows were verified."""
    records: int
    """How many records have these rows."""
    broken: int
    """How many trails are not whole: 0 if all is as it was written."""
    named: list[str]
    """The first of the broken trails, each with what is wrong."""
    overdue: bool
    """Whether they were verified so long ago that a night was missed."""


class InvariantsAnswer(TypedDict):
    """Of the last nightly check of what must always hold, such as that no prize is paid twice."""

    checkedAt: str
    """When the check began."""
    broken: int
    """How many violations it found: 0 if everything holds."""
    named: list[str]
    """The first violations, each with its record."""
    overdue: bool
    """Whether the check was so long ago that a night was missed."""


class UnexplainedAnswer(TypedDict):
    """Where books and Stripe differ in one currency."""

    currency: str
    amount: int
    """The sum of the differences, each by its size, in minor units."""
    differences: int
    """How many differences these are."""


class OverviewAnswer(TypedDict):
    paused: bool
    overdrawn: list[str]
    """Currencies in which our balance lacks money that belongs to pools: nothing more leaves it."""
    differences: int
    unexplained: list[UnexplainedAnswer]
    """Empty also if nothing was compared: see `comparedInFullAt` and `comparisonOverdue`."""
    comparedInFullAt: str | None
    """When books and Stripe were last compared in full; null if never."""
    comparisonOverdue: bool
    """Whether the last full comparison is older than it may be. It is due daily."""
    heartbeatAt: str | None
    """When the alerts were last proved; null if not within a day."""
    toldAt: str | None
    """When a message last reached people; null if none does, as without Slack."""
    inbox: InboxAnswer
    unpaid: list[UnpaidAnswer]
    unreadable: list[str]
    refundsAskedFor: int
    cancellations: int
    peopleOnHold: int
    awardsNotRecorded: int
    noticesUnsent: int
    """How many notices are due for longer than a task takes."""
    audit: AuditAnswer | None
    """What the last check of the audit trails found; null if they were never verified."""
    invariants: InvariantsAnswer | None
    """What the last nightly check of the invariants found; null if they were never checked."""
    alerts: list[AlertAnswer]
    """The alerts of the last day, newest first, without the one that proves that alerts arrive."""


class MetricAnswer(TypedDict):
    name: str
    """The name of the measurement, which stays the same."""
    sentence: str
    """What is measured."""
    value: float | None
    """What was measured, in its unit; null while there is nothing to measure."""
    unit: str
    """What the value counts, such as `seconds`."""
    target: str
    """What the value should be, in words."""
    good: bool
    """Whether the value meets its target."""
    readable: bool
    """Whether it could be measured; false if a malformed document prevents it."""


class MetricsAnswer(TypedDict):
    metrics: list[MetricAnswer]
    """The measurements, those that miss their target first."""


def get_overview(_call: Call[Input], ports: Ports) -> Answer:
    seen = read_overview(ports=ports)
    recent = read_recent_alerts(ports=ports)
    beat = next((one for one in recent if one.cause == HEARTBEAT), None)

    answer: OverviewAnswer = {
        "paused": seen.paused,
        "overdrawn": sorted(one.currency for one in seen.own_money if one.is_overdrawn),
        "differences": len(seen.comparison.differences),
        "unexplained": _unexplained(seen.comparison),
        "comparedInFullAt": iso(seen.comparison.at),
        "comparisonOverdue": seen.comparison.overdue,
        "inbox": {
            "waiting": seen.events[EventStatus.RECEIVED.value],
            "failed": seen.events[EventStatus.FAILED.value],
            "oldest": iso(seen.oldest_event_at),
        },
        "unpaid": [_unpaid(one) for one in seen.unpaid],
        "unreadable": [*seen.unreadable, *seen.comparison.unreadable],
        "refundsAskedFor": seen.refunds_asked_for,
        "cancellations": seen.cancellations,
        "peopleOnHold": seen.people_on_hold,
        "awardsNotRecorded": seen.frozen_awards,
        "noticesUnsent": seen.notices_unsent,
        "audit": _audit(seen.audit) if seen.audit else None,
        "invariants": _invariants(seen.invariants) if seen.invariants else None,
        "alerts": [_alert(one) for one in recent if one is not beat],
        "heartbeatAt": iso(beat.last_at) if beat else None,
        "toldAt": iso(beat.announced_at) if beat else None,
    }
    return Answer(answer)


def _audit(state: AuditState) -> AuditAnswer:
    return {
        "verifiedAt": iso(state.verified_at),
        "rows": state.rows,
        "records": state.records,
        "broken": state.broken,
        "named": list(state.named),
        "overdue": state.overdue,
    }


def _invariants(state: InvariantState) -> InvariantsAnswer:
    return {
        "checkedAt": iso(state.checked_at),
        "broken": state.broken,
        "named": list(state.named),
        "overdue": state.overdue,
    }


def _unexplained(seen: Comparison) -> list[UnexplainedAnswer]:
    return [
        {
            "currency": currency,
            "amount": amount,
            "differences": sum(one.currency == currency for one in seen.differences),
        }
        for currency, amount in seen.unexplained.items()
    ]


def _alert(one: AlertGroup) -> AlertAnswer:
    return {
        "cause": one.cause,
        "severity": one.severity.value,
        "count": one.count,
        "lastAt": iso(one.last_at),
    }


def _unpaid(one: Unpaid) -> UnpaidAnswer:
    return {
        "status": one.status.value,
        "reason": one.reason,
        "currency": one.currency,
        "count": one.count,
        "amount": one.amount,
        "oldest": iso(one.oldest),
        "oldestId": one.oldest_id,
        "overdue": one.overdue,
    }


def get_metrics(_call: Call[Input], ports: Ports) -> Answer:
    readings = sorted(read_metrics(ports=ports), key=lambda one: one.good)

    answer: MetricsAnswer = {"metrics": [_metric(one) for one in readings]}
    return Answer(answer)


def _metric(reading: Reading) -> MetricAnswer:
    metric = reading.metric
    return {
        "name": metric.name,
        "sentence": metric.sentence,
        "value": reading.value,
        "unit": metric.unit,
        "target": metric.target,
        "good": reading.good,
        "readable": reading.readable,
    }


_row = partial(
    Operation,
    methods=READ_OR_WRITE,
    input=Input,
    access=Access.STAFF,
    limit=LOOKS,
    refusals=(),
    check_revoked=False,
    secrets=(SLACK,),
)

ROWS = (
    _row(
        "get-overview",
        "What is unpaid and why, what is unhandled, where books and Stripe differ, and whether alerts arrive",
        handler=get_overview,
        answer=OverviewAnswer,
    ),
    _row(
        "get-metrics",
        "The measured figures with their targets, those that miss them first",
        handler=get_metrics,
        answer=MetricsAnswer,
    ),
)
