"""What a place is worth, before anything is awarded."""

from __future__ import annotations

import pytest

from pulse.errors import NotFound
from pulse.ports.store import Merge
from pulse.prizes import award_path, fetch_winner_prize_info
from tests.prizes import scene


def test_what_a_place_is_worth_is_told_before_the_award(world):
    scene.challenge(world, distributionType="top_three_weighted")

    told = fetch_winner_prize_info("ch", 2, ports=world.ports)

    assert (told.prize_amount, told.total_prize_pool, told.placement) == (3_000, 10_000, 2)
    assert world.store.get(award_path("ch")) is None
    assert (told.title, told.winner_count, told.distribution_type) == (
        "Morning Mobility",
        3,
        "top_three_weighted",
    )


def test_a_draft_is_not_shown(world):
    scene.challenge(world, distributionType="top_three_weighted")
    world.store.commit([Merge("challenges/ch", {"status": "draft"})])

    with pytest.raises(NotFound) as refused:
        fetch_winner_prize_info("ch", 1, ports=world.ports)

    assert refused.value.code == "challenge_not_found"


@pytest.mark.parametrize("placement", [0, 4, -1])
def test_a_place_that_wins_nothing_is_not_found(world, placement):
    scene.challenge(world, distributionType="top_three_weighted")

    with pytest.raises(NotFound):
        fetch_winner_prize_info("ch", placement, ports=world.ports)


@pytest.mark.parametrize(
    "edit",
    [
        {"totalAmount": 99_999},
        {"currency": "eur"},
        {"distributionType": "winner_takes_all"},
        {"isEnabled": False},
        {"isEnabled": "false"},
    ],
)
def test_what_was_awarded_is_shown_whatever_is_promised_now(world, edit):
    custom = {"distributionType": "custom", "customDistribution": {"1": 60, "2": 25.5}}
    scene.challenge(world, **custom)
    scene.takes_part(world, "ann", 10)
    scene.award(world)
    scene.challenge(world, **{**custom, **edit})
    world.store.commit([Merge("challenges/ch", {"title": "Another title"})])

    told = fetch_winner_prize_info("ch", 1, ports=world.ports)

    assert (told.prize_amount, told.total_prize_pool, told.currency) == (6_000, 10_000, "usd")
    assert (told.title, told.distribution_type, told.winner_count) == ("Morning Mobility", "custom", 1)
    assert fetch_winner_prize_info("ch", 2, ports=world.ports).prize_amount == 2_550


@pytest.mark.parametrize("status", [None, "", "Published", 7, ["active"]])
def test_a_challenge_whose_status_cannot_be_read_is_not_shown(world, status):
    scene.challenge(world)
    world.store.commit([Merge("challenges/ch", {"status": status})])

    with pytest.raises(NotFound):
        fetch_winner_prize_info("ch", 1, ports=world.ports)


def test_dates_that_cannot_be_read_are_not_shown_and_hide_nothing_else(world):
    scene.challenge(world)
    world.store.commit([Merge("challenges/ch", {"startDate": "soon", "endDate": 1_795_431_600})])

    told = fetch_winner_prize_info("ch", 1, ports=world.ports)

    assert (told.start_date, told.prize_amount) == (None, 10_000)
    assert told.end_date is not None
    assert told.end_date.timestamp() == 1_795_431_600
