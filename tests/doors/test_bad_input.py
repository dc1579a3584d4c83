"""Every field of every operation, wrong in every way: 400, one sentence that names it, nothing written."""

from __future__ import annotations

import json

import pytest

from pulse.doors.operations import every_operation
from pulse.doors.wire.inputs import Input
from tests.doors.story import ADMIN, Story

OPERATIONS = every_operation()

pytestmark = pytest.mark.thorough

NAN = float("nan")
WRONG_TEXTS = {
    "empty": "",
    "slash": "a/b",
    "dots": "..",
    "dot": "a.b",
    "null character": "a\x00b",
    "newline": "a\n",
    "emoji": "🏆",
    "full-width digits": "\uff11\uff12\uff13",
    "space": " ",
    "lone surrogate": "\ud800",
    "markup": "<script>",
    "very long": "x" * 5_000,
    "formula": "=1+1",
}
WRONG_TYPES = {
    "a number": 7,
    "a fraction": 1.5,
    "true": True,
    "NaN": NAN,
    "infinity": float("inf"),
    "a list": ["a"],
    "an object": {"a": 1},
}
WRONG_NUMBERS = {
    "zero": 0,
    "negative": -1,
    "huge": 10**18,
    "beyond 64 bits": 10**30,
    "a fraction": 100.5,
    "almost whole": 10_000.000_001,
    "true": True,
    "NaN": NAN,
    "infinity": float("inf"),
    "words": "ten",
    "full-width digits": "\uff11\uff10\uff10",
    "digits with a sign": "+5",
    "a list": [100],
}
RESERVED = {"reserved": "__x__"}
ONE_TOO_LONG = {"one too long": "x" * 129}
NO_IDS = {
    **{how: WRONG_TEXTS[how] for how in ("empty", "slash", "dots", "lone surrogate", "very long")},
    "a dot alone": ".",
}
"""Any other text may be an id."""
IDS = {"userId", "buyerId", "connectedAccountId", "challengeId"}
WRONG = {
    **{name: {**NO_IDS, **WRONG_TYPES, **RESERVED, **ONE_TOO_LONG} for name in IDS},
    "requestId": {**WRONG_TEXTS, **WRONG_TYPES, **ONE_TOO_LONG},
    "ownerId": {
        **NO_IDS,
        **{k: v for k, v in WRONG_TYPES.items() if k != "a list"},
        **RESERVED,
        **ONE_TOO_LONG,
        "a list with another list": [["a"]],
        "a list with a path": ["a", "a/b"],
        "a list too long": ["a"] * 21,
    },
    "payment_method_type": {**WRONG_TEXTS, **WRONG_TYPES},
    "eventId": {
        **WRONG_TEXTS,
        **WRONG_TYPES,
        **RESERVED,
        "a payment": "pi_test_123",
        "a prefix alone": "evt_",
        "one too long": "evt_" + "x" * 125,
    },
    "paymentId": {
        **WRONG_TEXTS,
        **WRONG_TYPES,
        **RESERVED,
        "a charge": "ch_test_123",
        "a prefix alone": "pi_",
        "an id of ours": "challenge_789",
        "a dash": "pi_test-123",
        "one too long": "pi_" + "x" * 126,
    },
    "subjectId": {**NO_IDS, **WRONG_TYPES, **RESERVED, "one too long": "x" * 401},
    "kind": {**WRONG_TEXTS, **WRONG_TYPES, "a status": "pending", "a reason and more": "retrying "},
    "cursor": {
        **WRONG_TEXTS,
        **WRONG_TYPES,
        "not ours": "abc",
        "no time": "bm8gdGltZQ",
        "one too long": "x" * 4_097,
    },
    "query": {
        **NO_IDS,
        **WRONG_TYPES,
        **RESERVED,
        **{how: WRONG_TEXTS[how] for how in ("null character", "newline", "space")},
        "one too long": "x" * 401,
        "too many bytes": "🏆" * 400,
        "turned around": "ada\u202ecom",
    },
    "prizeRecordId": {**NO_IDS, **WRONG_TYPES, **RESERVED, "one too long": "x" * 401},
    "buyerEmail": {**WRONG_TYPES, "very long": "x" * 1_001},
    "accountType": {**WRONG_TEXTS, **WRONG_TYPES},
    "components": {
        **{k: v for k, v in WRONG_TYPES.items() if k != "a list"},
        "an unknown one": ["payments"],
        "a list with a list": [["balances"]],
        "text": "balances",
    },
    "pageToken": {
        **{k: v for k, v in WRONG_TEXTS.items() if k not in {"dots", "dot", "formula"}},
        **WRONG_TYPES,
    },
    "month": {**WRONG_TEXTS, **WRONG_TYPES, "month 13": "2026-13", "a day": "2026-11-01"},
    "payoutId": {**WRONG_TEXTS, **WRONG_TYPES, "a payment": "pi_1"},
    "currency": {**WRONG_TEXTS, **WRONG_TYPES, "four letters": "usdd"},
    "mobileApiVersion": {**WRONG_TEXTS, **WRONG_TYPES},
    "paymentSheet": {**WRONG_TEXTS, **{k: v for k, v in WRONG_TYPES.items() if k != "true"}, "one": 1},
    "refundReason": {**WRONG_TEXTS, **WRONG_TYPES},
    "reason": {
        **{
            how: WRONG_TEXTS[how] for how in ("empty", "null character", "newline", "space", "lone surrogate")
        },
        **WRONG_TYPES,
        "one too long": "x" * 501,
    },
    "format": {**WRONG_TEXTS, **WRONG_TYPES, "another one": "xml", "two": "json,csv"},
    "act": {**WRONG_TEXTS, **WRONG_TYPES},
    "policy": {**WRONG_TEXTS, **WRONG_TYPES},
    "amount": {**WRONG_NUMBERS, "digits": "100", "above Stripe's maximum": 10**12},
    "winnerCount": {**WRONG_NUMBERS, "place 1001": 1_001},
    "distributionType": {**WRONG_TEXTS, **WRONG_TYPES},
    "customDistribution": {
        **{how: value for how, value in WRONG_TYPES.items() if how not in {"a list", "an object"}},
        "texts": ["50", "50"],
        "a list in a list": [[50]],
        "too many": [0.1] * 1_001,
        "a map with a list": {"1": [50]},
    },
    "placement": {**WRONG_NUMBERS, "place 1001": 1_001, "many digits": "10000"},
    "contestId": {**NO_IDS, **WRONG_TYPES, **RESERVED, "one too long": "x" * 401},
    "evidence": {
        **{how: value for how, value in WRONG_TYPES.items() if how != "a list"},
        "text": "a link",
        "six texts": ["text"] * 6,
        "a list with a number": [7],
        "an empty text": [""],
        "a text of spaces": ["   "],
        "a text with a null character": ["a\x00b"],
        "a text one too long": ["x" * 2_001],
        "a list in a list": [["text"]],
    },
    "decision": {**WRONG_TEXTS, **WRONG_TYPES},
    "disqualifiedUserId": {**NO_IDS, **WRONG_TYPES, **RESERVED, **ONE_TOO_LONG},
}
OF_OPERATION = {
    ("contest-award", "reason"): {
        **{how: WRONG_TEXTS[how] for how in ("empty", "null character", "lone surrogate", "very long")},
        **WRONG_TYPES,
        "nine characters": "x" * 9,
        "ten spaces": " " * 10,
        "one too long": "x" * 2_001,
    },
}
"""Where a field has another form than elsewhere."""
CLAIMS = {
    "userId", "buyerId", "ownerId", "buyerEmail", "connectedAccountId", "accountType", "currency",
    "distributionType", "mobileApiVersion", "payment_method_type", "pageToken", "challengeId", "placement",
    "kind", "cursor", "month", "payoutId",
}  # fmt: skip
"""Where they are optional, an empty text claims nothing."""
LENGTHS_MAX = {"act": 300, "decision": 200}
"""Every act is named in the sentence, and there are many."""
EXTRA = ["status", "stripeAccountId", "platformFee", "__proto__", "admin", "prizeAmount", "destination"]
CASES = [
    pytest.param(operation, field, value, id=f"{operation.name}: {field} is {how}")
    for operation in OPERATIONS
    for field in operation.input.model_fields
    for how, value in OF_OPERATION.get((operation.name, field), WRONG[field]).items()
    if value != "" or field not in CLAIMS or operation.input.model_fields[field].is_required()
]


