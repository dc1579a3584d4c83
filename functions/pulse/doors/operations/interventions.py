"""Operations by which one administrator stops a prize or all payouts, or releases a prize."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from functools import partial

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.backoffice import intervene
from pulse.doors.access.rate_limits import ACTS
from pulse.doors.access.roles import Access
from pulse.doors.deployment import SLACK
from pulse.doors.operation import WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import ComposedId
from pulse.doors.wire.inputs import WithReason
from pulse.doors.wire.moments import iso
from pulse.ports import Ports
from pulse.prizes import (
    PrizeAct,
    PrizeRecord,
    Reader,
    cancel_prize,
    hold_prize,
    pause_payouts,
    release_prize,
)


class PrizeActInput(WithReason):
    prizeRecordId: ComposedId


class PrizeStateAnswer(TypedDict):
    prizeRecordId: str
    status: str
    reason: str | None
    nextAction: str | None


class PausedAnswer(TypedDict):
    paused: bool
    since: str
    """Since when prizes are paused."""


def cancel(call: Call[PrizeActInput], ports: Ports) -> Answer:
    return Answer(_prize_state(intervene(cancel_prize, _command(call), ports=ports)))


def hold(call: Call[PrizeActInput], ports: Ports) -> Answer:
    return Answer(_prize_state(intervene(hold_prize, _command(call), ports=ports)))


def release(call: Call[PrizeActInput], ports: Ports) -> Answer:
    return Answer(_prize_state(intervene(release_prize, _command(call), ports=ports)))


def _command(call: Call[PrizeActInput]) -> PrizeAct:
    return PrizeAct(call.fields.prizeRecordId, call.actor, call.fields.reason)


def _prize_state(record: PrizeRecord) -> PrizeStateAnswer:
    return {
        "prizeRecordId": record.id,
        "status": record.status.value,
        "reason": record.reason and record.reason.value,
        "nextAction": record.next_action_for(Reader.OPERATOR),
    }


def pause(call: Call[WithReason], ports: Ports) -> Answer:
    control = pause_payouts(paused=True, actor=call.actor, reason=call.fields.reason, ports=ports)

    answer: PausedAnswer = {"paused": control.paused, "since": iso(control.at)}
    return Answer(answer)


_row = partial(Operation, methods=WRITE, access=Access.ADMIN, limit=ACTS, secrets=(SLACK,))
_prize_row = partial(_row, input=PrizeActInput, answer=PrizeStateAnswer)

ROWS = (
    _prize_row(
        "cancel-prize",
        "Cancel a prize of which no transfer exists or can still appear",
        handler=cancel,
    ),
    _prize_row(
        "hold-prize",
        "Send nothing more for a prize until two administrators agree",
        handler=hold,
    ),
    _prize_row(
        "release-prize",
        "Let a prize that was stopped for review continue",
        handler=release,
    ),
    _row(
        "pause-payouts",
        "Stop every transfer within a minute; resuming takes a second administrator",
        input=WithReason,
        handler=pause,
        answer=PausedAnswer,
    ),
)
