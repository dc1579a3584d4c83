"""Operations on prizes: award them, pay them, and show what a place is worth."""

# ruff: noqa: N815 - the documented field names

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict  # pydantic reads it on Python 3.11, for the OpenAPI document

from pulse.backoffice import pay_for_others
from pulse.doors.access.rate_limits import ACTS, LOOKS, MONEY
from pulse.doors.access.roles import Access
from pulse.doors.deployment import SLACK
from pulse.doors.operation import READ, WRITE, Answer, Call, Operation
from pulse.doors.wire.fields import ComposedId, Id, Place
from pulse.doors.wire.inputs import Input
from pulse.doors.wire.moments import iso
from pulse.ports import Ports
from pulse.prizes import (
    AwardPrizes,
    PaymentOutcome,
    PayPrize,
    PrizeRecord,
    PrizeStatus,
    Reader,
    Winner,
    award_prizes,
    fetch_prize_records,
    fetch_standings,
    fetch_winner_prize_info,
    require_challenge_owner,
)


class AwardInput(Input):
    challengeId: Id


class PayoutInput(Input):
    prizeRecordId: ComposedId


class PlaceInput(Input):
    challengeId: Id
    placement: Place


class WinnerEntry(TypedDict):
    userId: str
    username: str | None
    userChallengeId: str
    placement: int
    score: float
    prizeAmount: int


class AwardedPrize(TypedDict):
    id: str
    """The id of the prize record."""
    challengeId: str
    userId: str
    placement: int
    prizeAmount: int
    winnerAmount: int
    platformFee: int
    status: str
    reason: str | None
    nextAction: str | None


class WinnersAnswer(TypedDict):
    winners: list[WinnerEntry]
    """The places that win, best first."""
    totalPrizeAmount: int
    unassignedAmount: int
    prizeRecords: list[AwardedPrize]


class PayoutAnswer(TypedDict):
    transferId: str | None
    winnerAmount: int
    platformFee: int
    recipient: str
    """The winner's username, or their uid if they have none."""
    challengeTitle: str
    status: str
    reason: str | None
    nextAction: str | None
    message: NotRequired[str]


class ChallengePrize(TypedDict):
    title: str
    subtitle: str
    prizeAmount: int
    placement: int
    startDate: str | None
    endDate: str | None
    totalPrizePool: int
    distributionType: str
    winnerCount: int
    currency: str


class PrizeInfoAnswer(TypedDict):
    challengeInfo: ChallengePrize


def calculate_winners(call: Call[AwardInput], ports: Ports) -> Answer:
    command = AwardPrizes(call.fields.challengeId, call.actor, by_admin=call.as_admin)

    if not call.as_admin:
        require_challenge_owner(command.challenge_id, call.caller.user_id, ports=ports)
    award = award_prizes(command, ports=ports)
    places = fetch_standings(award, ports=ports)
    records = fetch_prize_records(award.challenge_id, ports=ports)
    reader = Reader.OPERATOR if call.as_admin else Reader.TRAINER

    answer: WinnersAnswer = {
        "winners": [_winner(place) for place in places if place.prize_amount > 0],
        "totalPrizeAmount": award.pool,
        "unassignedAmount": award.unassigned_amount,
        "prizeRecords": [_awarded_prize(record, reader) for record in records],
    }
    return Answer(answer)


def _winner(winner: Winner) -> WinnerEntry:
    return {
        "userId": winner.user_id,
        "username": winner.username,
        "userChallengeId": winner.user_challenge_id,
        "placement": winner.placement,
        "score": winner.score,
        "prizeAmount": winner.prize_amount,
    }


def _awarded_prize(record: PrizeRecord, reader: Reader) -> AwardedPrize:
    return {
        "id": record.id,
        "challengeId": record.challenge_id,
        "userId": record.user_id,
        "placement": record.placement,
        "prizeAmount": record.prize_amount,
        "winnerAmount": record.winner_amount,
        "platformFee": record.platform_fee,
        "status": record.status.value,
        "reason": record.reason and record.reason.value,
        "nextAction": record.next_action_for(reader),
    }


def payout_prize_money(call: Call[PayoutInput], ports: Ports) -> Answer:
    command = PayPrize(call.fields.prizeRecordId, call.actor)

    outcome = pay_for_others(command, ports=ports)

    status = 200 if outcome.record.status is PrizeStatus.PAID else 202
    return Answer(_payout(outcome), status)


def _payout(outcome: PaymentOutcome) -> PayoutAnswer:
    record = outcome.record
    answer: PayoutAnswer = {
        "transferId": record.stripe_transfer_id,
        "winnerAmount": record.winner_amount,
        "platformFee": record.platform_fee,
        "recipient": outcome.username or record.user_id,
        "challengeTitle": record.challenge_title,
        "status": record.status.value,
        "reason": record.reason and record.reason.value,
        "nextAction": record.next_action_for(Reader.OPERATOR),
    }
    if outcome.already and record.status is PrizeStatus.PAID:
        answer["message"] = "Already paid"
    return answer


def get_winner_prize_info(call: Call[PlaceInput], ports: Ports) -> Answer:
    prize = fetch_winner_prize_info(call.fields.challengeId, call.fields.placement, ports=ports)

    answer: PrizeInfoAnswer = {
        "challengeInfo": {
            "title": prize.title,
            "subtitle": prize.subtitle,
            "prizeAmount": prize.prize_amount,
            "placement": prize.placement,
            "startDate": iso(prize.start_date),
            "endDate": iso(prize.end_date),
            "totalPrizePool": prize.total_prize_pool,
            "distributionType": prize.distribution_type,
            "winnerCount": prize.winner_count,
            "currency": prize.currency,
        }
    }
    return Answer(answer)


ROWS = (
    Operation(
        "calculate-winners",
        "Award a challenge that has ended; a second call returns the first result",
        methods=WRITE,
        input=AwardInput,
        access=Access.CHALLENGE_OWNER,
        limit=MONEY,
        handler=calculate_winners,
        answer=WinnersAnswer,
        secrets=(SLACK,),
    ),
    Operation(
        "payout-prize-money",
        "Transfer a prize to its winner, or answer 202 and say why not yet",
        methods=WRITE,
        input=PayoutInput,
        access=Access.ADMIN,
        limit=ACTS,
        handler=payout_prize_money,
        answer=PayoutAnswer,
        refusals=(202, 404, 409),
    ),
    Operation(
        "get-winner-prize-info",
        "What a place in a challenge is worth",
        methods=READ,
        input=PlaceInput,
        access=Access.PERSON,
        limit=LOOKS,
        handler=get_winner_prize_info,
        answer=PrizeInfoAnswer,
        check_revoked=False,
        secrets=(),
    ),
)
