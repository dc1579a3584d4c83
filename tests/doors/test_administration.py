"""Administrators' acts and people's own data at the doors: second administrators, ended sign-ins, exports."""

from __future__ import annotations

import pytest

from tests.doors.story import ADMIN, FAN, QUITTER, SECOND_ADMIN, TRAINER, Story
from tests.world import TEST_SETTINGS


def post(story, name, admin=ADMIN, **fields):
    return story.post(name, fields, token=story.admin_token(admin))


class TestTwoAdministrators:
    def test_what_one_asks_for_another_does_by_agreeing(self, story):
        answer = post(story, "approve-request", act="refund-payment", subjectId=story.paid, reason="agreed")

        assert answer.status_code == 200
        assert (answer.json["requestedBy"], answer.json["approvedBy"]) == (SECOND_ADMIN, ADMIN)
        assert story.documents()[f"payments/{story.paid}"]["refundedAmount"] == 500

    def test_nobody_agrees_to_what_they_asked_for_themselves(self, story):
        answer = post(
            story, "approve-request", SECOND_ADMIN, act="refund-payment", subjectId=story.paid, reason="me"
        )

        assert answer.status_code == 403
        assert story.documents()[f"payments/{story.paid}"]["refundedAmount"] == 0

    def test_an_act_that_nobody_asked_for_is_not_agreed_to(self, story):
        subject, before = story.prize_record_id, story.documents()

        answer = post(story, "approve-request", act="pay-prize", subjectId=subject, reason="agreed")

        assert answer.status_code in {404, 409}
        assert story.documents() == before

    def test_a_refund_above_the_cap_names_the_act_to_ask_for(self):
        story = Story(settings=TEST_SETTINGS.model_copy(update={"refund_approval_cap_cents": 999}))

        answer = post(story, "refund-payment", paymentId=story.paid, amount=1_000)

        assert answer.status_code == 409
        assert (answer.json["code"], answer.json["act"]) == ("approval_required", "refund-payment")

    def test_pausing_takes_one_and_stops_the_next_payout(self, story):
        paused = post(story, "pause-payouts", reason="something is odd")
        payout = post(story, "payout-prize-money", prizeRecordId=story.prize_record_id)

        assert paused.json["paused"] is True
        assert payout.status_code == 202
        assert payout.json["reason"] == "payouts_paused"


LINKS = [
    "create-connected-account",
    "create-winner-connected-account",
    "get-dashboard-link",
    "get-winner-dashboard-link",
]


@pytest.mark.parametrize("name", LINKS)
def test_an_administrator_does_not_take_somebody_elses_link_unseen(name, story):
    post(story, name, userId=TRAINER)

    (told,) = [one for one in story.world.alerts.raised if one.cause == "link.requested"]
    assert (told.subject, told.facts["actor"], told.announced) == (f"users/{TRAINER}", ADMIN, True)


@pytest.mark.parametrize("name", LINKS)
def test_of_ones_own_link_nobody_hears(name, story):
    story.post(name, {}, token=story.token(TRAINER))

    assert "link.requested" not in story.world.alerts.causes()


class TestForgetting:
    @pytest.mark.parametrize("by", ["themselves", "an administrator"])
    def test_who_is_forgotten_can_no_longer_sign_in(self, by, story):
        own = story.token(QUITTER)
        if by == "themselves":
            answer = story.post("delete-my-data", token=own)
        else:
            answer = post(story, "erase-user", userId=QUITTER, reason="asked by letter")

        assert answer.status_code == 200
        assert answer.json["status"] == "done"
        assert f"users/{QUITTER}" not in story.documents()
        assert story.google.deleted == {QUITTER}
        assert story.post("delete-my-data", token=own).status_code == 401

    def test_an_administrators_own_sign_in_is_not_the_one_that_ends(self, story):
        post(story, "erase-user", userId=QUITTER, reason="asked by letter")

        assert ADMIN not in story.google.deleted

    def test_while_money_is_on_its_way_nobody_is_forgotten_or_signed_out(self, story):
        answer = story.post("delete-my-data", token=story.token(FAN))

        assert answer.status_code == 409
        assert answer.json["code"] == "money_on_its_way"
        assert answer.json["obstacles"]
        assert story.documents()[f"users/{FAN}"]["username"] == FAN
        assert story.google.deleted == set()

    def test_when_the_sign_in_cannot_be_ended_asking_again_finishes_it(self, story):
        story.google.undeletable = True
        first = post(story, "erase-user", userId=QUITTER, reason="asked by letter")
        story.google.undeletable = False
        second = post(story, "erase-user", userId=QUITTER, reason="asked by letter")

        assert (first.status_code, second.status_code) == (503, 200)
        assert story.google.deleted == {QUITTER}


def test_an_export_holds_what_is_known_and_no_link_that_lets_anybody_in(story):
    story.post("create-connected-account", token=story.token(TRAINER))

    answer = story.get("export-my-data", token=story.token(TRAINER))

    assert answer.json["export"]["profile"]["email"] == "trainer_1@example.com"
    assert [sale["id"] for sale in answer.json["export"]["sales"]] == [story.paid]
    assert "/setup/" not in answer.text
