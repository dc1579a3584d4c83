"""Operations that show what Stripe holds for a person and has paid to their bank."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from pulse.accounts import Role
from pulse.doors.access.rate_limits import LOOKS
from pulse.doors.access.roles import Access
from pulse.doors.deployment import STRIPE
from pulse.doors.operation import READ_OR_WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import BalanceTransactionId, Claim, Month, PayoutId
from pulse.doors.wire.inputs import ForPerson
from pulse.earnings import AskStatement, BankPayouts, Statement, bank_payouts, statement
from pulse.errors import InvalidRequest
from pulse.ports import Ports


class StatementInput(ForPerson):
    month: Claim[Month] = None
    payoutId: Claim[PayoutId] = None
    pageToken: Claim[BalanceTransactionId] = None


def get_payouts(call: Call[ForPerson], ports: Ports) -> Answer:
    payouts = bank_payouts(call.user_id, _role(call), ports=ports)

    return Answer(payouts.answer())


def get_statement(call: Call[StatementInput], ports: Ports) -> Answer:
    fields = call.fields
    if (fields.month is None) == (fields.payoutId is None):
        raise InvalidRequest("month or payoutId is required, and not both", field="month")
    command = AskStatement(
        user_id=call.user_id,
        role=_role(call),
        month=datetime.strptime(fields.month, "%Y-%m").replace(tzinfo=UTC) if fields.month else None,
        payout_id=fields.payoutId,
        after=fields.pageToken,
    )

    return Answer(statement(command, ports=ports).answer())


def _role(call: Call[Any]) -> Role:
    return Role.WINNER if call.fields.accountType == "winner" else Role.CREATOR


_row = partial(
    Operation,
    methods=READ_OR_WRITE,
    limit=LOOKS,
    check_revoked=False,
    secrets=(STRIPE,),
)

ROWS = (
    _row(
        "get-payouts",
        "What Stripe holds for a person and has paid to their bank; `accountType` `winner`: of their prizes",
        input=ForPerson,
        access=Access.OWN_OR_STAFF,
        handler=get_payouts,
        answer=BankPayouts,
    ),
    _row(
        "get-statement",
        "The movements of a person's account at Stripe in a `month` or of one payout, which they add up to",
        input=StatementInput,
        access=Access.PERSON,
        handler=get_statement,
        answer=Statement,
    ),
)
