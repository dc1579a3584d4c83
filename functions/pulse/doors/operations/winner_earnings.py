"""The operation that shows what a winner has won."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from pulse.doors.access.rate_limits import LOOKS
from pulse.doors.access.roles import Access
from pulse.doors.operation import READ_OR_WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import Claim, PageToken
from pulse.doors.wire.inputs import ForPerson
from pulse.earnings import WinnerEarnings, winner_earnings
from pulse.ports import Ports
from pulse.prizes import Reader


class WinnerEarningsInput(ForPerson):
    pageToken: Claim[PageToken] = None


def get_winner_earnings(call: Call[WinnerEarningsInput], ports: Ports) -> Answer:
    reader = Reader.OPERATOR if call.named_other else Reader.WINNER

    earnings = winner_earnings(call.user_id, call.fields.pageToken, reader=reader, ports=ports)

    return Answer(earnings.answer())


ROWS = (
    Operation(
        "get-winner-earnings",
        "What a winner has won: each prize with its status",
        methods=READ_OR_WRITE,
        input=WinnerEarningsInput,
        access=Access.PERSON,
        limit=LOOKS,
        check_revoked=False,
        handler=get_winner_earnings,
        answer=WinnerEarnings,
        secrets=(),
        aliases=("get-winner-prize-history",),
    ),
)
