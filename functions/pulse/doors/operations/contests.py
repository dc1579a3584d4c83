"""Operations on contests: a ranked participant says that a place of a result is wrong, or withdraws that."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from functools import partial

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.doors.access.rate_limits import MONEY
from pulse.doors.access.roles import Access
from pulse.doors.operation import WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import ComposedId, Evidence, Grounds, Id, Place
from pulse.doors.wire.inputs import Input
from pulse.doors.wire.moments import iso
from pulse.ports import Ports
from pulse.prizes import ContestAward, WithdrawContest, contest_award, withdraw_contest


class ContestInput(Input):
    challengeId: Id
    placement: Place
    """The place that is wrong, from 1 on."""
    reason: Grounds
    """Why the place is wrong."""
    evidence: Evidence = ()


class WithdrawInput(Input):
    contestId: ComposedId


class ContestAnswer(TypedDict):
    contestId: str
    reviewUntil: str | None


class WithdrawAnswer(TypedDict):
    contestId: str


def contest(call: Call[ContestInput], ports: Ports) -> Answer:
    command = ContestAward(
        challenge_id=call.fields.challengeId,
        user_id=call.caller.user_id,
        placement=call.fields.placement,
        reason=call.fields.reason,
        evidence=call.fields.evidence,
    )

    contested = contest_award(command, ports=ports)

    answer: ContestAnswer = {
        "contestId": contested.contest.contest_id,
        "reviewUntil": iso(contested.review_until),
    }
    return Answer(answer)


def withdraw(call: Call[WithdrawInput], ports: Ports) -> Answer:
    command = WithdrawContest(call.fields.contestId, call.caller.user_id)

    withdrawn = withdraw_contest(command, ports=ports)

    answer: WithdrawAnswer = {"contestId": withdrawn.contest_id}
    return Answer(answer)


_row = partial(Operation, access=Access.ONESELF, methods=WRITE, limit=MONEY)

ROWS = (
    _row(
        "contest-award",
        "Contest a place of a result in which one is ranked, until the end of its review",
        input=ContestInput,
        handler=contest,
        answer=ContestAnswer,
        refusals=(404, 409),
    ),
    _row(
        "withdraw-contest",
        "Withdraw one's own contest",
        input=WithdrawInput,
        handler=withdraw,
        answer=WithdrawAnswer,
        refusals=(404, 409),
    ),
)
