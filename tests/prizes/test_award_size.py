"""Awards that are large, or whose owners or whose day awarded much, wait for two people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.ports.store import Query, Update
from tests.people import seed_challenge
from tests.prizes import scene
from tests.world import TEST_SETTINGS, World

LIMITS = {
    "prize_participants_min": 3,
    "award_cents_max": (("usd", 500_000),),
    "owner_awards_cents_max": (("usd", 500_000),),
    "awards_per_day_cents_max": (("usd", 2_000_000),),
    "prize_cents_per_period_max": 10**12,
    "payout_approval_cap_cents": 10**12,
}


@pytest.fixture
def limited():
    return World(TEST_SETTINGS.model_copy(update=LIMITS))


def award(world, challenge_id="ch", *, pool, people=3, owner="trainer", **prize_money):
    """The award's patterns by winner."""
    scene.challenge(world, challenge_id, pool=pool, **prize_money)
    seed_challenge(world, challenge_id, ownerId=owner)
    for number in range(people):
        scene.takes_part(world, f"{challenge_id}-{number}", 100 - number, challenge_id)
    scene.award(world, challenge_id)
    records = [one for one in scene.records(world) if one["challengeId"] == challenge_id]
    holds = {one["id"]: world.store.get(f"holds/{one['id']}") for one in records}
    assert [one["held"] for one in records] == [hold is not None for hold in holds.values()]
    return [tuple(hold.fields["patterns"]) if hold else () for hold in holds.values()]


@pytest.mark.parametrize(
    ("people", "patterns"), [(1, ("few_participants",)), (2, ("few_participants",)), (3, ())]
)
def test_few_participants(limited, people, patterns):
    assert award(limited, pool=10_000, people=people) == [patterns]


def test_one_person_twice_is_one_participant(limited):
    scene.takes_part(limited, "ch-0", 5)
    limited.store.commit([Update("user-challenge/ch_ch-0", {"note": "x"})])
    limited.store.commit([Update("user-challenge/ch_ch-0", {"userId": "ch-1"})])
    assert award(limited, pool=10_000, people=2) == [("few_participants",)]


def test_a_hundred_new_winners_of_one_large_pool_are_all_held(limited):
    found = award(
        limited, pool=7_000_000, people=100, distributionType="custom", customDistribution=[1] * 100
    )
    assert found == [("award_large", "owner_awards_large", "day_large")] * 100
    assert limited.alerts.causes() == ["prize.suspected"] * 100


@pytest.mark.parametrize(("pool", "held"), [(500_000, False), (500_001, True)])
def test_the_limit_itself_is_not_above_it(limited, pool, held):
    assert award(limited, pool=pool) == [("award_large", "owner_awards_large") if held else ()]


def test_what_nobody_wins_does_not_count(limited):
    assert award(limited, pool=1_500_000, distributionType="top_three_equal", people=3) != [(), (), ()]
    assert award(limited, "b", owner="other", pool=900_000, people=1, distributionType="top_three_equal") == [
        ("few_participants",)
    ]


def test_an_owners_awards_are_added_up_over_a_month(limited):
    assert award(limited, "a", pool=300_000) == [()]
    assert award(limited, "b", pool=200_000, owner=["other", "trainer"]) == [()]
    assert award(limited, "c", pool=1, owner=["trainer", "third"]) == [("owner_awards_large",)]
    assert award(limited, "d", pool=1, owner="third") == [()]
    limited.clock.advance(days=30)
    assert award(limited, "e", pool=400_000) == [()]


def test_all_awards_of_a_day_are_added_up(limited):
    for number in range(4):
        assert award(limited, f"a{number}", pool=500_000, owner=f"o{number}") == [()]
    assert award(limited, "b", pool=1, owner="o9") == [("day_large",)]
    limited.clock.advance(days=1)
    assert award(limited, "c", pool=500_000, owner="o10") == [()]


def test_awards_in_a_currency_without_a_limit_are_held(limited):
    assert award(limited, pool=100, currency="eur") == [("award_large", "owner_awards_large", "day_large")]


def test_the_awards_of_another_currency_are_not_added(limited):
    award(limited, "a", pool=500_000, currency="eur")
    assert award(limited, "b", pool=500_000) == [()]


def test_an_award_that_is_recorded_later_still_sees_those_made_meanwhile(limited):
    """Two at the same time: each is stored before the records of either are screened."""
    award(limited, "a", pool=400_000)
    limited.store.commit([Update("awards/a", {"status": "frozen"})])
    for record in limited.store.query(Query("prizeRecords")):
        limited.store.commit([Update(record.path, {"createdAt": limited.clock.now() + timedelta(0)})])
    assert award(limited, "b", pool=100_001) == [("owner_awards_large",)]
