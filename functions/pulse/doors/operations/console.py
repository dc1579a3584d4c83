"""Operations by which staff see the state of everything, and all about one prize."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.alerts import HEARTBEAT, AlertGroup, read_recent_alerts
from pulse.backoffice import Explanation, Unpaid, explain_prize, read_overview
from pulse.doors.access.rate_limits import LOOKS
from pulse.doors.access.roles import Access
from pulse.doors.deployment import SLACK, STRIPE
from pulse.doors.operation import READ_OR_WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import ComposedId
from pulse.doors.wire.inputs import Input
from pulse.doors.wire.moments import iso
from pulse.inbox import EventStatus
from pulse.ports import Ports
from pulse.prizes import Reader


class UnpaidAnswer(TypedDict):
    """Prizes that wait for one reason, in minor units."""

    status: str
    reason: str
    currency: str
    count: int
    amount: int
    oldest: str
    oldestId: str
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
    lastAt: str


class OverviewAnswer(TypedDict):
    paused: bool
    overdrawn: list[str]
    """Currencies in which our balance lacks money that belongs to pools: nothing more leaves it."""
    differences: int
    comparedInFullAt: str | None
    """Null if books and Stripe were never compared in full."""
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
    """Due for longer than a task takes."""
    alerts: list[AlertAnswer]
    """Of the last day, the newest first; without the one that proves that alerts arrive."""


class HappeningAnswer(TypedDict):
    at: str
    kind: str
    """`audit`, `journal` or `transfer`."""
    what: str
    id: str
    actor: str | None
    before: str | None
    after: str | None
    reason: str | None
    amount: int | None


class ExplainInput(Input):
    prizeRecordId: ComposedId


class ExplainAnswer(TypedDict):
    prizeRecordId: str
    userId: str
    challengeTitle: str
    status: str
    reason: str | None
    nextAction: str | None
    amount: int
    currency: str
    answer: str
    paused: bool
    accountState: str | None
    transfersKnown: bool
    """False if Stripe could not be asked."""
    flaw: str | None
    """Why the history cannot be trusted."""
    timeline: list[HappeningAnswer]


def get_overview(_call: Call[Input], ports: Ports) -> Answer:
    seen = read_overview(ports=ports)
    recent = read_recent_alerts(ports=ports)
    beat = next((one for one in recent if one.cause == HEARTBEAT), None)

    answer: OverviewAnswer = {
        "paused": seen.paused,
        "overdrawn": sorted(one.currency for one in seen.own_money if one.is_overdrawn),
        "differences": len(seen.differences),
        "comparedInFullAt": _moment(seen.cursors.get("reconciledInFullAt")),
        "inbox": {
            "waiting": seen.events[EventStatus.RECEIVED.value],
            "failed": seen.events[EventStatus.FAILED.value],
            "oldest": iso(seen.oldest_event_at),
        },
        "unpaid": [_unpaid(one) for one in seen.unpaid],
        "unreadable": list(seen.unreadable),
        "refundsAskedFor": seen.refunds_asked_for,
        "cancellations": seen.cancellations,
        "peopleOnHold": seen.people_on_hold,
        "awardsNotRecorded": seen.frozen_awards,
        "noticesUnsent": seen.notices_unsent,
        "alerts": [_alert(one) for one in recent if one is not beat],
        "heartbeatAt": iso(beat.last_at) if beat else None,
        "toldAt": iso(beat.announced_at) if beat else None,
    }
    return Answer(answer)


def _alert(one: AlertGroup) -> AlertAnswer:
    return {
        "cause": one.cause,
        "severity": one.severity.value,
        "count": one.count,
        "lastAt": iso(one.last_at),
    }


def _moment(at: object) -> str | None:
    return iso(at) if isinstance(at, datetime) else None


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


def explain(call: Call[ExplainInput], ports: Ports) -> Answer:
    seen = explain_prize(call.fields.prizeRecordId, ports=ports)

    record = seen.record
    answer: ExplainAnswer = {
        "prizeRecordId": record.id,
        "userId": record.user_id,
        "challengeTitle": record.challenge_title,
        "status": record.status.value,
        "reason": record.reason and record.reason.value,
        "nextAction": record.next_action_for(Reader.OPERATOR),
        "amount": record.winner_amount,
        "currency": record.currency,
        "answer": seen.answer,
        "paused": seen.paused,
        "accountState": seen.account.state.value if seen.account and seen.account.state else None,
        "transfersKnown": seen.transfers is not None,
        "flaw": seen.flaw.sentence if seen.flaw else None,
        "timeline": sorted([*_rows(seen), *_movements(seen)], key=lambda one: one["at"]),
    }
    return Answer(answer)


def _rows(seen: Explanation) -> Iterator[HappeningAnswer]:
    for row in seen.timeline:
        yield {
            "at": iso(row.at),
            "kind": "audit",
            "what": row.act,
            "id": row.id,
            "actor": row.actor,
            "before": row.before,
            "after": row.after,
            "reason": row.reason,
            "amount": None,
        }


def _movements(seen: Explanation) -> Iterator[HappeningAnswer]:
    """What moved by Stripe's account, and by ours."""
    for transfer in seen.transfers or ():
        at = datetime.fromtimestamp(transfer.created, UTC)
        yield _movement(
            at, "transfer", "reversed" if transfer.reversed else "sent", transfer.id, transfer.amount
        )
    for entry in seen.entries:
        amount = max(posting.amount for posting in entry.postings)
        yield _movement(entry.at, "journal", entry.kind, entry.reference, amount)


def _movement(at: datetime, kind: str, what: str, id_: str, amount: int) -> HappeningAnswer:
    return {
        "at": iso(at),
        "kind": kind,
        "what": what,
        "id": id_,
        "actor": None,
        "before": None,
        "after": None,
        "reason": None,
        "amount": amount,
    }


_row = partial(Operation, methods=READ_OR_WRITE, access=Access.STAFF, limit=LOOKS, check_revoked=False)

ROWS = (
    _row(
        "get-overview",
        "What is unpaid and why, what is unhandled, where books and Stripe differ, and whether alerts arrive",
        input=Input,
        handler=get_overview,
        answer=OverviewAnswer,
        refusals=(),
        secrets=(SLACK,),
    ),
    _row(
        "explain-prize",
        "Why a prize is not paid, and its history: records, transfers and entries in the books",
        input=ExplainInput,
        handler=explain,
        answer=ExplainAnswer,
        secrets=(STRIPE, SLACK),
    ),
)
