"""Every operation's answer, read as the clients of the first system read it."""

from __future__ import annotations

import pytest

from pulse.doors.operations import BY_NAME
from pulse.ports.store import Delete, Update
from tests.contract import old_clients
from tests.doors.story import ADMIN, BUYER, ENDED, FAN, OTHER, ROUND, TRAINER, WINNER, Story
from tests.world import TEST_SETTINGS


@pytest.fixture
def story():
    return Story()


def by_get(story, name, user_id, **query):
    return story.get(name, query_string={"userId": user_id, **query}, token=story.token(user_id)).json


def by_post(story, name, user_id, **body):
    return story.post(name, {"userId": user_id, **body}, token=story.token(user_id)).json


@pytest.mark.parametrize("ask", [by_get, by_post])
def test_a_trainers_onboarding(ask, story):
    link = old_clients.onboarding_link(ask(story, "create-connected-account", OTHER))
    again = old_clients.onboarding_link(ask(story, "create-connected-account", OTHER))
    before = old_clients.onboarding_status(ask(story, "complete-stripe-onboarding", OTHER))
    account_id = story.documents()[f"stripeConnect/{OTHER}"]["stripeAccountId"]
    story.world.emulator.complete_onboarding(account_id)
    after = old_clients.onboarding_status(ask(story, "complete-stripe-onboarding", OTHER))
    url = old_clients.dashboard_url(ask(story, "get-dashboard-link", OTHER))

    assert (before, after) == ("incomplete", "complete")
    assert account_id in link
    assert account_id in again
    assert url.startswith("https://")


def test_a_winners_onboarding(story):
    link = old_clients.onboarding_link(
        by_post(story, "create-winner-connected-account", OTHER, challengeId=ENDED, placement="1")
    )
    before = by_get(story, "complete-winner-stripe-onboarding", OTHER)
    refused = by_post(story, "get-winner-dashboard-link", OTHER)

    assert link
    assert old_clients.onboarding_status(before) == "incomplete"
    assert before["userId"] == OTHER
    assert old_clients.js_date(before["timestamp"])
    assert refused["code"] == "onboarding_incomplete"
    assert refused["accountLink"].startswith("https://")


@pytest.mark.parametrize("name", ["reset-onboarding", "reset-winner-onboarding"])
def test_a_reset(name, story):
    assert old_clients.succeeded(by_get(story, name, TRAINER))["message"]


@pytest.mark.parametrize("ask", [by_get, by_post])
def test_the_trainers_dashboard(ask, story):
    page = old_clients.earnings_page(ask(story, "get-earnings", TRAINER))

    assert page["total"] == "$97.00"
    assert page["rounds"] == 1
    assert not page["welcome"]
    ((sale_id, day, title, amount, status, source, buyer),) = page["sales"]
    assert sale_id == story.paid
    assert day == story.world.clock.now().date()
    assert (title, amount, status, source, buyer) == ("Summer Round", "$100.00", "completed", "stripe", FAN)


def test_the_dashboard_of_somebody_new_has_numbers_everywhere(story):
    page = old_clients.earnings_page(by_get(story, "get-earnings", OTHER))

    assert (page["total"], page["pending"], page["available"]) == ("$0.00", "$0.00", "$0.00")
    assert page["welcome"]
    assert page["sales"] == []


@pytest.mark.parametrize("name", ["get-winner-earnings", "get-winner-prize-history"])
def test_the_winners_dashboard(name, story):
    waiting = old_clients.prizes_page(by_get(story, name, WINNER))
    paid = story.post(
        "payout-prize-money", {"prizeRecordId": story.prize_record_id}, token=story.admin_token()
    )
    after = old_clients.prizes_page(by_get(story, name, WINNER))

    assert paid.status_code == 200
    assert (waiting["won"], waiting["pending"], waiting["wins"]) == ("$0.00", 9_700, 1)
    assert (after["won"], after["paid"], after["pending"]) == ("$97.00", 9_700, 0)
    assert after["last"] is not None
    assert after["prizes"][0][:6] == ("Morning Mobility", 1, 10_000, 9_700, 300, "paid")


def test_a_purchase(story):
    wish = {"challengeId": ROUND, "amount": 10_000, "buyerId": BUYER}
    payment_id, currency = old_clients.payment_sheet(by_post(story, "create-payment-intent", BUYER, **wish))
    same, _ = old_clients.payment_sheet(by_post(story, "create-payment-intent", BUYER, **wish))
    early = by_post(story, "complete-payment", BUYER, challengeId=ROUND, paymentId=payment_id)
    story.pay(payment_id)
    paid = by_post(story, "complete-payment", BUYER, challengeId=ROUND, paymentId=payment_id)
    again = by_post(story, "create-payment-intent", BUYER, **wish)

    assert payment_id == same
    assert currency == "usd"
    assert old_clients.failed(early)
    assert early["code"] == "payment_not_succeeded"
    assert early["stripeStatus"] == "requires_payment_method"
    assert old_clients.receipt(paid) == (payment_id, "Summer Round", 10_000, f"{ROUND}_{BUYER}")
    assert old_clients.failed(again)


@pytest.mark.parametrize("owner", [TRAINER, [TRAINER]])
def test_the_web_pages_purchase_with_everything_that_it_sends(owner, story):
    wish = {"challengeId": ROUND, "amount": 10_000, "currency": "usd", "ownerId": owner}
    by_card, _ = old_clients.payment_sheet(by_post(story, "create-payment-intent", BUYER, **wish))
    by_button, _ = old_clients.payment_sheet(
        by_post(story, "create-payment-intent", BUYER, payment_method_type="card", **wish)
    )
    by_apple_pay, _ = old_clients.payment_sheet(
        by_post(story, "create-payment-intent", BUYER, buyerId=BUYER, buyerEmail="unknown", **wish)
    )
    story.pay(by_card)
    told = {"challengeId": ROUND, "paymentId": by_card, "buyerId": BUYER, "ownerId": owner, "amount": 10_000}
    paid = by_post(story, "complete-payment", BUYER, **told)

    assert by_card == by_button == by_apple_pay
    assert old_clients.receipt(paid) == (by_card, "Summer Round", 10_000, f"{ROUND}_{BUYER}")


