"""Operations on prize pools: pay in, confirm or cancel the payment, and see what a pool has."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from functools import partial
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.doors.access.rate_limits import LOOKS, MONEY
from pulse.doors.access.roles import Access
from pulse.doors.operation import READ_OR_WRITE, WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import Cents, Claim, Currency, Distribution, Id, PaymentIntentId, Shares
from pulse.doors.wire.inputs import Input
from pulse.doors.wire.moments import iso
from pulse.pools import (
    CompletePoolFunding,
    Funding,
    FundPrizePool,
    PrizePool,
    cancel_pool_funding,
    complete_pool_funding,
    fund_prize_pool,
    read_prize_pool,
)
from pulse.ports import Ports


class FundInput(Input):
    challengeId: Id
    amount: Cents
    """What the pool is to get, in minor units; the processing fee is added to it."""
    currency: Claim[Currency] = None
    winnerCount: Annotated[int | None, Field(ge=1, le=1_000, description="a whole number from 1 to 1000")] = (
        None
    )
    """How many places win. It stays once money is paid in."""
    distributionType: Claim[Distribution] = None
    """How the pool is divided among the places. It stays once money is paid in."""
    customDistribution: Shares | None = None


class FundingInput(Input):
    challengeId: Id
    paymentId: PaymentIntentId


class PoolInput(Input):
    challengeId: Id


class FundAnswer(TypedDict):
    paymentIntentId: str
    clientSecret: str
    amount: int
    """What the pool gets, in minor units."""
    processingFee: int
    total: int
    currency: str


class OwnFunding(TypedDict):
    id: str
    """The id of the payment into the pool."""
    paymentId: str | None
    payerId: str
    amount: int
    """What the pool gets, in minor units."""
    processingFee: int
    total: int
    currency: str
    status: str
    waitsForApproval: bool
    refunded: int
    """What went back to the payer or was taken back by a bank, of the pool's part, in minor units."""
    createdAt: str | None
    paidAt: str | None


class PoolFields(TypedDict):
    challengeId: str
    currency: str
    funded: int
    clean: int
    settlingUntil: str | None
    awarded: int
    paid: int
    returned: int
    available: int
    """What was paid in and is not awarded, in minor units; never below 0."""
    status: str
    """How far the pool is."""
    reviewUntil: str | None
    ownFundings: list[OwnFunding]


class PoolAnswer(TypedDict):
    pool: PoolFields


def fund(call: Call[FundInput], ports: Ports) -> Answer:
    fields = call.fields
    command = FundPrizePool(
        challenge_id=fields.challengeId,
        payer_id=call.caller.user_id,
        amount=fields.amount,
        currency=fields.currency,
        distribution_type=fields.distributionType,
        custom_distribution=fields.customDistribution,
        winner_count=fields.winnerCount,
    )

    unpaid = fund_prize_pool(command, ports=ports)

    answer: FundAnswer = {
        "paymentIntentId": unpaid.payment_intent_id,
        "clientSecret": unpaid.client_secret,
        "amount": unpaid.amount,
        "processingFee": unpaid.processing_fee,
        "total": unpaid.total,
        "currency": unpaid.currency,
    }
    return Answer(answer)


def complete(call: Call[FundingInput], ports: Ports) -> Answer:
    return Answer(_pool(complete_pool_funding(_command(call), ports=ports)))


def cancel(call: Call[FundingInput], ports: Ports) -> Answer:
    return Answer(_pool(cancel_pool_funding(_command(call), ports=ports)))


def _command(call: Call[FundingInput]) -> CompletePoolFunding:
    return CompletePoolFunding(
        challenge_id=call.fields.challengeId, payment_id=call.fields.paymentId, actor=call.actor
    )


def show(call: Call[PoolInput], ports: Ports) -> Answer:
    pool = read_prize_pool(call.fields.challengeId, call.user_id, as_staff=call.as_staff, ports=ports)

    return Answer(_pool(pool))


def _pool(pool: PrizePool) -> PoolAnswer:
    return {
        "pool": {
            "challengeId": pool.challenge_id,
            "currency": pool.currency,
            "funded": pool.sums.funded,
            "clean": pool.sums.clean,
            "settlingUntil": iso(pool.sums.settling_until),
            "awarded": pool.standing.awarded,
            "paid": pool.standing.paid,
            "returned": pool.standing.returned,
            "available": pool.available,
            "status": pool.status.value,
            "reviewUntil": iso(pool.review_until),
            "ownFundings": [_own_funding(one) for one in pool.own_fundings],
        }
    }


def _own_funding(funding: Funding) -> OwnFunding:
    return {
        "id": funding.funding_id,
        "paymentId": funding.payment_intent_id,
        "payerId": funding.payer_id,
        "amount": funding.amount,
        "processingFee": funding.processing_fee,
        "total": funding.total,
        "currency": funding.currency,
        "status": funding.status.value,
        "waitsForApproval": funding.is_held,
        "refunded": funding.taken,
        "createdAt": iso(funding.created_at),
        "paidAt": iso(funding.charged_at),
    }


_row = partial(Operation, access=Access.ONESELF, methods=WRITE, limit=MONEY)

ROWS = (
    _row(
        "fund-prize-pool",
        "Pay into the prize pool of one's own challenge: a PaymentIntent on the platform",
        input=FundInput,
        handler=fund,
        answer=FundAnswer,
    ),
    _row(
        "complete-pool-funding",
        "After the client confirmed the payment into a pool: ask Stripe, and record it",
        input=FundingInput,
        handler=complete,
        answer=PoolAnswer,
    ),
    _row(
        "cancel-pool-funding",
        "Cancel one's own unpaid payment into a pool",
        input=FundingInput,
        handler=cancel,
        answer=PoolAnswer,
    ),
    Operation(
        "get-prize-pool",
        "What a challenge's prize pool has; payments are shown to who paid and to staff",
        methods=READ_OR_WRITE,
        input=PoolInput,
        access=Access.OWN_OR_STAFF,
        limit=LOOKS,
        handler=show,
        answer=PoolAnswer,
        check_revoked=False,
    ),
)
