"""Operations on personal data: erase or export it, for the person or for an administrator."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from typing import Any

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.backoffice import (
    EraseUser,
    Erasure,
    delete_my_data,
    erase_user,
    export_my_data,
    refuse_party,
)
from pulse.doors.access.rate_limits import ACTS, RARELY
from pulse.doors.access.roles import Access
from pulse.doors.operation import READ_OR_WRITE, WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import Id
from pulse.doors.wire.inputs import ForPerson, WithReason
from pulse.ports import Ports


class EraseInput(WithReason):
    userId: Id
    """The person to erase, not the caller."""

    def claimed(self) -> list[str]:
        return [] if self.buyerId is None else [self.buyerId]


class ErasureAnswer(TypedDict):
    userId: str
    status: str
    """How far the erasure is."""


class ExportAnswer(TypedDict):
    export: dict[str, Any]


def erase(call: Call[EraseInput], ports: Ports) -> Answer:
    command = EraseUser(user_id=call.fields.userId, actor=call.actor, reason=call.fields.reason)

    refuse_party(call.actor, [command.user_id])  # for themselves there is delete-my-data
    erasure = erase_user(command, ports=ports)

    return Answer(_erasure(erasure))


def delete_mine(call: Call[ForPerson], ports: Ports) -> Answer:
    erasure = delete_my_data(call.caller.user_id, ports=ports)

    return Answer(_erasure(erasure))


def _erasure(erasure: Erasure) -> ErasureAnswer:
    return {"userId": erasure.user_id, "status": erasure.status.value}


def export(call: Call[ForPerson], ports: Ports) -> Answer:
    answer: ExportAnswer = {"export": export_my_data(call.user_id, ports=ports)}
    return Answer(answer)


ROWS = (
    Operation(
        "erase-user",
        "Erase a person, and end their sign-in",
        methods=WRITE,
        input=EraseInput,
        access=Access.ADMIN,
        limit=ACTS,
        handler=erase,
        answer=ErasureAnswer,
        ends_sign_in=True,
    ),
    Operation(
        "delete-my-data",
        "Erase the caller and end their sign-in; 409 `money_on_its_way` while their money is on its way",
        methods=WRITE,
        input=ForPerson,
        access=Access.ONESELF,
        limit=RARELY,
        handler=delete_mine,
        answer=ErasureAnswer,
        ends_sign_in=True,
    ),
    Operation(
        "export-my-data",
        "Everything that is known about a person",
        methods=READ_OR_WRITE,
        input=ForPerson,
        access=Access.PERSON,
        limit=RARELY,
        handler=export,
        answer=ExportAnswer,
        secrets=(),
    ),
)
