"""Prizes are reduced only in an award that stands: after its review, and once every contest is decided."""

from __future__ import annotations

import re

import pytest

from pulse.errors import PulseError
from pulse.ports.store import Query
from pulse.prizes import PoolNotFinal
from tests.backoffice.approvals.scene import ask
from tests.pools import scene as pools
from tests.pools.scene import CHALLENGE
from tests.prizes import test_contests as contests
from tests.prizes.test_allot_pool import awarded, funded
from tests.prizes.test_award_versions import PEOPLE, world_with
from tests.prizes.test_finish_pool import finished
from tests.prizes.test_pool_losses import ACT, by_place, decided, followed, taken_back


@pytest.fixture
def world():
    """50, 30 and 20 of 100.00 are won by ann, bob and cyn; a bank takes 60.00; dan contests place 3."""
    world = world_with(*PEOPLE)
    first, _ = funded(world, 6_000, 4_000)
    awarded(world)
    taken_back(world, first)
    world.contest = contests.contested(world, "dan", placement=3)
    return world


def told_of_less(world):
    """Who was told of a smaller prize, with the sum that the notice names."""
    return {
        name: re.search(r"Yours is (.+?)\. ", one.fields["text"])[1]
        for name in PEOPLE
        for one in world.store.query(Query(f"users/{name}/notices"))
        if one.fields["said"] == "prize_reduced"
    }


def test_a_contest_of_the_last_place_alone_forbids_it_and_nothing_changes(world):
    world.clock.advance(days=15)
    before = contests.everything(world)

    with pytest.raises(PoolNotFinal, match="contested"):
        ask(world, ACT, CHALLENGE, decision="reduce")

    assert contests.everything(world) == before


def test_once_it_is_upheld_the_prizes_share_what_is_left_and_are_paid_once(world):
    world.clock.advance(days=15)
    contests.decided(world, world.contest)

    decided(world, "reduce")
    followed(world)
    finished(world, 3)

    assert by_place(world, "prize_amount") == [2_000, 1_200, 800]
    assert told_of_less(world) == {
        "ann": "19.40 USD", "bob": "11.64 USD", "cyn": "7.76 USD",
    }  # fmt: skip
    assert by_place(world, "status") == ["paid", "paid", "paid"]
    assert pools.books(world).get(f"prizes:{CHALLENGE}", 0) == 0


def test_after_a_disqualification_the_next_version_is_reviewed_before_anything_is_reduced(world):
    world.clock.advance(days=15)
    contests.decided(world, world.contest, "cyn")

    with pytest.raises(PoolNotFinal, match="in review"):
        decided(world, "reduce")

    followed(world)
    assert by_place(world, "prize_amount") == [5_000, 3_000, 0, 2_000]
    assert told_of_less(world) == {}


def test_a_reduced_award_cannot_be_contested_again(world):
    world.clock.advance(days=15)
    contests.decided(world, world.contest)
    decided(world, "reduce")
    followed(world)

    with pytest.raises(PulseError) as refused:
        contests.contested(world, "bob", placement=1)

    assert refused.value.code == "review_over"
