"""Each reader accepts the forms that have one meaning, and takes nothing for zero, false or now."""

from __future__ import annotations

import math
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.documents import AMOUNT, CURRENCY, END, FLAG, MOMENT, NUMBER, PERSON, Unfit, cleaned
from pulse.documents.readers import AMOUNT_MAX, NAME_LENGTH_MAX, one_of
from tests.documents.anything import ANYTHING, NOON

SECONDS = int(NOON.timestamp())
EPOCH, MICRO = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
READERS = [MOMENT, END, AMOUNT, NUMBER, FLAG, CURRENCY, PERSON, one_of("draft", "active")]


@pytest.mark.parametrize(
    "written",
    [
        NOON,
        NOON.replace(tzinfo=None),
        NOON.astimezone(timezone(timedelta(hours=5))),
        SECONDS,
        float(SECONDS),
        SECONDS * 1000,
        SECONDS * 1000.0,
        "2026-11-23T12:00:00Z",
        "2026-11-23T12:00:00.000Z",
        "2026-11-23T12:00:00.000000000Z",
        "2026-11-23 12:00:00",
        "2026-11-23T12:00",
        "2026-11-23T17:00:00+05:00",
        "2026-11-23T07:00:00-0500",
        {"seconds": SECONDS, "nanoseconds": 0},
        {"_seconds": SECONDS, "_nanoseconds": 0},
        {"type": "firestore/timestamp/1.0", "seconds": SECONDS, "nanoseconds": 0},
    ],
)
def test_every_way_to_write_a_time_gives_the_same_moment(written):
    moment = MOMENT.read(written)

    assert (moment, moment.tzinfo) == (NOON, UTC)


def test_a_day_begins_at_midnight_utc():
    assert MOMENT.read("2026-11-23") == datetime(2026, 11, 23, tzinfo=UTC)


def test_what_ends_on_a_day_lasts_through_that_day_and_any_other_end_is_a_time():
    assert END.read("2026-11-23") == datetime(2026, 11, 24, tzinfo=UTC)
    for written in ("2026-11-23T12:00:00Z", SECONDS, NOON, {"seconds": SECONDS, "nanoseconds": 0}):
        assert END.read(written) == MOMENT.read(written)
    for unfit in ("9999-12-31", "2026-02-30", "soon", True):
        with pytest.raises(Unfit):
            END.read(unfit)


@pytest.mark.parametrize(
    "written",
    [
        True,
        0,
        -SECONDS,
        99_999_999_999,
        SECONDS * 1_000_000,
        math.nan,
        math.inf,
        str(SECONDS),
        str(SECONDS * 1000),
        "20261123",
        "2026-W48-1",
        "2026-02-30",
        "2026-11-23T25:00:00Z",
        "23.11.2026",
        "tomorrow",
        "",
        "2026-11-23T12:00:00Z" + " " * 1_000_000,
        "0001-01-01T00:00:00+23:59",
        {},
        {"seconds": SECONDS},
        {"seconds": str(SECONDS), "nanoseconds": 0},
        {"seconds": SECONDS, "nanoseconds": 1_000_000_000},
        {"seconds": 10**300, "nanoseconds": 0},
        {"seconds": SECONDS, "nanoseconds": 0, "minutes": 3},
        [NOON],
        b"2026",
    ],
)
def test_what_is_no_time_is_refused(written):
    with pytest.raises(Unfit):
        MOMENT.read(written)


@given(st.integers(946_684_800_000_000, 7_258_118_399_999_999).map(lambda micros: EPOCH + micros * MICRO))
def test_a_moment_is_the_same_in_every_form(moment):
    seconds, micros = divmod(round(moment.timestamp() * 1_000_000), 1_000_000)
    forms = [
        moment,
        moment.isoformat(),
        moment.isoformat().replace("+00:00", "Z"),
        {"seconds": seconds, "nanoseconds": micros * 1000},
        {"_seconds": seconds, "_nanoseconds": micros * 1000 + 999},
    ]

    assert {MOMENT.read(form) for form in forms} == {moment}
    assert MOMENT.read(seconds) == MOMENT.read(seconds * 1000) == moment.replace(microsecond=0)


@pytest.mark.parametrize(("written", "amount"), [(0, 0), (10_000, 10_000), (10_000.0, 10_000), (-0.0, 0)])
def test_an_amount_is_a_whole_number(written, amount):
    assert (AMOUNT.read(written), type(AMOUNT.read(written))) == (amount, int)


@pytest.mark.parametrize(
    "written", [-1, -1.0, 10.5, math.inf, math.nan, "100", True, [1], AMOUNT_MAX + 1, 1e300, 2**63 - 1]
)
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(Unfit):
        AMOUNT.read(written)


@pytest.mark.parametrize("written", ["true", "false", 1, 0, "", "yes", [True], {"isEnabled": True}])
def test_only_true_and_false_are_flags(written):
    with pytest.raises(Unfit):
        FLAG.read(written)


def test_a_large_score_keeps_its_last_digit():
    assert NUMBER.read(2**53 + 1) - NUMBER.read(2**53) == 1


@pytest.mark.parametrize("written", [math.nan, math.inf, -math.inf, "9", True, None, [9], {"points": 9}])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(Unfit):
        NUMBER.read(written)


@pytest.mark.parametrize(
    "written", ["dollars", "us", "u$d", " usd", "", 840, ["usd"], "\uff55\uff53\uff44", "u\u017fd"]
)
def test_what_is_no_currency_code_is_refused(written):
    assert CURRENCY.read("USD") == "usd"
    with pytest.raises(Unfit):
        CURRENCY.read(written)


@given(st.sampled_from(READERS), ANYTHING)
def test_a_reader_gives_a_value_of_its_kind_or_says_that_it_cannot(reader, value):
    try:
        read = reader.read(value)
    except Unfit:
        return

    kinds = {MOMENT: datetime, END: datetime, AMOUNT: int, NUMBER: (int, float), FLAG: bool}
    assert isinstance(read, kinds.get(reader, str))
    assert reader.read(read) == read


@given(st.integers() | st.floats(allow_nan=False), st.sampled_from([AMOUNT, NUMBER]))
def test_a_number_that_fits_is_read_as_the_same_number(value, reader):
    try:
        assert reader.read(value) == value
    except Unfit:
        assert reader is AMOUNT or math.isinf(value)


@given(ANYTHING)
def test_a_name_is_short_text_on_one_line(value):
    name = cleaned(value)

    assert len(name) <= NAME_LENGTH_MAX
    assert name == name.strip()
    assert not {unicodedata.category(character) for character in name} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(name) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069")
    assert cleaned(name) == name
    name.encode()


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Ada", "Ada"),
        ("  Ada \n Lovelace\t", "Ada Lovelace"),
        ("a\x00b", "a b"),
        ("Zoë 👩‍🚀", "Zoë 👩‍🚀"),
        ("paid\u202e$", "paid $"),
        ("n" * 1_048_460, "n" * 200),
        (7, ""),
        (None, ""),
        (["Ada"], ""),
    ],
)
def test_names_are_cleaned_and_cut(written, shown):
    assert cleaned(written) == shown
