"""A challenge as it was written, by apps, scripts and people: read right, or refused by the field's name."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.documents import (
    NO_PROMISE,
    Challenge,
    ChallengeStatus,
    DocumentMisfit,
    Price,
    Promise,
    is_completed,
)
from pulse.documents.raw import OWNERS_MAX
from pulse.ports import Document
from tests.documents.anything import ANYTHING, NOON

FIELDS = {
    "title": "Morning Mobility",
    "subtitle": "Stretch",
    "ownerId": "trainer",
    "status": "active",
    "startDate": NOON,
    "endDate": NOON,
    "pricingInfo": {"isEnabled": True, "amount": 5_000, "currency": "USD"},
    "prizeMoney": {
        "isEnabled": True,
        "totalAmount": 10_000,
        "currency": "eur",
        "distributionType": "custom",
        "customDistribution": {"1": 60, "2": 25.5},
    },
}
CHECKED = ("owner_ids", "status", "starts_at", "ends_at", "price", "promise")


def challenge(**fields) -> Challenge:
    return Challenge.of(Document("challenges/ch", {**FIELDS, **fields}, 1))


def promise(**fields) -> Promise:
    return challenge(prizeMoney={**FIELDS["prizeMoney"], **fields}).promise.value


def price(**fields) -> Price | None:
    return challenge(pricingInfo={**FIELDS["pricingInfo"], **fields}).price.value


def test_a_challenge_is_read_as_it_was_meant():
    read = challenge()

    assert (read.id, read.title, read.subtitle) == ("ch", "Morning Mobility", "Stretch")
    assert (read.owner_ids.value, read.status.value) == (("trainer",), ChallengeStatus.ACTIVE)
    assert (read.starts_at.value, read.end) == (NOON, NOON)
    assert read.price.value == Price(5_000, "usd")
    assert read.promise.value == Promise(10_000, "eur", "custom", (6_000, 2_550))


def test_an_empty_document_promises_sells_and_ends_nothing():
    read = Challenge.of(Document("challenges/ch", {}, 1))

    assert (read.price.value, read.promise.value, read.owner_ids.value) == (None, NO_PROMISE, ())
    assert (read.starts_at.value, read.ends_at.value) == (None, None)
    with pytest.raises(DocumentMisfit, match="challenges/ch: status must be one of draft, published"):
        assert read.status.value
    with pytest.raises(DocumentMisfit, match="challenges/ch: endDate must be a time"):
        assert read.end


@pytest.mark.parametrize("flag", ["false", "true", "", 0, 1, [], {}])
def test_true_alone_switches_on_and_false_alone_switches_off(flag):
    for field, read in (("prizeMoney", promise), ("pricingInfo", price)):
        with pytest.raises(DocumentMisfit, match=rf"{field}\.isEnabled must be true or false"):
            read(isEnabled=flag)


@pytest.mark.parametrize("off", [{"isEnabled": False}, {"isEnabled": None}, {}])
def test_where_nothing_is_promised_the_rest_is_not_read(off):
    read = challenge(prizeMoney={**off, "totalAmount": "much", "distributionType": ["custom"]})

    assert (read.promise.value, read.promises_nothing) == (NO_PROMISE, True)


@pytest.mark.parametrize("written", ["much", ["much"], 7, True])
def test_prize_money_that_is_no_map_is_not_taken_for_none(written):
    with pytest.raises(DocumentMisfit, match="prizeMoney must be a map"):
        assert challenge(prizeMoney=written).promise.value


@pytest.mark.parametrize("amount", [-1, -1.0, 10.5, math.inf, math.nan, "100", True, [1], None, 1e300])
def test_an_amount_that_is_no_whole_number_is_refused(amount):
    with pytest.raises(
        DocumentMisfit, match=r"prizeMoney\.totalAmount must be a whole number of cents"
    ) as no:
        promise(totalAmount=amount)
    assert no.value.code == "prize_pool_invalid"
    with pytest.raises(DocumentMisfit, match=r"pricingInfo\.amount must be a whole number of cents"):
        price(amount=amount)


def test_a_whole_double_is_the_same_amount():
    assert (promise(totalAmount=10_000.0).pool, type(promise(totalAmount=10_000.0).pool)) == (10_000, int)
    assert price(amount=5_000.0) == Price(5_000, "usd")


@pytest.mark.parametrize("currency", ["dollars", "us", "u$d", " usd", "", 840, ["usd"]])
def test_a_currency_that_is_no_code_is_refused_and_an_absent_one_is_usd(currency):
    assert (promise(currency=None).currency, price(currency=None).currency) == ("usd", "usd")
    for read in (promise, price):
        with pytest.raises(DocumentMisfit, match="currency must be a three-letter") as refused:
            read(currency=currency)
        assert refused.value.code == "currency_invalid"


@pytest.mark.parametrize(
    "custom",
    [
        None, [], {}, [60, 50], [-1], [33.333], ["x"], ["60"], [True], [math.nan], [math.inf], [[60]], 60,
        "60",
        {"first": 50}, {"1": 60, "3": 40}, {"0": 60, "1": 40}, {"2": 100}, {"1": 60, "01": 40}, {"1.0": 60},
        [0] * 10_001, "1e999999", ["1e999990"], [101], [0], {"1": 0, "2": 0},
    ],
)  # fmt: skip
def test_a_custom_distribution_that_cannot_be_paid_is_refused(custom):
    with pytest.raises(DocumentMisfit, match="customDistribution must be percentages") as refused:
        promise(customDistribution=custom)
    assert refused.value.code == "distribution_invalid"


def test_a_custom_distribution_is_a_list_or_a_map_from_place_to_percentage():
    places = {str(place): 100 / 2**place for place in (1, 2)}
    assert promise(customDistribution=places).custom_shares == (5_000, 2_500)
    assert promise(customDistribution=[50, 25.0]).custom_shares == (5_000, 2_500)

    by_place = {str(place): 10 for place in (10, 2, 1, 9, 3, 8, 4, 7, 5, 6)}
    assert promise(customDistribution=by_place).custom_shares == (1_000,) * 10


@pytest.mark.parametrize("fractions", [[0.6, 0.4], {"1": 0.5, "2": 0.3, "3": 0.2}, [1], [0.25]])
def test_shares_that_are_fractions_are_not_taken_for_percent(fractions):
    with pytest.raises(DocumentMisfit, match="more than 1 and at most 100 in all"):
        promise(customDistribution=fractions)
    assert promise(customDistribution=[1, 0.01]).custom_shares == (100, 1)


@pytest.mark.parametrize("kind", ["", ["custom"], {"custom": 1}, 7, True])
def test_a_distribution_that_is_no_word_is_refused(kind):
    with pytest.raises(DocumentMisfit, match="distributionType must be the name"):
        promise(distributionType=kind)


@pytest.mark.parametrize("absent", [None, "", []])
def test_nobody_owns_a_challenge_without_owners(absent):
    assert challenge(ownerId=absent).owner_ids.value == ()


def test_owners_are_one_person_or_a_list_in_its_order():
    assert challenge(ownerId=["zoe", "ann", "zoe"]).owner_ids.value == ("zoe", "ann")


@pytest.mark.parametrize(
    "written", [["ann", None], [None, "ann"], ["ann", 5], ["a/b"], 5, {"ann": True}, ["x"] * (OWNERS_MAX + 1)]
)
def test_no_owner_is_left_out_of_a_list(written):
    with pytest.raises(DocumentMisfit, match="ownerId must be the id of a person"):
        assert challenge(ownerId=written).owner_ids.value


def test_only_the_word_completed_is_completed():
    assert is_completed({"status": "completed"})
    for fields in (None, {}, {"status": "Completed"}, {"status": ["completed"]}, {"status": True}):
        assert not is_completed(fields)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, ANYTHING)))
def test_any_document_is_read_or_refused_by_the_name_of_a_field(fields):
    read = Challenge.of(Document("challenges/ch", fields, 1))

    assert max(len(read.title), len(read.subtitle)) <= 200
    for field in (getattr(read, name) for name in CHECKED):
        misfit = field.misfit
        assert misfit is None or misfit.field.partition(".")[0] in {*fields, "status"}
        assert misfit is None or len(str(misfit)) < 500
    for at in (read.starts_at.value_or(None), read.ends_at.value_or(None)):
        assert at is None or at.tzinfo is UTC
    assert all(isinstance(owner, str) and owner for owner in read.owner_ids.value_or(()))
    for money, field in (
        (read.price.value_or(None), "pricingInfo"),
        (read.promise.value_or(None), "prizeMoney"),
    ):
        if money is not None and money != NO_PROMISE:
            assert fields[field]["isEnabled"] is True


@given(
    st.sampled_from(["isEnabled", "totalAmount", "currency", "distributionType", "customDistribution"]),
    ANYTHING,
)
def test_an_odd_field_changes_nothing_else_about_a_promise(field, value):
    read = challenge(prizeMoney={**FIELDS["prizeMoney"], field: value}).promise
    usual = Promise(10_000, "eur", "custom", (6_000, 2_550))

    if read.misfit is not None:
        assert read.misfit.field == f"prizeMoney.{field}"
        return
    match field:
        case "isEnabled":
            assert read.value == (usual if value is True else NO_PROMISE)
            assert value is None or isinstance(value, bool)
        case "totalAmount":
            assert read.value == replace(usual, pool=value)
        case "currency":
            assert read.value == replace(usual, currency=value.lower() if value else "usd")
        case "distributionType":
            assert (read.value.pool, read.value.distribution_type) == (10_000, value)
        case _:
            assert read.value.custom_shares
            assert sum(read.value.custom_shares) <= 10_000
            assert replace(read.value, custom_shares=usual.custom_shares) == usual
