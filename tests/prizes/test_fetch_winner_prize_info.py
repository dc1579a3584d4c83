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