def test_a_claim_of_another_amount_than_was_paid_is_refused_and_the_payment_stands(story):
    payment_id = by_post(story, "create-payment-intent", BUYER, challengeId=ROUND)["paymentIntentId"]
    story.pay(payment_id)
    wrong = by_post(story, "complete-payment", BUYER, challengeId=ROUND, paymentId=payment_id, amount=9_999)

    assert old_clients.failed(wrong)
    assert (wrong["code"], wrong["amount"], wrong["currency"]) == ("amount_mismatch", 10_000, "usd")
    assert story.documents()[f"payments/{payment_id}"]["status"] == "completed"


def test_the_web_pages_purchase_with_its_surcharge_where_the_buyer_bears_the_processing():
    story = Story(settings=TEST_SETTINGS.model_copy(update={"processing_fee_payer": "buyer"}))
    charged = old_clients.with_surcharge(10_000)
    wish = {"challengeId": ROUND, "amount": charged, "currency": "usd", "ownerId": TRAINER}
    asked = by_post(story, "create-payment-intent", BUYER, **wish)
    story.pay(asked["paymentIntentId"])
    told = {"challengeId": ROUND, "paymentId": asked["paymentIntentId"], "buyerId": BUYER, "amount": charged}
    paid = by_post(story, "complete-payment", BUYER, **told)

    assert (asked["amount"], asked["platformFee"], asked["ownerAmount"]) == (10_320, 300, 9_700)
    assert old_clients.receipt(paid)[1:] == ("Summer Round", 10_320, f"{ROUND}_{BUYER}")


def test_a_price_that_the_client_made_up_makes_no_intent(story):
    answer = by_post(story, "create-payment-intent", BUYER, challengeId=ROUND, amount=1_000)

    assert old_clients.failed(answer)
    assert f"purchases/{ROUND}_{BUYER}" not in story.documents()


def test_the_result_of_a_challenge(story):
    first = by_post(story, "calculate-winners", TRAINER, challengeId=ENDED)
    second = by_post(story, "calculate-winners", TRAINER, challengeId=ENDED)

    assert old_clients.podium(first) == [(1, WINNER, 10_000)]
    assert first == second


def test_a_payout(story):
    def asked():
        fields = {"prizeRecordId": story.prize_record_id}
        return story.post("payout-prize-money", fields, token=story.admin_token(ADMIN)).json

    first, second = asked(), asked()

    assert old_clients.payout(first)[1:] == (9_700, 300)
    assert old_clients.payout(second) == old_clients.payout(first)
    assert second["message"] == "Already paid"


@pytest.mark.parametrize(
    ("username", "recipient"), [("Wanda", "Wanda"), ("", WINNER), (None, WINNER), (5, WINNER)]
)
def test_a_payout_names_its_recipient_as_people_do_and_by_the_uid_where_they_have_no_name(
    username, recipient, story
):
    story.world.store.commit([Update(f"users/{WINNER}", {"username": username})])
    fields = {"prizeRecordId": story.prize_record_id}
    answers = [story.post("payout-prize-money", fields, token=story.admin_token()).json for _ in range(2)]
    assert [answer["recipient"] for answer in answers] == [recipient] * 2


def test_a_payout_of_a_winner_without_a_user_document_names_the_uid(story):
    story.world.store.commit([Delete(f"users/{WINNER}")])
    fields = {"prizeRecordId": story.prize_record_id}
    answer = story.post("payout-prize-money", fields, token=story.admin_token()).json
    assert (answer["recipient"], answer["status"]) == (WINNER, "paid")


def test_a_payout_that_cannot_be_made_now_says_why(story):
    story.world.emulator.set_balance("usd", 0)

    fields = {"prizeRecordId": story.prize_record_id}
    answer = story.post("payout-prize-money", fields, token=story.admin_token())

    assert answer.status_code == 202
    assert answer.json["success"] is True
    assert (answer.json["status"], answer.json["reason"]) == ("pending", "awaiting_funds")
    assert answer.json["nextAction"]


@pytest.mark.parametrize("placement", ["1", 1])
def test_the_card_of_a_prize(placement, story):
    answer = by_get(story, "get-winner-prize-info", WINNER, challengeId=ENDED, placement=placement)

    assert old_clients.prize_card(answer) == "Morning Mobility: place 1, $100.00"


def test_failures_have_a_sentence_to_show(story):
    nobody = story.post("create-connected-account", {"userId": TRAINER}).json
    unknown = by_post(story, "create-connected-account", "unknown_user")

    assert "sign in" in old_clients.failed(nobody)
    assert old_clients.failed(unknown)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_callables_result_has_the_same_fields_without_the_success(name):
    operation = BY_NAME[name]
    over_http, called = Story(), Story()
    sample = over_http.samples()[operation.name]

    def token(story):
        return story.admin_token(ADMIN) if sample.owner == ADMIN else story.token(sample.owner)

    fields = called.samples()[operation.name].fields
    http = over_http.call(
        operation.methods[-1],
        name,
        token=token(over_http),
        **({"query_string": sample.fields} if operation.methods == ("GET",) else {"json": sample.fields}),
    ).json
    result = called.callable(name, fields, token=token(called)).json["result"]

    assert set(http) - {"success"} == set(result)
    assert "success" not in result
