"""The operation that shows a pool line by line: who paid in sees their own payments, operators everything."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.doors.access.rate_limits import LOOKS
from pulse.doors.access.roles import Access
from pulse.doors.operation import READ_OR_WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import Id
from pulse.doors.wire.inputs import Input
from pulse.doors.wire.moments import iso
from pulse.doors.wire.statement_csv import statement_csv
from pulse.pools import FundingLine, Statement, balances, read_pool_statement
from pulse.ports import Ports


class StatementInput(Input):
    challengeId: Id
    format: Annotated[Literal["json", "csv"], Field(description="json or csv")] = "json"


class StatementLine(TypedDict):
    at: str | None
    what: str
    """What made the pool more or less."""
    amount: int
    """What it did to the pool, in minor units; a negative amount took from it."""
    heldAfter: int
    reference: str
    """The object at Stripe, or the decision."""
    about: str
    """The record that it is about."""


class FundingLineFields(TypedDict):
    id: str
    """The id of the payment into the pool."""
    payerId: str
    status: str
    amount: int
    """What the pool got, in minor units."""
    processingFee: int
    total: int
    refunded: int
    """What went back to the payer of the pool's part, in minor units. So are the sums that follow."""
    disputed: int
    returning: int
    left: int
    waitsForApproval: bool
    paidAt: str | None


class StatementFields(TypedDict):
    challengeId: str
    currency: str
    at: str | None
    """When the statement was made."""
    isWhole: bool
    """Everything; otherwise the reader's own payments."""
    addsUp: bool
    pool: dict[str, int]
    """The whole pool's sums, by what made them."""
    held: int
    """Their sum: what the pool has."""
    total: int
    """The sum of the lines."""
    lines: list[StatementLine]
    fundings: list[FundingLineFields]


class StatementAnswer(TypedDict):
    statement: StatementFields
    csv: str | None


def show_statement(call: Call[StatementInput], ports: Ports) -> Answer:
    fields = call.fields

    found = read_pool_statement(fields.challengeId, call.user_id, as_staff=call.as_staff, ports=ports)

    text = statement_csv(found) if fields.format == "csv" else None
    answer: StatementAnswer = {"statement": statement_fields(found), "csv": text}
    return Answer(answer)


def statement_fields(found: Statement) -> StatementFields:
    return {
        "challengeId": found.challenge_id,
        "currency": found.currency,
        "at": iso(found.at),
        "isWhole": found.is_whole,
        "addsUp": found.adds_up,
        "pool": {term.value: amount for term, amount in found.pool.items()},
        "held": found.held,
        "total": found.total,
        "lines": [
            {
                "at": iso(line.at),
                "what": line.term.value,
                "amount": line.amount,
                "heldAfter": held,
                "reference": line.reference,
                "about": line.subject,
            }
            for line, held in balances(found.lines)
        ],
        "fundings": [_funding_fields(one) for one in found.fundings],
    }


def _funding_fields(line: FundingLine) -> FundingLineFields:
    funding = line.funding
    return {
        "id": funding.funding_id,
        "payerId": funding.payer_id,
        "status": funding.status.value,
        "amount": funding.amount,
        "processingFee": funding.processing_fee,
        "total": funding.total,
        "refunded": line.refunded,
        "disputed": line.disputed,
        "returning": line.returning,
        "left": line.left,
        "waitsForApproval": funding.is_held,
        "paidAt": iso(funding.charged_at),
    }


ROWS = (
    Operation(
        "get-pool-statement",
        "What became of one's own payments into a prize pool, line by line; staff see every line",
        methods=READ_OR_WRITE,
        input=StatementInput,
        access=Access.OWN_OR_STAFF,
        limit=LOOKS,
        handler=show_statement,
        answer=StatementAnswer,
        check_revoked=False,
    ),
)
