"""How a short balance is divided: pure, for any amounts, sources, and prizes that were overtaken."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pulse.prizes.allotment import allot, source_that_covers
from pulse.prizes.reasons import Reason
from pulse.prizes.records import PrizeRecord, PrizeStatus
from tests.world import TEST_SETTINGS as SETTINGS

NOW = datetime(2026, 11, 27, tzinfo=UTC)
DAY = timedelta(days=1)


def prize(number, amount):
    at = NOW - timedelta(days=30) + timedelta(minutes=number)
    return PrizeRecord(
        id=f"p{number}", challenge_id="ch", user_id="u", placement=1, prize_amount=amount, fee_bps=0,
        winner_amount=amount, platform_fee=0, currency="usd", status=PrizeStatus.PENDING,
        reason=Reason.AWAITING_FUNDS, created_at=at, updated_at=at,
    )  # fmt: skip


AMOUNTS = st.lists(st.integers(min_value=1, max_value=100), max_size=8)
SOURCES = st.dictionaries(
    st.sampled_from(["card", "bank_account", "fpx"]), st.integers(min_value=-20, max_value=200), min_size=1
)
AGES = st.lists(st.integers(min_value=0, max_value=48), max_size=8)


def divided(amounts, available, ages=()):
    waiting = [prize(number, amount) for number, amount in enumerate(amounts)]
    overtaken = {f"p{number}": NOW - timedelta(hours=hours) for number, hours in enumerate(ages)}
    return waiting, allot(waiting, available, overtaken, NOW, SETTINGS)


@given(amounts=AMOUNTS, available=SOURCES, ages=AGES)
def test_every_prize_is_either_covered_or_kept_and_no_more_is_given_than_there_is(amounts, available, ages):
    waiting, allotted = divided(amounts, available, ages)

    assert sorted([*allotted.covered, *allotted.kept], key=lambda one: one.turn) == waiting
    given_out = sum(record.winner_amount for record in allotted.covered)
    assert given_out <= sum(max(0, amount) for amount in available.values())
    assert (allotted.missing > 0) == bool(allotted.kept)


@given(amounts=AMOUNTS, available=SOURCES)
def test_while_nobody_is_starved_no_money_lies_idle_that_would_cover_a_prize(amounts, available):
    _, allotted = divided(amounts, available)
    left = dict(available)
    for record in allotted.covered:
        left[source_that_covers(record.winner_amount, left)] -= record.winner_amount

    assert all(source_that_covers(record.winner_amount, left) is None for record in allotted.kept)
    assert list(allotted.covered) == sorted(allotted.covered, key=lambda one: one.turn)


@given(amounts=AMOUNTS, available=SOURCES, ages=AGES)
def test_one_that_was_overtaken_for_a_day_is_the_first_and_the_only_one_if_it_is_not_covered(
    amounts, available, ages
):
    waiting, allotted = divided(amounts, available, ages)
    starved = {
        record.id for number, record in enumerate(waiting) if number < len(ages) and ages[number] >= 24
    }

    order = [record.id in starved for record in allotted.covered]
    assert order == sorted(order, reverse=True)
    if allotted.whole_for is None:
        assert not starved & {record.id for record in allotted.kept}
    else:
        assert {record.id for record in allotted.covered} <= starved
        assert allotted.first == allotted.whole_for


@given(amounts=AMOUNTS, available=SOURCES, ages=AGES)
def test_who_is_overtaken_is_remembered_since_the_first_time(amounts, available, ages):
    waiting, allotted = divided(amounts, available, ages)
    youngest = max((record.turn for record in allotted.covered), default=None)

    for record in allotted.kept:
        number = waiting.index(record)
        before = NOW - timedelta(hours=ages[number]) if number < len(ages) else None
        now = NOW if youngest is not None and record.turn < youngest else None
        assert allotted.overtaken.get(record.id) == (before or now)
    assert set(allotted.overtaken) <= {record.id for record in allotted.kept}


@given(amounts=AMOUNTS, amount=st.integers(min_value=-20, max_value=200))
def test_what_is_missing_on_the_only_balance_covers_all_that_wait(amounts, amount):
    _, allotted = divided(amounts, {"card": amount})

    _, after = divided(amounts, {"card": amount + allotted.missing})
    assert after.kept == ()
    if allotted.kept:
        _, short = divided(amounts, {"card": amount + allotted.missing - 1})
        assert len(short.kept) > 0


def test_a_transfer_draws_on_one_source_and_on_stripes_default_first():
    assert source_that_covers(50, {"bank_account": 90, "card": 50}) == "card"
    assert source_that_covers(51, {"bank_account": 90, "card": 50}) == "bank_account"
    assert source_that_covers(91, {"bank_account": 90, "card": 50}) is None
    assert source_that_covers(91, None) == "card"
