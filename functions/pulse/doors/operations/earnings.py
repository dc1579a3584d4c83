"""The operation that shows what a trainer has earned."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.doors.access.rate_limits import LOOKS
from pulse.doors.access.roles import Access
from pulse.doors.deployment import STRIPE
from pulse.doors.operation import READ_OR_WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import Claim, PageToken
from pulse.doors.wire.inputs import ForPerson
from pulse.earnings import TrainerEarnings, trainer_earnings
from pulse.ports import Ports


class EarningsInput(ForPerson):
    pageToken: Claim[PageToken] = None


class EarningsAnswer(TypedDict):
    earnings: TrainerEarnings


def get_earnings(call: Call[EarningsInput], ports: Ports) -> Answer:
    earnings = trainer_earnings(call.user_id, page=call.fields.pageToken, ports=ports)

    return Answer({"earnings": earnings.answer()})


ROWS = (
    Operation(
        "get-earnings",
        "What a trainer has earned, and what Stripe holds for them",
        methods=READ_OR_WRITE,
        input=EarningsInput,
        access=Access.PERSON,
        limit=LOOKS,
        check_revoked=False,
        handler=get_earnings,
        answer=EarningsAnswer,
        secrets=(STRIPE,),
    ),
)
