"""With real money and without Stripe's approval, paid prizes and rounds that sell them are told daily."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulse.backoffice import read_overview, sweep
from pulse.batches import read_cursor, time_limit
from pulse.doors.command_line.tables import figures_table
from pulse.ports.store import Merge, Query
from pulse.prizes import PrizeStatus, warn_unapproved
from tests.documents.anything import ANYTHING
from tests.prizes import scene
from tests.world import TEST_SETTINGS, World


def real_money(**changes):
    """A world whose key is a live one."""
    world = World(TEST_SETTINGS.model_copy(update=changes))
    world.stripe._livemode = True
    return world


def priced(world, challenge_id, price=2_500, pool=10_000, **fields):
    challenge = {
        "title": "Morning Mobility",
        "ownerId": "trainer",
        "status": "published",
        "pricingInfo": {"isEnabled": True, "amount": price, "currency": "usd"},
        "prizeMoney": {"isEnabled": True, "totalAmount": pool, "currency": "usd"},
        **fields,
    }
    world.store.commit([Merge(f"challenges/{challenge_id}", challenge)])


def told(world, **options):
    """The causes and subjects that one run raises."""
    world.alerts.raised.clear()
    result = warn_unapproved(ports=world.ports, **options)
    assert result.done == len(world.alerts.raised)
    return [(alert.cause, alert.subject) for alert in world.alerts.raised]


PRIZES, ROUND = ("prize.unapproved", "prizeRecords"), ("entry.charged", "challenges/dear")


def test_prizes_that_were_awarded_are_paid_and_told_once_a_day():
    world = real_money()
    scene.ready_winner(world)
    (record,) = scene.awarded(world, "user_456")

    assert told(world) == [PRIZES]
    assert world.alerts.raised[0].facts == {"to_pay": 1, "paid_within_a_day": 0}
    assert told(world) == []

    world.clock.advance(hours=24)
    scene.pay(world, scene.allotted(world, record))
    assert scene.read(world, record.id).status is PrizeStatus.PAID
    assert told(world) == [PRIZES]
    assert world.alerts.raised[0].facts == {"to_pay": 0, "paid_within_a_day": 1}
    world.clock.advance(hours=24, seconds=1)
    assert told(world) == []


def test_each_paid_round_that_promises_prizes_is_told_once_a_day():
    world = real_money()
    priced(world, "dear")
    priced(world, "running", status="active")

    both = [ROUND, ("entry.charged", "challenges/running")]
    assert told(world) == both
    assert world.alerts.raised[0].facts == {
        "price": "25.00 USD", "prize_money": "100.00 USD", "paid_entry": "allow",
    }  # fmt: skip
    assert told(world) == []
    world.clock.advance(hours=24)
    assert told(world) == both


@pytest.mark.parametrize(
    "fields",
    [
        {"pricingInfo": {"isEnabled": False}},
        {"pricingInfo": {"isEnabled": "true", "amount": 100}},
        {"pricingInfo": None},
        {"prizeMoney": {"isEnabled": False}},
        {"prizeMoney": {"isEnabled": 1, "totalAmount": 100}},
        {"prizeMoney": "much"},
        {"status": "draft"},
        {"status": "completed"},
        {"status": "cancelled"},
    ],
)
def test_a_round_without_a_price_or_prize_or_that_nobody_can_join_is_not_told(fields):
    world = real_money()
    priced(world, "dear", **fields)
    assert told(world) == []


@pytest.mark.parametrize(
    ("livemode", "approval", "is_told"),
    [
        (True, "", True),
        (True, "   ", True),
        (True, "2026-11-20, case 4711", False),
        (False, "", False),
        (False, "2026-11-20, case 4711", False),
    ],
)
def test_an_approval_or_test_money_ends_the_warnings(livemode, approval, is_told):
    world = World(TEST_SETTINGS.model_copy(update={"stripe_prize_approval": approval}))
    scene.awarded(world, "user_456")
    priced(world, "dear")
    world.stripe._livemode = livemode

    assert told(world) == ([PRIZES, ROUND] if is_told else [])
    overview = read_overview(ports=world.ports)
    assert overview.prizes_approved is not is_told
    shown = [str(cell) for column in figures_table(overview).columns for cell in column._cells]
    assert ("MISSING" in shown) is is_told


def test_the_sweep_tells_them():
    world = real_money()
    priced(world, "dear")

    sweep(ports=world.ports)

    assert world.alerts.causes().count("entry.charged") == 1


def test_more_rounds_than_one_sweep_has_time_for_are_told_by_the_next_ones_each_once():
    world = real_money(sweep_batch=3)
    for number in range(8):
        priced(world, f"round_{number}")
    out_of_time = time_limit(0, ports=world.ports)

    runs = [told(world, limit=out_of_time)] + [told(world) for _ in range(4)]

    everyone = [subject for run in runs for _, subject in run]
    assert everyone == [f"challenges/round_{number}" for number in range(8)]
    assert [len(run) for run in runs] == [1, 3, 3, 1, 0]
    assert read_cursor("paidEntriesTold", ports=world.ports)["after"] is None


ODD = st.fixed_dictionaries({}, optional=dict.fromkeys(("pricingInfo", "prizeMoney"), ANYTHING))


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ODD, max_size=4))
def test_whatever_stands_in_other_documents_this_round_is_told(documents):
    world = real_money()
    for number, fields in enumerate(documents):
        priced(world, f"odd_{number}", **fields)
    priced(world, "dear")

    assert ROUND in told(world)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pricingInfo", {"isEnabled": True, "amount": "a lot"}),
        ("pricingInfo", {"isEnabled": True, "amount": 100, "currency": "dollars"}),
        ("prizeMoney", {"isEnabled": True, "totalAmount": -5}),
        ("prizeMoney", {"isEnabled": True}),
    ],
)
def test_one_that_cannot_be_read_is_named_and_stops_no_other(name, value):
    world = real_money()
    priced(world, "a_odd", **{name: None})
    fields = {**world.store.get("challenges/a_odd").fields, name: value}
    world.store.commit([Merge("challenges/a_odd", fields)])
    priced(world, "dear")

    result = warn_unapproved(ports=world.ports)

    assert [problem.split(":")[0] for problem in result.problems] == ["challenges/a_odd"]
    assert [alert.subject for alert in world.alerts.raised] == ["challenges/dear"]
    assert world.store.query(Query("alerts")) == []
