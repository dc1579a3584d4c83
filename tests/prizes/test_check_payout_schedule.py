"""Automatic payouts that can take what pools hold are told once a day, and shown."""

from __future__ import annotations

import pytest

from pulse.backoffice import read_overview, sweep
from pulse.doors.command_line.tables import own_money_table
from pulse.prizes import check_payout_schedule, refresh_own_money
from tests.pools import scene as pools


@pytest.fixture
def world():
    world = pools.world_where()
    pools.challenge(world)
    pools.paid_in(world, 10_000)
    refresh_own_money(ports=world.ports)
    world.alerts.raised.clear()
    return world


def scheduled(world, interval="daily", **minimums):
    payouts = {"schedule": {"interval": interval}, "minimum_balance_by_currency": minimums}
    world.ports.stripe._request("post", "balance_settings", params={"payments": {"payouts": payouts}})


@pytest.mark.parametrize(
    ("interval", "minimum", "at_risk"),
    [
        ("manual", 0, 0),
        ("daily", 0, 10_000),
        ("daily", 9_999, 1),
        ("weekly", 10_000, 0),
        ("monthly", 1, 9_999),
    ],
)
def test_operators_are_warned_of_what_payouts_may_take_of_the_pools_money(world, interval, minimum, at_risk):
    scheduled(world, interval, **({"usd": minimum} if minimum else {}))

    schedule = check_payout_schedule(ports=world.ports)

    assert (schedule.interval, schedule.minimums.get("usd", 0)) == (interval, minimum)
    told = [(one.cause, one.amount_cents, one.currency) for one in world.alerts.raised]
    assert told == ([("payouts.automated", at_risk, "usd")] if at_risk else [])


def test_the_sweep_asks_once_a_day(world):
    scheduled(world)

    def warnings():
        sweep(ports=world.ports)
        return world.alerts.causes().count("payouts.automated")

    assert [warnings(), warnings()] == [1, 1]
    world.clock.advance(days=1, minutes=1)
    assert warnings() == 2


def test_status_shows_own_money_and_the_schedule(world):
    scheduled(world, "weekly", usd=5_000)
    check_payout_schedule(ports=world.ports)

    seen = read_overview(ports=world.ports)

    (own,) = [one for one in seen.own_money if one.currency == "usd"]
    assert (own.figures.held, seen.payout_schedule.interval) == (10_000, "weekly")
    assert own.figures.lower == own.figures.available + own.figures.pending - 10_000
    shown = [str(cell) for column in own_money_table(seen).columns for cell in column._cells]
    assert {"100.00 USD", "-100.00 USD", "weekly", "50.00 USD"} & set(shown) >= {"-100.00 USD", "50.00 USD"}
