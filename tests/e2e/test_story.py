"""After the story, our documents, our journal and Stripe show the same money."""

from local.people import CUSTOMER, SECOND_WINNER, TRAINER, WINNER
from local.seed import CHALLENGE
from local.story.expect import eventually
from local.story.money_table import table
from local.story.pool_table import Movements, PoolMoney, pool_table, read_books, read_movements
from pulse.accounts import Role


def test_the_closing_table_adds_up(told):
    assert table(told).row_count == 3


def test_the_pool_is_paid_in_paid_out_and_returned_to_the_cent(told):
    books, moved = read_books(told), read_movements(told)
    assert books == PoolMoney(money_in=25_000, paid=19_400, returned=5_000, fees=600, held=0)
    assert moved == Movements(money_in=25_000, paid=19_400, returned=5_000)
    assert pool_table(told).row_count == 5


def test_the_pool_was_paid_by_a_card_whose_bank_was_asked(told):
    (charge,) = told.stripe.v1.charges.list({"payment_intent": told.ids["payment into the pool"]}).data
    secured = charge.payment_method_details.card.three_d_secure
    assert (charge.amount, secured.result) == (25_778, "authenticated")
    assert charge.transfer_data is None


def test_two_administrators_upheld_the_one_contest(told):
    (contest,) = told.find("poolContests", challengeId=CHALLENGE)
    assert (contest["userId"], contest["placement"], contest["status"]) == (SECOND_WINNER.uid, 1, "upheld")
    approval = told.document(contest["approvalId"])
    assert approval["requestedBy"] != approval["approvedBy"]


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
