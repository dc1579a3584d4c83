"""What an app can meet: a pause, an erased person, a reset, and refusals with their words."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from local.people import Auth
from pulse.doors.access.caller import Caller
from pulse.doors.access.roles import admin_obstacle
from pulse.settings import Settings


def test_an_administrators_token_tells_of_the_second_factor_that_production_asks_for(app, scene):
    admin, one_factor = scene.administrator(), scene.person("one_factor", admin=True)

    def obstacle(person):
        caller = Caller(person.uid, app.claims(person))
        return admin_obstacle(caller, Settings(), address=None, now=datetime.now(UTC))

    assert app.claims(admin)["firebase"]["sign_in_second_factor"] == "phone"
    assert obstacle(admin) is None
    assert obstacle(one_factor).code == "second_factor_required"


def test_during_a_pause_a_prize_waits_and_after_two_administrators_resume_it_is_paid_once(scene):
    winner, one, another = scene.winner(), scene.administrator(), scene.administrator()
    resume = {"act": "resume-payouts", "subjectId": "payouts", "reason": "it was nothing"}
    scene.does(one, "pausePayouts", reason="something is odd")
    prize_record_id = scene.prize(winner, waits_for="payouts_paused")

    waiting = scene.does(one, "payoutPrizeMoney", prizeRecordId=prize_record_id)
    scene.does(one, "requestApproval", **resume)
    by_oneself = scene.app.call(one, "approveRequest", **resume)
    still_waiting = scene.does(one, "payoutPrizeMoney", prizeRecordId=prize_record_id)
    resumed = scene.does(another, "approveRequest", **resume)
    paid = scene.does(one, "payoutPrizeMoney", prizeRecordId=prize_record_id)
    again = scene.does(another, "payoutPrizeMoney", prizeRecordId=prize_record_id)

    assert by_oneself.refusal == ("permission-denied", "same_person")
    for answer in (waiting, still_waiting):
        assert (answer["status"], answer["reason"]) == ("pending", "payouts_paused")
        assert answer["transferId"] is None
    assert (resumed["status"], resumed["subject"]) == ("used", "control/payouts")
    assert scene.there("control/payouts")["paused"] is False
    assert (again["transferId"], again["message"]) == (paid["transferId"], "Already paid")
    transfers = scene.there(f"/v1/transfers?transfer_group=prize_{prize_record_id}")["data"]
    assert [(transfer["id"], transfer["amount"]) for transfer in transfers] == [(paid["transferId"], 9_700)]


@pytest.mark.parametrize("by", ["themselves", "an administrator"])
def test_the_app_of_an_erased_person_is_signed_out_for_good(by, scene):
    person, admin = scene.person(), scene.administrator()
    assert scene.does(person, "exportMyData")["export"]["profile"]["email"] == person.email

    if by == "themselves":
        scene.does(person, "deleteMyData")
    else:
        scene.does(admin, "eraseUser", userId=person.uid, reason="asked by letter")

    assert scene.app.call(person, "exportMyData").refusal == ("unauthenticated", "not_signed_in")
    with pytest.raises(httpx.HTTPStatusError, match="400"):
        Auth(scene.stage.where.auth).id_token(person)
    gone = scene.app.call(admin, "exportMyData", userId=person.uid)
    assert gone.refusal == ("not-found", "user_not_found")


def test_while_a_prize_is_owed_nobody_is_erased_and_the_app_is_told_what_stands_against_it(scene):
    winner, admin = scene.person(), scene.administrator()
    prize_record_id = scene.prize(winner)

    outcomes = [
        scene.app.call(winner, "deleteMyData"),
        scene.app.call(admin, "eraseUser", userId=winner.uid, reason="asked by letter"),
    ]

    for outcome in outcomes:
        assert outcome.refusal == ("failed-precondition", "money_on_its_way")
        assert outcome.details["obstacles"] == [f"prize_pending: prizeRecords/{prize_record_id}"]
    assert scene.does(winner, "exportMyData")["export"]["prizes"][0]["id"] == prize_record_id


def test_refusals_reach_the_app_with_their_words(app, scene):
    trainer, customer, admin = scene.trainer(), scene.person(), scene.administrator()
    challenge_id = scene.challenge(trainer)
    scene.stage.store.document(f"challenges/{challenge_id}").update({"status": "draft"})
    malformed = app.call(customer, "createPaymentIntent", challengeId=challenge_id, amount="5000")
    refusals = {
        "not_for_sale": app.call(customer, "createPaymentIntent", challengeId=challenge_id),
        "challenge_not_ended": app.call(trainer, "calculateWinners", challengeId=challenge_id),
    }
    unknown = [
        app.call(customer, "completePayment", challengeId=challenge_id, paymentId="pi_unknown"),
        app.call(admin, "refundPayment", paymentId="pi_unknown"),
        app.call(admin, "cancelPrize", prizeRecordId="a_b_1", reason="a mistake"),
        app.call(customer, "getWinnerPrizeInfo", challengeId=challenge_id, placement=9),
        app.call(customer, "noSuchCallable"),
    ]

    assert malformed.code == "functions/invalid-argument"
    assert malformed.details["field"] == "amount"
    for code, outcome in refusals.items():
        assert outcome.refusal == ("failed-precondition", code)
        assert len(outcome.message.split()) >= 3, "a sentence for a person"
    assert {outcome.code for outcome in unknown} == {"functions/not-found"}


def test_after_a_reset_onboarding_begins_anew(scene):
    trainer = scene.trainer()
    former = scene.there(f"stripeConnect/{trainer.uid}")["stripeAccountId"]

    scene.does(trainer, "resetOnboarding")
    status = scene.does(trainer, "completeStripeOnboarding")["onboardingStatus"]
    account_id = scene.does(trainer, "createConnectedAccount")["accountId"]

    assert status == "notStarted"
    assert account_id != former
