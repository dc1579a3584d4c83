"""`nextAction` in an answer is the caller's sentence: winner, trainer and administrator read their own."""

from __future__ import annotations

import pytest

from pulse.prizes import SENTENCES, Reason
from tests.doors.story import ENDED, TRAINER, WINNER

REVIEWED = SENTENCES[Reason.IN_REVIEW]


def prizes_of(answer):
    return answer.json["prizeRecords"]


def test_the_trainer_and_an_administrator_read_different_sentences_of_one_award(story):
    for token, sentence in (
        (story.token(TRAINER), REVIEWED.trainer),
        (story.admin_token(), REVIEWED.operator),
    ):
        answer = story.post("calculate-winners", {"challengeId": ENDED}, token=token)
        assert [(one["reason"], one["nextAction"]) for one in prizes_of(answer)] == [("in_review", sentence)]


def test_the_winner_and_an_administrator_read_different_sentences_of_one_prize(story):
    own = story.get("get-winner-earnings", token=story.token(WINNER))
    other = story.get("get-winner-earnings", query_string={"userId": WINNER}, token=story.admin_token())

    assert {one["nextAction"] for one in prizes_of(own)} == {REVIEWED.winner}
    assert {one["nextAction"] for one in prizes_of(other)} == {REVIEWED.operator}


@pytest.mark.parametrize("name", ["hold-prize", "payout-prize-money"])
def test_who_acts_on_a_prize_reads_what_operators_do(name, story):
    story.post("pause-payouts", {"reason": "odd"}, token=story.admin_token())
    fields = {"prizeRecordId": story.prize_record_id, **({"reason": "odd"} if name == "hold-prize" else {})}

    answer = story.post(name, fields, token=story.admin_token())

    assert answer.json["nextAction"] == SENTENCES[Reason(answer.json["reason"])].operator


@pytest.mark.parametrize(
    ("name", "owner"),
    [("complete-stripe-onboarding", TRAINER), ("complete-winner-stripe-onboarding", WINNER)],
)
def test_an_administrator_is_told_what_the_owner_of_an_account_is_told(name, owner, story):
    own = story.get(name, token=story.token(owner)).json
    other = story.get(name, query_string={"userId": owner}, token=story.admin_token()).json

    assert own["nextAction"] == own["message"] == "Nothing to do: you can be paid."
    assert other["nextAction"] == f'The owner of the account is told: "{own["nextAction"]}"'
