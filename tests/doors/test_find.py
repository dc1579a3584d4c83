"""What staff find by a name: the thing itself, what it is about, and a row in the trail of each person."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.backoffice import Find, find, is_query
from pulse.errors import InvalidRequest
from pulse.inbox import book_payout
from pulse.ports.store import Create, Query, Update
from pulse.prizes import SENTENCES, PayPrize, Reason, pay_prize
from tests.counting import counted
from tests.doors.story import ADMIN, FAN, OTHER, PAID_OUT, ROUND, TRAINER, WINNER
from tests.world import World


def found(story, query: str) -> list[tuple[str, str]]:
    answer = story.post("find", {"query": query}, token=story.support_token())
    assert answer.status_code == 200, answer.json
    return [(one["kind"], one["id"]) for one in answer.json["matches"]]


def reason_of(story) -> str:
    return story.documents()[f"prizeRecords/{story.prize_record_id}"]["reason"]


def disclosures(story) -> dict[str, str]:
    """To whom each person was shown by `find`."""
    rows = story.world.store.query(Query("auditLog", where=[("act", "==", "data.disclosed")]))
    return {
        row.fields["subject"].partition("/")[2]: row.fields["actor"]
        for row in rows
        if row.fields["reason"] == "find"
    }


def account_of(story, collection: str, user_id: str) -> str:
    return story.documents()[f"{collection}/{user_id}"]["stripeAccountId"]


@pytest.mark.parametrize("name", [WINNER, f"{WINNER}@example.com", f"{WINNER}@EXAMPLE.com"])
def test_a_person_is_found_by_uid_username_and_address_with_account_and_prize(name, story):
    account = account_of(story, "winnerStripeConnect", WINNER)

    assert found(story, name) == [
        ("person", WINNER), ("winner_account", account), ("prize", story.prize_record_id),
    ]  # fmt: skip
    assert disclosures(story) == {WINNER: "support_1"}


def test_a_username_that_looks_like_an_id_of_stripes_is_still_a_username(story):
    story.world.store.commit([Update(f"users/{OTHER}", {"username": "pi_lot"})])

    assert found(story, "pi_lot") == [("person", OTHER)]


def test_a_buyer_is_found_with_their_purchases(story):
    assert ("payment", story.paid) in found(story, FAN)


def test_a_person_without_a_document_is_found_by_what_they_hold(story):
    account = account_of(story, "winnerStripeConnect", WINNER)
    story.world.store._documents["users"].pop(f"users/{WINNER}")

    assert found(story, WINNER) == [("winner_account", account), ("prize", story.prize_record_id)]


def test_what_is_looked_for_never_stands_in_the_address_of_a_request(story):
    answer = story.get("find", query_string={"query": "ada@example.com"}, token=story.support_token())

    assert answer.status_code == 405


def test_a_prize_says_why_it_waits_who_must_act_and_what_else_to_look_for(story):
    answer = story.post("find", {"query": story.prize_record_id}, token=story.admin_token(ADMIN))

    (prize,) = answer.json["matches"]
    assert (prize["kind"], prize["userId"], prize["amount"], prize["currency"]) == (
        "prize", WINNER, 9_700, "usd",
    )  # fmt: skip
    assert (prize["status"], prize["reason"]) == ("pending", reason_of(story))
    assert prize["nextAction"] == SENTENCES[Reason(prize["reason"])].operator
    assert prize["links"] == [{"kind": "person", "id": WINNER}, {"kind": "challenge", "id": PAID_OUT}]


def test_a_challenge_is_found_with_its_pool(story):
    assert found(story, ROUND) == [("challenge", ROUND)]
    assert found(story, "pool_2") == [("challenge", "pool_2"), ("pool", "pool_2")]


def test_a_payment_intent_of_a_sale_and_one_into_a_pool_are_found(story):
    assert ("payment", story.paid) in found(story, story.paid)
    assert ("funding", f"pool_3_{TRAINER}_1") in found(story, story.funding("pool_3"))


def test_a_charge_leads_to_its_payment(story):
    assert ("payment", story.paid) in found(story, story.documents()[f"payments/{story.paid}"]["chargeId"])


def test_the_transfer_of_a_prize_and_of_a_sale_are_found(story):
    record = pay_prize(PayPrize(story.prize_record_id, "admin"), ports=story.world.ports).record

    assert found(story, record.stripe_transfer_id)[0] == ("prize", record.id)
    assert ("entry", record.stripe_transfer_id) in found(story, record.stripe_transfer_id)
    of_sale = story.documents()[f"payments/{story.paid}"]["transferId"]
    assert ("payment", story.paid) in found(story, of_sale)


@pytest.mark.parametrize("field", ["formerTransferIds", "strayTransferIds"])
def test_a_transfer_that_is_not_the_prizes_last_one_is_found_too(field, story):
    story.world.store.commit([Update(f"prizeRecords/{story.prize_record_id}", {field: ["tr_old"]})])

    assert found(story, "tr_old") == [("prize", story.prize_record_id)]


def test_a_bank_payout_leads_to_the_account_it_left(story):
    account = account_of(story, "stripeConnect", TRAINER)
    story.world.emulator.set_balance("usd", 5_000, account=account)
    payout = story.world.sdk.v1.payouts.create(
        {"amount": 2_000, "currency": "usd"}, {"stripe_account": account}
    )
    book_payout(payout.id, account, ports=story.world.ports)

    assert found(story, payout.id) == [("trainer_account", account), ("entry", payout.id)]
    assert disclosures(story) == {TRAINER: "support_1"}


def test_a_refund_leads_to_its_payment(story):
    fields = {"paymentId": story.paid, "amount": 500}
    refund = story.post("refund-payment", fields, token=story.admin_token(ADMIN)).json["refundId"]

    kinds = dict(found(story, refund))
    assert kinds["payment"] == story.paid
    assert "correction" in kinds


@pytest.mark.parametrize("dispute", ["dp_1", "du_1"])
def test_a_dispute_leads_to_its_payment(dispute, story):
    story.world.store.commit([Update(f"payments/{story.paid}", {"disputeId": dispute})])

    assert found(story, dispute) == [("payment", story.paid)]


def test_an_account_is_found_by_stripes_id_also_a_former_one(story):
    account = account_of(story, "winnerStripeConnect", WINNER)
    former = {"userId": WINNER, "role": "winner"}
    story.world.store.commit([Create("stripeAccounts/acct_former", former)])

    assert found(story, account) == found(story, "acct_former") == [("winner_account", account)]


@pytest.mark.parametrize(
    "query", ["nobody", "pi_none", "tr_none", "po_none", "re_none", "dp_none", "acct_none", "no@body"]
)
def test_what_nobody_has_is_an_empty_answer_and_no_row(query, story):
    assert found(story, query) == []
    assert disclosures(story) == {}


def test_a_damaged_record_is_named_and_hides_nothing_else(story):
    story.world.store.commit([Update(f"winnerStripeConnect/{WINNER}", {"state": "asleep"})])

    assert found(story, WINNER) == [
        ("person", WINNER), ("prize", story.prize_record_id), ("damaged", f"winnerStripeConnect/{WINNER}"),
    ]  # fmt: skip


def test_what_cannot_be_audited_is_not_shown(story):
    story.world.store.commit([Create(f"disclosures/{WINNER}", {"count": "damaged"})])

    answer = story.post("find", {"query": WINNER}, token=story.support_token())

    assert answer.status_code == 500
    assert "matches" not in answer.json


def test_who_finds_themselves_leaves_no_row(story):
    assert find(Find(WINNER, WINNER), ports=story.world.ports)
    assert disclosures(story) == {}


def test_finding_asks_stripe_nothing_and_changes_no_record(story):
    before = story.documents()
    trips, ports = counted(story.world.ports)

    find(Find(WINNER, "support_1"), ports=ports)

    assert trips.stripe_calls() == []
    changed = {path for path, fields in story.documents().items() if before.get(path) != fields}
    assert {one.partition("/")[0] for one in changed} <= {"disclosures", "auditLog"}


EMPTY = World()


@given(st.text(max_size=450))
def test_any_text_is_answered_or_refused_in_one_sentence(text):
    if is_query(text.strip(" ")):
        assert find(Find(text, "ada"), ports=EMPTY.ports) == []
        return
    with pytest.raises(InvalidRequest, match=r"^query must be 1 to 400 printable characters"):
        find(Find(text, "ada"), ports=EMPTY.ports)


@pytest.mark.parametrize(
    "text", ["ü🙂", "o'brien %2F", "日" * 400, "pi_", "_", "a_b", "google-oauth2|1", "*"]
)
def test_odd_names_that_people_have_are_looked_up(text):
    assert find(Find(text, "ada"), ports=EMPTY.ports) == []
