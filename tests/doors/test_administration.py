"""Administrators' acts and people's own data at the doors: second administrators, ended sign-ins, exports."""

from __future__ import annotations

import pytest

from pulse.backoffice import sweep
from pulse.ports.store import Create, Query
from tests.doors.cast import PAID_IN
from tests.doors.story import ADMIN, BUYER, FAN, QUITTER, ROUND, SECOND_ADMIN, SUPPORT, TRAINER, Story
from tests.world import TEST_SETTINGS


def post(story, name, admin=ADMIN, **fields):
    return story.post(name, fields, token=story.admin_token(admin))


@pytest.mark.parametrize("name", ["get-pool-statement", "get-prize-pool"])
def test_an_administrator_whose_sign_in_was_revoked_reads_no_whole_pool(name, story):
    fields = {"challengeId": PAID_IN}
    read = story.get(name, query_string=fields, token=story.admin_token(ADMIN))
    story.google.revoke(ADMIN)
    refused = story.get(name, query_string=fields, token=story.admin_token(ADMIN))

    assert (read.status_code, refused.status_code) == (200, 401), refused.json


def test_support_reads_a_whole_pool_and_anybodys_payouts_and_the_person_is_told_of_it(story):
    token = story.support_token()
    pool = story.post("get-pool-statement", {"challengeId": PAID_IN}, token=token)
    sums = story.post("get-prize-pool", {"challengeId": PAID_IN}, token=token)
    payouts = story.post("get-payouts", {"userId": TRAINER}, token=token)

    assert (pool.status_code, sums.status_code, payouts.status_code) == (200, 200, 200), payouts.json
    assert pool.json["statement"]["isWhole"] is True
    shown = story.documents()[f"disclosures/{TRAINER}"]
    assert (shown["operation"], shown["shownTo"]) == ("get-payouts", SUPPORT)


@pytest.mark.parametrize(
    ("name", "fields"),
    [("get-statement", {"month": "2026-11"}), ("get-earnings", {}), ("export-my-data", {})],
)
def test_support_reads_nothing_else_of_other_people(name, fields, story):
    answer = story.post(name, {"userId": TRAINER, **fields}, token=story.support_token())

    assert answer.status_code == 403, answer.json


def test_support_without_a_second_factor_reads_of_a_pool_what_anybody_does(story):
    answer = story.post(
        "get-pool-statement", {"challengeId": PAID_IN}, token=story.token(SUPPORT, support=True)
    )

    assert (answer.status_code, answer.json["code"]) == (404, "funding_not_found")


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

    def test_a_person_is_stopped_by_one_and_goes_on_by_two(self, story):
        held = post(story, "hold-person", userId=TRAINER, reason="odd")
        refused = story.post("create-payment-intent", {"challengeId": ROUND}, token=story.token(BUYER))
        act = {"act": "release_person", "subjectId": TRAINER, "reason": "talked to them"}
        asked = post(story, "request-approval", **act)
        alone = post(story, "approve-request", **act)
        agreed = post(story, "approve-request", SECOND_ADMIN, **act)
        sold = story.post("create-payment-intent", {"challengeId": ROUND}, token=story.token(BUYER))

        assert (held.json["userId"], held.json["held"]) == (TRAINER, True)
        assert (refused.status_code, refused.json["code"]) == (409, "seller_on_hold")
        assert (asked.json["status"], alone.status_code, agreed.json["status"]) == ("requested", 403, "used")
        assert sold.status_code == 200

    def test_a_challenge_that_was_paid_for_is_cancelled_by_two_after_its_refunds(self, story):
        act = {"act": "cancel_challenge", "subjectId": ROUND, "reason": "the trainer is ill"}
        post(story, "request-approval", **act)
        agreed = post(story, "approve-request", SECOND_ADMIN, **act)
        refused = story.post("create-payment-intent", {"challengeId": ROUND}, token=story.token(BUYER))
        sweep(ports=story.world.ports)

        assert agreed.json["subject"] == f"challenges/{ROUND}"
        assert (refused.status_code, refused.json["code"]) == (409, "not_for_sale")
        assert story.documents()[f"payments/{story.paid}"]["status"] == "refunded"
        assert story.documents()[f"challenges/{ROUND}"]["status"] == "cancelled"

    def test_a_refund_at_our_cost_above_the_days_limit_is_refused(self):
        limit = {"platform_pays_per_day_cents_max": (("usd", 999),)}
        story = Story(settings=TEST_SETTINGS.model_copy(update=limit))

        answer = post(story, "refund-payment", paymentId=story.paid, amount=1_000, policy="platform_pays")

        assert (answer.status_code, answer.json["code"]) == (409, "limit_reached")
        assert (answer.json["limit"], answer.json["spent"]) == (999, 0)

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


