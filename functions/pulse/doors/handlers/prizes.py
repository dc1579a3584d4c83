"""Operations on prizes: the result, the payment, and what a place is worth."""

from __future__ import annotations

from pulse.doors.answers import AwardedPrize, PayoutAnswer, PrizeInfoAnswer, WinnerEntry, WinnersAnswer
from pulse.doors.inputs import ChallengeOnly, PrizePlace, PrizeRecordOnly
from pulse.doors.moments import iso
from pulse.doors.operation import Answer, Call
from pulse.ports import Ports
from pulse.prizes import (
    AwardPrizes,
    PaymentOutcome,
    PayPrize,
    PrizeRecord,
    PrizeStatus,
    Winner,
    award_prizes,
    fetch_prize_records,
    fetch_standings,
    fetch_winner_prize_info,
    pay_prize,
    require_challenge_owner,
)


def calculate_winners(call: Call[ChallengeOnly], ports: Ports) -> Answer:
    if not call.as_admin:
        require_challenge_owner(call.fields.challengeId, call.caller.user_id, ports=ports)

    command = AwardPrizes(call.fields.challengeId, call.actor, by_admin=call.as_admin)
    award = award_prizes(command, ports=ports)
    places = fetch_standings(award, ports=ports)
    records = fetch_prize_records(award.challenge_id, ports=ports)

    answer: WinnersAnswer = {
        "winners": [_winner(place) for place in places if place.prize_amount > 0],
        "totalPrizeAmount": award.pool,
        "unassignedAmount": award.unassigned_amount,
        "prizeRecords": [_awarded(record) for record in records],
    }
    return Answer(answer)


def payout_prize_money(call: Call[PrizeRecordOnly], ports: Ports) -> Answer:
    outcome = pay_prize(PayPrize(call.fields.prizeRecordId, call.actor), ports=ports)

    answer = _payout(outcome)
    if outcome.record.status is not PrizeStatus.PAID:
        return Answer(answer, 202)
    if outcome.already:
        answer["message"] = "Already paid"
    return Answer(answer)


def get_winner_prize_info(call: Call[PrizePlace], ports: Ports) -> Answer:
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


def _winner(winner: Winner) -> WinnerEntry:
    return {
        "userId": winner.user_id,
        "username": winner.username,
        "userChallengeId": winner.user_challenge_id,
        "placement": winner.placement,
        "score": winner.score,
        "prizeAmount": winner.prize_amount,
    }


def _awarded(record: PrizeRecord) -> AwardedPrize:
    return {
        "id": record.id,
        "challengeId": record.challenge_id,
        "userId": record.user_id,
        "placement": record.placement,
        "prizeAmount": record.prize_amount,
        "winnerAmount": record.winner_amount,
        "platformFee": record.platform_fee,
        "status": record.status.value,
    }


def _payout(outcome: PaymentOutcome) -> PayoutAnswer:
    record = outcome.record
    return {
        "transferId": record.stripe_transfer_id,
        "winnerAmount": record.winner_amount,
        "platformFee": record.platform_fee,
        "recipient": outcome.username or record.user_id,
        "challengeTitle": record.challenge_title,
        "status": record.status.value,
        "reason": record.reason and record.reason.value,
        "nextAction": record.next_action,
    }
