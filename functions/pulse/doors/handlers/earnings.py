"""Operations that show what somebody has earned."""

from __future__ import annotations

from pulse.doors.inputs import PageOfPerson
from pulse.doors.operation import Answer, Call
from pulse.earnings import trainer_earnings, winner_earnings
from pulse.ports import Ports


def get_earnings(call: Call[PageOfPerson], ports: Ports) -> Answer:
    earnings = trainer_earnings(call.user_id, page=call.fields.pageToken, ports=ports)
    return Answer({"earnings": earnings.answer()})


def get_winner_earnings(call: Call[PageOfPerson], ports: Ports) -> Answer:
    earnings = winner_earnings(call.user_id, call.fields.pageToken, ports=ports)
    return Answer(earnings.answer())
