"""The first call that finds a winner's account ready pays the prize that waited for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.ports.store import Create
from pulse.prizes import AwardPrizes, PayPrize, award_prizes, pay_prize, prize_record_id
from tests.doors.story import ENDED, OTHER

WON = "ended_6"
CALLS = [
    ("complete-winner-stripe-onboarding", {}),
    ("get-winner-dashboard-link", {}),
    ("get-dashboard-link", {"accountType": "winner"}),
]


def waiting_prize(story) -> str:
    """A prize of a winner who has finished Stripe's form, which we do not know yet."""
    ports, ended = story.world.ports, story.documents()[f"challenges/{ENDED}"]
    entry = {
        "challengeId": WON,
        "userId": OTHER,
        "joinDate": ended["startDate"],
        "completedAt": ended["endDate"] - timedelta(hours=1),
        "pulsePoints": {"totalPoints": 120},
    }
    ports.store.commit([Create(f"challenges/{WON}", ended), Create(f"user-challenge/{WON}_{OTHER}", entry)])
    award_prizes(AwardPrizes(WON, "system:test"), ports=ports)
    opened = story.post("create-winner-connected-account", {}, token=story.token(OTHER)).json
    record_id = prize_record_id(WON, OTHER, int(story.ended_at.timestamp()))
    pay_prize(PayPrize(record_id, "system:test"), ports=ports)
    story.world.emulator.complete_onboarding(opened["accountId"])
    story.world.queue.tasks.clear()
    return record_id


@pytest.mark.parametrize(("name", "fields"), CALLS)
def test_the_call_that_finds_the_account_ready_pays_what_waited_for_it(name, fields, story):
    record_id = waiting_prize(story)
    waiting = story.documents()[f"prizeRecords/{record_id}"]

    answer = story.post(name, fields, token=story.token(OTHER))
    for task in story.world.queue.tasks:
        pay_prize(PayPrize(task.payload["prizeRecordId"], "system:test"), ports=story.world.ports)

    assert answer.status_code == 200
    assert (waiting["status"], waiting["reason"]) == ("pending", "awaiting_account")
    record = story.documents()[f"prizeRecords/{record_id}"]
    assert (record["status"], record["winnerAmount"]) == ("paid", 9_700)
    transfers = story.world.stripe.list_transfers({"transfer_group": f"prize_{record_id}"})
    assert [transfer.amount for transfer in transfers] == [9_700]
