"""What the tests expect of the operations on prizes."""

from __future__ import annotations

from tests.doors.cast import ADMIN, ENDED, TRAINER, WINNER
from tests.doors.expected import GET, POST, SLACK, Expected, Sample
from tests.e2e.js.may import FEE_CENTS, RECEIVED_CENTS, Like, May
from tests.e2e.js.may_not import MayNot, Reached, naming_another, prize, unless_administrator
from tests.e2e.js.scene import PRIZE_CENTS, Scene


def calculate_winners(scene: Scene) -> May:
    owner, winner = scene.person(), scene.person()
    challenge_id = scene.ended(owner, winner)
    return May(
        owner,
        {"challengeId": challenge_id},
        {"winners.0.userId": winner.uid, "winners.0.placement": 1, "totalPrizeAmount": PRIZE_CENTS},
        lambda answer: {
            f"awards/{challenge_id}": {"status": "recorded", "pool": PRIZE_CENTS},
            f"prizeRecords/{answer['prizeRecords'][0]['id']}": {
                "userId": winner.uid,
                "winnerAmount": RECEIVED_CENTS,
                "platformFee": FEE_CENTS,
            },
        },
    )


def calculate_winners_refused(reached: Reached) -> list[MayNot]:
    ended = {"challengeId": reached.ended}
    return [MayNot(reached.other, ended), MayNot(reached.other, {**ended, "userId": reached.owner.uid})]


def payout_prize_money(scene: Scene) -> May:
    winner = scene.winner()
    prize_record_id = scene.unpaid_prize(winner)
    paid = {"winnerAmount": RECEIVED_CENTS, "platformFee": FEE_CENTS, "status": "paid"}
    return May(
        scene.administrator(),
        {"prizeRecordId": prize_record_id},
        {**paid, "recipient": winner.username, "transferId": Like(r"tr_\w+"), "message": None},
        lambda answer: {
            f"prizeRecords/{prize_record_id}": {**paid, "stripeTransferId": answer["transferId"]},
            f"/v1/transfers/{answer['transferId']}": {
                "amount": RECEIVED_CENTS,
                "metadata.prize_record_id": prize_record_id,
            },
        },
    )


def get_winner_prize_info(scene: Scene) -> May:
    challenge_id = scene.challenge(scene.person())
    worth = {"challengeInfo.prizeAmount": PRIZE_CENTS, "challengeInfo.placement": 1}
    return May(scene.person(), {"challengeId": challenge_id, "placement": 1}, worth)


def get_winner_prize_info_refused(reached: Reached) -> list[MayNot]:
    return naming_another(challengeId=reached.ended, placement=1)(reached)


EXPECTED = {
    "calculate-winners": Expected(
        methods=POST,
        sample=lambda _story: Sample({"challengeId": ENDED}, TRAINER),
        may=calculate_winners,
        may_not=calculate_winners_refused,
        secrets=frozenset({SLACK}),
        stripe_calls_max=0,
    ),
    "payout-prize-money": Expected(
        methods=POST,
        sample=lambda story: Sample({"prizeRecordId": story.prize_record_id}, ADMIN),
        may=payout_prize_money,
        may_not=unless_administrator(prize),
    ),
    "get-winner-prize-info": Expected(
        methods=GET,
        sample=lambda _story: Sample({"userId": WINNER, "challengeId": ENDED, "placement": "1"}, WINNER),
        may=get_winner_prize_info,
        may_not=get_winner_prize_info_refused,
        secrets=frozenset(),
        costly=False,
        stripe_calls_max=0,
    ),
}