READS = ["export-my-data", "get-earnings", "get-winner-earnings", "complete-stripe-onboarding"]


def disclosed(story, user_id):
    of_person = Query("auditLog", where=[("subject", "==", f"disclosures/{user_id}")])
    return [
        (row.fields["act"], row.fields["reason"], row.fields["actor"])
        for row in story.world.store.query(of_person)
    ]


@pytest.mark.parametrize("name", READS)
def test_who_reads_another_persons_data_leaves_a_row(name, story):
    answer = story.get(name, query_string={"userId": TRAINER}, token=story.admin_token())

    assert answer.status_code == 200
    assert disclosed(story, TRAINER) == [("data.disclosed", name, "admin")]


@pytest.mark.parametrize("name", READS)
def test_of_ones_own_data_there_is_no_row(name, story):
    story.get(name, query_string={"userId": TRAINER}, token=story.token(TRAINER))

    assert disclosed(story, TRAINER) == []


def test_what_cannot_be_audited_is_not_shown(story):
    story.world.store.commit([Create(f"disclosures/{TRAINER}", {"count": "damaged"})])

    answer = story.get("export-my-data", query_string={"userId": TRAINER}, token=story.admin_token())

    assert answer.status_code == 500
    assert "export" not in answer.json


def test_a_refused_read_leaves_no_row(story):
    story.get("export-my-data", query_string={"userId": TRAINER}, token=story.token(FAN))
    unknown = story.get("export-my-data", query_string={"userId": "nobody_1"}, token=story.admin_token())

    assert unknown.status_code == 404
    assert disclosed(story, TRAINER) == disclosed(story, "nobody_1") == []


class TestParties:
    def test_an_administrator_who_owns_the_challenge_pays_no_prize_of_it(self, story):
        before = story.documents()

        answer = post(story, "payout-prize-money", TRAINER, prizeRecordId=story.prize_record_id)

        assert (answer.status_code, answer.json["code"]) == (403, "party_to_it")
        assert story.documents() == before

    @pytest.mark.parametrize("name", ["cancel-prize", "hold-prize"])
    def test_nor_do_they_cancel_or_hold_one(self, name, story):
        answer = post(story, name, TRAINER, prizeRecordId=story.prize_record_id, reason="why")

        assert (answer.status_code, answer.json["code"]) == (403, "party_to_it")

    def test_an_administrator_erases_themselves_like_any_other_person(self, story):
        refused = post(story, "erase-user", QUITTER, userId=QUITTER, reason="me")
        done = story.post("delete-my-data", token=story.token(QUITTER))

        assert (refused.status_code, refused.json["code"]) == (403, "party_to_it")
        assert done.status_code == 200


def test_the_token_of_an_erased_person_brings_nothing_back(story):
    own = story.token(QUITTER)
    story.post("delete-my-data", token=own)
    left = story.documents()

    answers = [story.post(name, token=own) for name in ("get-earnings", "create-connected-account")]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json["code"] == "erased"
    assert story.documents() == left


def test_an_erasure_that_stopped_half_way_is_finished_by_the_person_and_by_nothing_else(story):
    story.erasure_of(QUITTER)

    other = story.get("export-my-data", token=story.token(QUITTER))
    again = story.post("delete-my-data", token=story.token(QUITTER))

    assert (other.status_code, again.status_code) == (401, 200)
    assert f"users/{QUITTER}" not in story.documents()
    assert story.google.deleted == {QUITTER}


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