@pytest.fixture(scope="module")
def unchanged():
    """One world for all tests: no call here may change it."""
    return Story()


def asker(operation, story: Story) -> str:
    owner = story.samples()[operation.name].owner
    return story.admin_token(ADMIN) if owner == ADMIN else story.token(owner)


def post_or_callable(operation, story: Story, fields: dict):
    """As JSON, even values that Python cannot read back: over HTTP if it takes a body, else as a callable."""
    raw = {"content_type": "application/json"}
    story.restarted()
    story.world.clock.advance(minutes=2)
    if "POST" in operation.methods:
        body = json.dumps(fields)
        answer = story.post(operation.name, data=body, token=asker(operation, story), **raw)
        return answer, answer.json.get("error"), answer.json.get("code")
    body = json.dumps({"data": fields})
    answer = story.callable(operation.name, token=asker(operation, story), data=body, **raw)
    error = answer.json.get("error", {})
    return answer, error.get("message"), error.get("details", {}).get("code")


@pytest.mark.parametrize(("operation", "field", "value"), CASES)
def test_a_wrong_field_is_named_in_one_sentence(operation, field, value, unchanged):
    before = unchanged.documents()

    fields = {**unchanged.samples()[operation.name].fields, field: value}
    answer, sentence, code = post_or_callable(operation, unchanged, fields)

    assert answer.status_code == 400, answer.json
    assert code == "invalid_request"
    assert sentence.startswith(f"{field} ")
    assert "\n" not in sentence
    assert len(sentence) < LENGTHS_MAX.get(field, 120)
    assert unchanged.documents() == before


