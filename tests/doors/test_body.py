"""Size, depth and form of what is sent, over HTTP and as a callable."""

from __future__ import annotations

import json

import pytest

from tests.doors.story import FAN, TRAINER, WINNER

JSON = {"content_type": "application/json"}
LIMIT = 64 * 1024
INT64 = "type.googleapis.com/google.protobuf.Int64Value"


def nested(depth: int) -> str:
    return '{"userId": ' + "[" * (depth - 1) + "]" * (depth - 1) + "}"


@pytest.mark.parametrize(
    "body",
    [
        "{", "[", '"', "{'userId': 'a'}", '{"userId": "a",}', "nothing", '{"userId": }', "{} {}", "\x00",
        '{"userId": "' + "a" * 10, "[" * 50_000, '{"a":' * 10_000, "1" * 5_000, "\ufeff{}",
    ],
)  # fmt: skip
def test_malformed_json_is_the_callers_fault(body, served):
    token = served.token(TRAINER)

    http = served.post("get-earnings", data=body, token=token, **JSON)
    called = served.callable("get-earnings", data=body, token=token, **JSON)

    assert http.status_code == called.status_code == 400
    assert http.json["success"] is False
    assert http.json["error"]
    assert called.json["error"]["status"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize("body", [b"\xff\xfe{\x00}\x00", b'{"userId": "\xff"}', "{}".encode("utf-16")])
def test_other_encodings_than_utf_8_are_refused(body, served):
    assert served.post("get-earnings", data=body, token=served.token(TRAINER), **JSON).status_code == 400


@pytest.mark.parametrize("body", ["[]", '"userId"', "7", "true"])
def test_a_body_is_an_object(body, served):
    answer = served.post("get-earnings", data=body, token=served.token(TRAINER), **JSON)

    assert answer.status_code == 400
    assert answer.json["error"] == "the body must be a JSON object"


@pytest.mark.parametrize("body", ["", "null", "{}"])
def test_a_body_that_says_nothing_is_none(body, story):
    answer = story.post("get-earnings", data=body, token=story.token(TRAINER), **JSON)

    assert answer.status_code == 200


def test_a_post_without_a_body_needs_no_content_type(story):
    assert story.post("get-earnings", token=story.token(TRAINER)).status_code == 200


def test_a_body_of_the_limit_is_read_and_one_byte_more_is_not(story):
    token, shell = story.token(TRAINER), '{"userId":"trainer_1"}'
    fits = shell[:-1] + " " * (LIMIT - len(shell)) + "}"

    assert len(fits) == LIMIT
    assert story.post("get-earnings", data=fits, token=token, **JSON).status_code == 200
    over = story.post("get-earnings", data=fits + " ", token=token, **JSON)
    called = story.callable("get-earnings", data=fits + " ", token=token, **JSON)

    assert over.status_code == 413
    assert over.json["code"] == "body_too_large"
    assert called.status_code == 400
    assert called.json["error"]["details"]["code"] == "body_too_large"


@pytest.mark.parametrize(("depth", "deep"), [(19, False), (20, False), (21, True), (500, True)])
def test_twenty_levels_are_enough(depth, deep, served):
    answer = served.post("get-earnings", data=nested(depth), token=served.token(TRAINER), **JSON)

    assert answer.status_code == 400
    assert (answer.json["error"] == "the body is nested too deeply") is deep


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "application/jsonx"])
def test_only_json_is_read(kind, served):
    answer = served.post("get-earnings", data="{}", token=served.token(TRAINER), content_type=kind)

    assert answer.status_code == 415
    assert answer.json["code"] == "not_json"


def test_a_charset_may_be_named(story):
    kind = "application/json; charset=utf-8"

    assert (
        story.post("get-earnings", data="{}", token=story.token(TRAINER), content_type=kind).status_code
        == 200
    )


def test_a_field_named_twice_is_refused(served):
    answer = served.post("get-earnings", data='{"userId":"a","userId":"b"}', token=served.token("a"), **JSON)

    assert answer.status_code == 400
    assert answer.json["error"] == "the body names a field twice"


def test_query_and_body_must_say_the_same(story):
    token = story.token(TRAINER)

    agree = story.post("get-earnings?userId=trainer_1", {"userId": TRAINER}, token=token)
    differ = story.post("get-earnings?userId=trainer_1", {"userId": WINNER}, token=token)

    assert agree.status_code == 200
    assert differ.status_code == 400
    assert differ.json["error"].startswith("userId ")


