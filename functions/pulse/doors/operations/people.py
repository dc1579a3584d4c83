"""The operation by which one administrator stops a person's sales and prizes."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.backoffice import HoldPerson, hold_person
from pulse.doors.access.rate_limits import ACTS
from pulse.doors.access.roles import Access
from pulse.doors.operation import WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import Id
from pulse.doors.wire.inputs import WithReason
from pulse.ports import Ports


class HoldPersonInput(WithReason):
    userId: Id
    """The person to stop, not the caller."""

    def claimed(self) -> list[str]:
        return [] if self.buyerId is None else [self.buyerId]


class PersonHoldAnswer(TypedDict):
    userId: str
    held: bool
    """Whether the person is stopped."""


def hold(call: Call[HoldPersonInput], ports: Ports) -> Answer:
    command = HoldPerson(call.fields.userId, call.actor, call.fields.reason)

    held = hold_person(command, ports=ports)

    answer: PersonHoldAnswer = {"userId": held.user_id, "held": held.held}
    return Answer(answer)


ROWS = (
    Operation(
        "hold-person",
        "Stop a person's sales and prizes; two administrators let them go on (`release_person`)",
        methods=WRITE,
        input=HoldPersonInput,
        access=Access.ADMIN,
        limit=ACTS,
        handler=hold,
        answer=PersonHoldAnswer,
    ),
)
