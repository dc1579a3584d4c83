"""Canaries are pushed through every way by which something comes out, and must not come out."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pulse import log
from pulse.accounts import ConnectedAccount
from pulse.doors.wire.inputs import ForPerson
from pulse.errors import StripeRefused
from pulse.ports.stripe_objects import Account
from pulse.settings import Settings
from tests.canaries import CANARIES, leaked

EVERYTHING = " and ".join(CANARIES.values())


@dataclass
class Shown:
    """An object that a careless line might log whole."""

    secret: str


def written(event: str = "canary", **fields) -> str:
    stream = io.StringIO()
    log.write(event, stream=stream, **fields)
    return stream.getvalue()


@pytest.mark.parametrize("name", CANARIES)
def test_a_line_keeps_it_to_itself(name):
    value = CANARIES[name]
    assert leaked(written(text=f"before {value} after")) == []
    assert leaked(written(text=value)) == []


@pytest.mark.parametrize("name", CANARIES)
def test_its_neighbours_in_the_sentence_stay(name):
    kept = log.redacted(f"payment refused: {CANARIES[name]} (prize c_u_1705320000)")
    assert kept.startswith("payment refused: ")
    assert "prize c_u_1705320000" in kept or "link" in name or "Slack" in name


@pytest.mark.parametrize(
    "value",
    [
        {"deep": {"list": [EVERYTHING, (EVERYTHING,)]}},
        {EVERYTHING: 1},
        {EVERYTHING},
        Shown(EVERYTHING),
        EVERYTHING.encode(),
        4242424242424242,
        ValueError(EVERYTHING),
    ],
    ids=["nested", "as a name", "in a set", "in an object", "in bytes", "as a number", "in an error"],
)
def test_no_shape_hides_it(value):
    assert leaked(written(value=value)) == []


def test_half_a_surrogate_pair_is_written_as_json_writes_it():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    log.write("odd", stream=stream, text="a\ud800b", **{"\udfff": "name"})
    stream.seek(0)
    line = json.loads(stream.read())
    assert (line["text"], line["\udfff"]) == ("a\ud800b", "name")


def test_a_line_is_one_json_object_whatever_is_in_it():
    line = written(text='a "quoted"\nline', none=None, number=1.5, truth=True)
    assert line.count("\n") == 1
    entry = json.loads(line)
    assert (entry["text"], entry["none"], entry["number"], entry["truth"]) == (
        'a "quoted"\nline',
        None,
        1.5,
        True,
    )


def test_the_context_of_a_request_is_redacted_too():
    with log.context(request_id="r1", operation=EVERYTHING):
        line = written()
    assert leaked(line) == []
    assert json.loads(line)["request_id"] == "r1"


def test_who_called_is_said_of_no_other_call():
    log.note(user="nobody is asked")
    with log.context(request_id="r1"):
        log.note(user="ada")
        assert json.loads(written())["user"] == "ada"
    with log.context(request_id="r2"):
        assert "user" not in json.loads(written())
    assert not {"user", "elapsed_seconds"} & json.loads(written()).keys()


def test_a_traceback_with_causes_keeps_it(capsys):
    def inner():
        raise StripeRefused(EVERYTHING, http_status=400, stripe_code="account_invalid")

    try:
        try:
            inner()
        except StripeRefused as error:
            raise RuntimeError(f"while paying {EVERYTHING}") from error
    except RuntimeError as error:
        log.write_exception("door.failed", error, said=EVERYTHING)
    out = capsys.readouterr().out
    assert leaked(out) == []
    entry = json.loads(out)
    assert "in inner" in entry["stack_trace"]
    assert entry["error"] == "RuntimeError"


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (ConnectedAccount, {"userId": ["Jane Canary"]}),
        (Account, {"id": 1, "metadata": "Jane Canary"}),
        (ForPerson, {"userId": "Jane/Canary"}),
        (Settings, {"region": ["Jane Canary"]}),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_what_is_not_as_it_should_be_is_logged_without_what_it_is(kind, fields, capsys):
    try:
        kind.model_validate(fields)
    except ValidationError as error:
        log.write_exception("door.failed", error)
    out = capsys.readouterr().out
    assert "ValidationError" in out
    assert "Canary" not in out


@given(st.integers(0, 99_999_999))
def test_amounts_are_written_as_they_are(amount):
    assert json.loads(written(amount_cents=amount))["amount_cents"] == amount


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T12:00:00+00:00",
        "prizeRecords/challenge_789_user_456_1705320000",
        "tr_1Nabcdefghijklmn",
        "97.00 USD",
        "https://docs.stripe.com/error-codes",
        "https://example.org/runbook/prize.stopped.md",
        "1705320000",
        "req_abc123DEF456",
        "projects/pulse/traces/0af7651916cd43dd8448eb211c80319c",
    ],
)
def test_what_operators_need_stays_readable(text):
    assert log.redacted(text) == text


@pytest.mark.parametrize(
    "piece",
    ["x", "a@", "eyJ", "http://", "_secret", "a_secret_", "a.b-c+d_", "1 ", "+1", "AA11", "%40", "bearer "],
)
def test_a_text_of_a_megabyte_is_redacted_in_time_that_grows_with_its_length_alone(piece):
    """Expressions that begin anew at each character would take hours here."""
    log.redacted(piece * (1_000_000 // len(piece)))


@pytest.mark.parametrize(
    "secret",
    [
        "ada.l+x@example.com",
        "pi_1_secret_abc",
        "https://connect.stripe.com/setup/x",
        "eyJhbGci.eyJzdWIi.c2ln",
    ],
)
def test_what_stands_before_a_secret_does_not_hide_it(secret):
    for before in ("", " ", "(", "/", "=", '"', "'", "é "):
        assert secret not in log.redacted(f"{before}{secret} and more")
