"""After the story, our documents, our journal and Stripe show the same money."""

from local.people import CUSTOMER, SECOND_WINNER, TRAINER, WINNER
from local.seed import CHALLENGE
from local.story.expect import eventually
from local.story.money_table import table
from pulse.accounts import Role


def test_the_closing_table_adds_up(told):
    assert table(told).row_count == 3


def test_the_payment_is_documented_as_the_guide_says(told):
    payment = told.document(f"payments/{told.ids['payment']}")
    expected = {
        "paymentId": told.ids["payment"],
        "challengeId": CHALLENGE,
        "ownerId": TRAINER.uid,
        "buyerId": CUSTOMER.uid,
        "amount": 10_000,
        "platformFee": 300,
        "ownerAmount": 9_700,
        "status": "completed",
    }
    assert {name: payment[name] for name in expected} == expected


def test_both_prizes_are_paid_once(told):
    for person in (WINNER, SECOND_WINNER):
        account = told.ids[f"winner account of {person.uid}"]
        transfers = told.stripe.v1.transfers.list({"destination": account}).data
        record = told.prize_record(person.uid)
        assert [transfer.id for transfer in transfers] == [record["stripeTransferId"]]
        assert [transfer.amount for transfer in transfers] == [9_700]
        assert (record["status"], record["prizeAmount"], record["platformFee"]) == ("paid", 10_000, 300)


def test_the_buyer_is_enrolled_once(told):
    entries = told.find("user-challenge", challengeId=CHALLENGE, userId=CUSTOMER.uid)
    assert [entry["_id"] for entry in entries] == [f"{CHALLENGE}_{CUSTOMER.uid}"]


def test_completing_the_payment_again_changes_nothing(told):
    before = told.document(f"payments/{told.ids['payment']}")
    again = told.apps[CUSTOMER.uid].post(
        "complete-payment", challengeId=CHALLENGE, paymentId=told.ids["payment"]
    )
    assert again.status == 200
    assert told.document(f"payments/{told.ids['payment']}") == before


def test_every_event_that_arrived_is_handled(told):
    events = eventually(
        "handling every event",
        lambda: told.find("stripeEvents"),
        lambda found: all(event["status"] != "received" for event in found),
    )
    assert {event["status"] for event in events} <= {"done", "ignored", "ignored_unknown"}


def test_only_events_of_a_previous_account_are_ignored_as_unknown(told):
    for event in told.find("stripeEvents", status="ignored_unknown"):
        owner = told.document(f"stripeAccounts/{event['account']}")
        held = told.document(f"{Role(owner['role']).collection}/{owner['userId']}")
        assert held["stripeAccountId"] != event["account"]


def test_the_link_in_is_gone_once_onboarding_is_complete(told):
    for person, role in ((TRAINER, "creator"), (WINNER, "winner"), (SECOND_WINNER, "winner")):
        account = told.document(f"users/{person.uid}")[role]
        assert account["onboardingStatus"] == "complete"
        assert not account.get("onboardingLink")
