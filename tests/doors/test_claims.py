"""What old clients send beside what is needed: empty fields claim nothing, unknown ones are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.doors.operations import BY_NAME, every_operation
from pulse.doors.wire.inputs import Input, parsed
from pulse.errors import InvalidRequest
from tests.doors.story import BUYER, FAN, Story

OPERATIONS = every_operation()

LEGACY = ("userId", "buyerId", "ownerId", "buyerEmail", "connectedAccountId", "accountType")
ALSO = {
    "create-payment-intent": ("currency", "mobileApiVersion", "payment_method_type"),
    "get-earnings": ("pageToken",),
    "get-winner-earnings": ("pageToken",),
    "create-winner-connected-account": ("challengeId", "placement"),
}
CASES = [
    pytest.param(operation, name, id=f"{operation.name}: {name}")
    for operation in OPERATIONS
    for name in (*LEGACY, *ALSO.get(operation.name, ()))
    if not operation.input.model_fields[name].is_required()
]
DECIDE_MONEY = ("amount", "policy", "refundReason", "requestId", "subjectId", "prizeRecordId", "paymentId")


@pytest.fixture(scope="module")
def samples():
    return Story().samples()


@pytest.mark.parametrize("empty", ["", [], [""], [None], None])
@pytest.mark.parametrize(("operation", "name"), CASES)
def test_an_empty_field_claims_nothing(operation, name, empty, samples):
    without = {key: value for key, value in samples[operation.name].fields.items() if key != name}

    assert parsed(operation.input, {**without, name: empty}) == parsed(operation.input, without)


@pytest.mark.parametrize("name", DECIDE_MONEY)
def test_an_empty_field_that_decides_money_is_not_taken_for_the_default(name, samples):
    for operation in OPERATIONS:
        if name in operation.input.model_fields:
            with pytest.raises(InvalidRequest, match=f"{name} must be"):
                parsed(operation.input, {**samples[operation.name].fields, name: ""})


def test_empty_ids_in_a_list_of_owners_claim_nothing_and_the_others_do():
    fields = parsed(BY_NAME["create-payment-intent"].input, {"challengeId": "c", "ownerId": ["a", "", None]})

    assert fields.ownerId == ("a",)


@given(email=st.text(max_size=1_000))
def test_no_email_address_refuses_a_purchase(email):
    fields = parsed(BY_NAME["create-payment-intent"].input, {"challengeId": "c", "buyerEmail": email})

    assert fields.challengeId == "c"


def test_a_person_who_signed_in_by_phone_buys_with_the_fields_that_the_old_client_sends(story):
    legacy = {"buyerEmail": "", "connectedAccountId": "", "ownerId": [], "userId": "", "amount": 10_000.0}
    addresses = ["jürgen@müller.example", "名前@例え.jp", '"a b"@example.com', "unknown"]

    first = story.post(
        "create-payment-intent", {"challengeId": "round_1", **legacy}, token=story.token(BUYER)
    )
    others = [
        story.post(
            "create-payment-intent", {"challengeId": "round_1", "buyerEmail": one}, token=story.token(BUYER)
        )
        for one in addresses
    ]

    assert first.status_code == 200, first.json
    assert {answer.json["paymentIntentId"] for answer in others} == {first.json["paymentIntentId"]}


@pytest.mark.parametrize(
    ("name", "sent", "sentence"),
    [
        ("create-payment-intent", "challengeID", "did you mean challengeId?; challengeId is required"),
        ("create-payment-intent", "challenge_id", "did you mean challengeId?; challengeId is required"),
        ("payout-prize-money", "prizeRecordID", "did you mean prizeRecordId?; prizeRecordId is required"),
        ("complete-payment", "qqq", "is not a field of this operation; challengeId is required"),
    ],
)
def test_an_unknown_field_is_named_with_the_one_that_was_meant(name, sent, sentence):
    with pytest.raises(InvalidRequest) as refused:
        parsed(BY_NAME[name].input, {sent: "x"})

    assert refused.value.message.startswith(f"{sent} is not a field of this operation")
    assert refused.value.message.endswith(sentence)
    assert refused.value.facts["field"] == sent


MISSPELT = [
    (operation.name, name, wrong)
    for operation in OPERATIONS
    for name in operation.input.model_fields
    for wrong in (name.upper(), f"{name}s", name[:-1])
    if wrong not in operation.input.model_fields and len(name) > 3
]


@pytest.mark.parametrize(("operation", "name", "wrong"), MISSPELT)
def test_every_field_is_found_behind_a_slip_of_the_pen(operation, name, wrong):
    with pytest.raises(InvalidRequest, match=rf"^{wrong} is not a field .*did you mean {name}\?"):
        parsed(BY_NAME[operation].input, {wrong: "x"})


def test_over_http_the_unknown_field_is_named(story):
    answer = story.post("create-payment-intent", {"challengeID": "round_1"}, token=story.token(FAN))

    assert (answer.status_code, answer.json["field"]) == (400, "challengeID")
    assert "did you mean challengeId?" in answer.json["error"]


def test_an_unknown_name_that_is_no_name_is_not_repeated():
    with pytest.raises(InvalidRequest, match=r"^a field with an unusual name is not a field"):
        parsed(Input, {"<script>": "x"})