@pytest.mark.parametrize("extra", EXTRA)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_a_field_that_no_client_sends_is_refused(operation, extra, unchanged):
    before = unchanged.documents()

    fields = {**unchanged.samples()[operation.name].fields, extra: "paid"}
    answer, sentence, _ = post_or_callable(operation, unchanged, fields)

    assert answer.status_code == 400
    assert sentence.startswith(f"{extra} is not a field of this operation")
    assert unchanged.documents() == before


REQUIRED = [
    pytest.param(operation, name, id=f"{operation.name}: {name}")
    for operation in OPERATIONS
    for name, field in operation.input.model_fields.items()
    if field.is_required()
]


@pytest.mark.parametrize(("operation", "field"), REQUIRED)
@pytest.mark.parametrize("absent", ["left out", None])
def test_a_required_field_is_asked_for(operation, field, absent, unchanged):
    fields = dict(unchanged.samples()[operation.name].fields)
    del fields[field]
    if absent is None:
        fields[field] = None

    answer, sentence, _ = post_or_callable(operation, unchanged, fields)

    assert answer.status_code == 400
    assert sentence.startswith(field)


def test_every_field_of_every_operation_has_wrong_values_in_this_test():
    fields = {name for operation in OPERATIONS for name in operation.input.model_fields}

    assert fields == set(WRONG)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_queries_are_read_as_strictly(operation, unchanged):
    if "GET" not in operation.methods:
        return
    token = asker(operation, unchanged)

    twice = unchanged.get(f"{operation.name}?userId=a&userId=b", token=token)
    wrong = unchanged.get(operation.name, query_string={"userId": "a/../b"}, token=token)

    assert twice.status_code == wrong.status_code == 400
    assert "userId" in twice.json["error"]
    assert wrong.json["error"].startswith("userId must be")


def test_inputs_are_closed_and_strict():
    for operation in OPERATIONS:
        assert issubclass(operation.input, Input)
        assert operation.input.model_config["extra"] == "forbid"
        assert operation.input.model_config["strict"]
