"""The operation by which an administrator has one of Stripe's events handled again."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.backoffice import ReplayEvent, replay_event
from pulse.doors.access.rate_limits import ACTS
from pulse.doors.access.roles import Access
from pulse.doors.deployment import SLACK
from pulse.doors.operation import WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import EventId
from pulse.doors.wire.inputs import WithReason
from pulse.ports import Ports


class ReplayInput(WithReason):
    eventId: EventId


class ReplayAnswer(TypedDict):
    eventId: str
    path: str
    """The record of the replays of this event, as `replays/{id}`."""
    count: int
    """How often the event was replayed, this time included."""


def replay(call: Call[ReplayInput], ports: Ports) -> Answer:
    command = ReplayEvent(call.fields.eventId, call.actor, call.fields.reason)

    recorded = replay_event(command, ports=ports)

    answer: ReplayAnswer = {
        "eventId": recorded.event_id,
        "path": recorded.path,
        "count": recorded.count,
    }
    return Answer(answer)


ROWS = (
    Operation(
        "replay-event",
        "Handle one of Stripe's events again: its object is fetched again, so nothing is done twice",
        methods=WRITE,
        input=ReplayInput,
        access=Access.ADMIN,
        limit=ACTS,
        handler=replay,
        answer=ReplayAnswer,
        secrets=(SLACK,),
    ),
)
