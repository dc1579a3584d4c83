"""Operations that show what a person has earned."""

from __future__ import annotations

from functools import partial

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.doors.access.rate_limits import LOOKS
from pulse.doors.access.roles import Access
from pulse.doors.deployment import STRIPE
from pulse.doors.operation import READ_OR_WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import Claim, PageToken
from pulse.doors.wire.inputs import ForPerson
from pulse.earnings import TrainerEarnings, WinnerEarnings, trainer_earnings, winner_earnings
from pulse.ports import Ports
from pulse.prizes import Reader


class EarningsInput(ForPerson):
    pageToken: Claim[PageToken] = None  # noqa: N815 - the documented field name


class EarningsAnswer(TypedDict):
    earnings: TrainerEarnings


def get_earnings(call: Call[EarningsInput], ports: Ports) -> Answer:
    earnings = trainer_earnings(call.user_id, page=call.fields.pageToken, ports=ports)

    return Answer({"earnings": earnings.answer()})


def get_winner_earnings(call: Call[EarningsInput], ports: Ports) -> Answer:
    reader = Reader.OPERATOR if call.named_other else Reader.WINNER

    earnings = winner_earnings(call.user_id, call.fields.pageToken, reader=reader, ports=ports)

    return Answer(earnings.answer())


_row = partial(
    Operation,
    methods=READ_OR_WRITE,
    input=EarningsInput,
    access=Access.PERSON,
    limit=LOOKS,
    check_revoked=False,
)

ROWS = (
    _row(
        "get-earnings",
        "What a trainer has earned, and what Stripe holds for them",
        handler=get_earnings,
        answer=EarningsAnswer,
        secrets=(STRIPE,),
    ),
    _row(
        "get-winner-earnings",
        "What a winner has won: each prize with its status",
        handler=get_winner_earnings,
        answer=WinnerEarnings,
        secrets=(),
        aliases=("get-winner-prize-history",),
    ),
)
