"""What a person may ask of the data about them, and an administrator for them."""

from __future__ import annotations

from pulse.backoffice import EraseUser, Erasure, delete_my_data, erase_user, export_my_data
from pulse.doors.answers import ErasureAnswer, ExportAnswer
from pulse.doors.inputs import ForPerson, PersonToErase
from pulse.doors.operation import Answer, Call
from pulse.ports import Ports


def delete_mine(call: Call[ForPerson], ports: Ports) -> Answer:
    return _erased(delete_my_data(call.caller.user_id, ports=ports))


def erase(call: Call[PersonToErase], ports: Ports) -> Answer:
    command = EraseUser(user_id=call.fields.userId, actor=call.actor, reason=call.fields.reason)
    return _erased(erase_user(command, ports=ports))


def export(call: Call[ForPerson], ports: Ports) -> Answer:
    answer: ExportAnswer = {"export": export_my_data(call.user_id, ports=ports)}
    return Answer(answer)


def _erased(erasure: Erasure) -> Answer:
    answer: ErasureAnswer = {"userId": erasure.user_id, "status": erasure.status.value}
    return Answer(answer)