def test_wrapped_integers_of_mobile_clients_are_unwrapped(story):
    fields = {"challengeId": "round_1", "amount": {"@type": INT64, "value": "10000"}}

    answer = story.callable("create-payment-intent", fields, token=story.token("buyer_1"))

    assert answer.status_code == 200, answer.json
    assert answer.json["result"]["amount"] == 10_000


@pytest.mark.parametrize("amount", ["10000.0", "1e4", "10000.000"])
def test_a_whole_number_is_whole_in_every_form(amount, story):
    body = f'{{"challengeId": "round_1", "amount": {amount}}}'

    http = story.post("create-payment-intent", data=body, token=story.token("buyer_1"), **JSON)
    called = story.callable(
        "create-payment-intent", data=f'{{"data": {body}}}', token=story.token("buyer_1"), **JSON
    )

    assert (http.status_code, http.json.get("amount")) == (200, 10_000)
    assert called.json["result"]["amount"] == 10_000


@pytest.mark.parametrize("amount", ["10000.5", "0.1", "1e-9", "9999.999999"])
def test_a_fraction_of_a_cent_is_none(amount, story):
    body = f'{{"challengeId": "round_1", "amount": {amount}}}'

    answer = story.post("create-payment-intent", data=body, token=story.token("buyer_1"), **JSON)

    assert answer.status_code == 400
    assert answer.json["error"].startswith("amount must be a whole number")


@pytest.mark.parametrize("placement", ["1", "1.0", "1.000", "001"])
def test_a_place_in_a_query_is_whole_in_every_form_too(placement, story):
    query = {"challengeId": "ended_1", "placement": placement}

    answer = story.get("get-winner-prize-info", query_string=query, token=story.token(WINNER))

    assert answer.json["challengeInfo"]["placement"] == 1


def test_a_wrapped_placement_is_unwrapped(story):
    fields = {"challengeId": "ended_1", "placement": {"@type": INT64, "value": "1"}}

    answer = story.callable("get-winner-prize-info", fields, token=story.token(WINNER))

    assert answer.json["result"]["challengeInfo"]["placement"] == 1


@pytest.mark.parametrize(
    "wrapped",
    [
        {"@type": INT64, "value": "ten"},
        {"@type": INT64, "value": 10_000},
        {"@type": INT64, "value": "1e4"},
        {"@type": INT64, "value": "\uff11"},
        {"@type": INT64, "value": "1" * 21},
        {"@type": INT64, "value": "10000", "more": 1},
        {"@type": INT64},
        {"@type": "google.protobuf.Struct", "value": "10000"},
        {"@type": 7, "value": "10000"},
    ],
)
def test_nothing_else_passes_as_a_wrapped_integer(wrapped, served):
    fields = {"challengeId": "round_1", "amount": wrapped}

    answer = served.callable("create-payment-intent", fields, token=served.token("buyer_1"))

    assert answer.status_code == 400


@pytest.mark.parametrize("body", [{}, {"data": {}, "more": 1}, {"Data": {}}, []])
def test_a_callable_takes_data_and_nothing_else(body, served):
    answer = served.callable("get-earnings", json=body, token=served.token(TRAINER))

    assert answer.status_code == 400
    assert answer.json["error"]["status"] == "INVALID_ARGUMENT"


@pytest.mark.parametrize("data", [[], "a", 7, True])
def test_the_data_of_a_callable_is_an_object_or_nothing(data, served):
    assert served.callable("get-earnings", data or [], token=served.token(TRAINER)).status_code == 400


def test_a_callable_without_data_is_for_the_caller_themselves(story):
    answer = story.callable("get-earnings", None, token=story.token(FAN))

    assert answer.status_code == 200
    assert answer.json["result"]["earnings"]["roundsSold"] == 0


def test_the_old_clients_known_fields_are_let_through_on_any_operation(story):
    legacy = {
        "ownerId": "x",
        "buyerEmail": "a@b.example",
        "connectedAccountId": "acct_1",
        "accountType": "creator",
    }

    answer = story.post("get-earnings", legacy, token=story.token(TRAINER))

    assert answer.status_code == 200
    assert json.loads(answer.data)["success"] is True
