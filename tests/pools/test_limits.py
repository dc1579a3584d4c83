"""How much and how often money is paid into pools: refused before any charge, each limit at its edge."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from pulse.pools import LimitReached, TooManyFundings
from pulse.ports.store import Merge, Update
from pulse.settings import Settings
from tests.named import ROOT
from tests.pools.scene import (
    CHALLENGE,
    OTHER,
    OWNER,
    asked,
    cancelled,
    challenge,
    fundings,
    paid_in,
    seen,
    world_where,
)

DEFAULTS = {
    "pool_funding_attempts_per_hour_max": 3,
    "pool_funding_attempts_per_day_max": 10,
    "pool_first_funding_cents_max": (("usd", 50_000),),
    "pool_funding_cents_max": (("usd", 250_000),),
    "pool_payer_cents_max": (("usd", 500_000),),
    "pool_cents_max": (("usd", 500_000),),
    "pools_per_day_cents_max": (("usd", 2_000_000),),
}


@pytest.fixture
def world():
    """With the values of production."""
    world = world_where(**DEFAULTS, settlement_currencies=("usd",))
    challenge(world)
    return world


def refused(world, name, limit, amount, **fields):
    """By the limit *name*; nothing was written and nothing charged."""
    version, intents = world.store.version, len(world.stripe.list_payment_intents({}))
    with pytest.raises(LimitReached) as caught:
        asked(world, amount, **fields)
    assert caught.value.facts == {"limit_name": name, "limit": limit, "currency": "usd"}
    assert world.store.version == version
    assert len(world.stripe.list_payment_intents({})) == intents


def settled_pool_of(world, payer):
    """A pool into which *payer* paid once, and that is settled."""
    name = f"settled_of_{payer}"
    challenge(world, name)
    paid_in(world, 1_000, payer, challenge_id=name)
    world.store.commit([Merge(f"prizePools/{name}", {"phase": "settled", "provenPayerIds": [payer]})])
    world.clock.advance(hours=1)


def test_a_payer_who_is_new_here_pays_500_00_at_once_and_others_2_500_00(world):
    refused(world, "pool_first_funding", 50_000, 50_001)
    asked(world, 50_000)

    settled_pool_of(world, OTHER)

    refused(world, "pool_funding", 250_000, 250_001, payer=OTHER)
    asked(world, 250_000, OTHER)


def test_a_pool_holds_at_most_5_000_00_and_what_left_it_makes_room(world):
    settled_pool_of(world, OWNER)
    paid_in(world, 250_000)
    paid_in(world, 200_000, OWNER)

    settled_pool_of(world, OTHER)
    refused(world, "pool", 500_000, 50_001, payer=OTHER)
    asked(world, 50_000, OTHER)


def test_two_administrators_may_have_raised_the_limit_of_one_pool(world):
    settled_pool_of(world, OWNER)
    settled_pool_of(world, OTHER)
    paid_in(world, 250_000)
    paid_in(world, 200_000)
    world.store.commit([Update(f"prizePools/{CHALLENGE}", {"limitRaisedTo": 600_000})])

    asked(world, 150_000, OTHER)

    refused(world, "pool", 600_000, 150_001, payer=OTHER)


def test_one_person_pays_at_most_5_000_00_into_all_pools_within_30_days(world):
    settled_pool_of(world, OWNER)
    for number in range(2):
        challenge(world, f"another_{number}")
        paid_in(world, 249_500, challenge_id=f"another_{number}")
    world.clock.advance(hours=1)

    refused(world, "pool_payer", 500_000, 1_000)
    world.clock.advance(days=29)
    refused(world, "pool_payer", 500_000, 1_000)
    world.clock.advance(days=1)
    challenge(world)
    asked(world, 250_000)


def test_what_was_only_begun_counts_against_no_sum(world):
    for amount in (50_000, 49_000):
        asked(world, amount)

    asked(world, 48_000)

    assert seen(world).sums.paid_in == 0


def test_all_pools_together_take_at_most_20_000_00_a_day():
    world = world_where(**{**DEFAULTS, "pools_per_day_cents_max": (("usd", 60_000),)})
    challenge(world)
    paid_in(world, 50_000)

    refused(world, "pools_per_day", 60_000, 10_001, payer=OTHER)
    world.clock.advance(days=1, seconds=1)
    asked(world, 10_001, OTHER)


def test_money_is_not_held_for_longer_than_90_days(world):
    challenge(world, endDate=world.clock.now() + timedelta(days=90, seconds=1))
    with pytest.raises(LimitReached) as caught:
        asked(world)
    assert caught.value.facts == {"limit_name": "pool_hold_days", "limit": 90}

    challenge(world, endDate=world.clock.now() + timedelta(days=90))
    asked(world)


def test_the_fourth_payment_begun_within_an_hour_is_refused_with_429(world):
    for amount in (1_000, 2_000, 3_000):
        asked(world, amount)
    asked(world, 3_000)

    with pytest.raises(TooManyFundings) as caught:
        asked(world, 4_000)

    assert (caught.value.status, caught.value.code) == (429, "limit_reached")
    assert caught.value.retry_after_seconds == 3_600
    world.clock.advance(hours=1)
    asked(world, 4_000)


def test_the_eleventh_payment_begun_within_a_day_is_refused_with_429(world):
    for number in range(10):
        payment_id = asked(world, 1_000 + number).payment_intent_id
        cancelled(world, payment_id)
        world.clock.advance(hours=1)

    with pytest.raises(TooManyFundings) as caught:
        asked(world, 5_000)

    assert caught.value.retry_after_seconds == 86_400
    assert len(fundings(world)) == 10
    world.clock.advance(hours=14)
    asked(world, 5_000)


def test_a_currency_without_a_limit_is_above_every_limit():
    world = world_where(**DEFAULTS, settlement_currencies=("usd", "eur"))
    challenge(world)

    with pytest.raises(LimitReached):
        asked(world, 1_000, currency="eur")


def test_a_deployment_begins_with_the_times_that_were_decided():
    page = (ROOT / "docs" / "decisions" / "1730-questions-that-pools-were-asked.md").read_text()
    table = page.partition("| setting | default |")[2].partition("\n\n")[0]
    decided = {
        name.lower(): int(number)
        for names, numbers in re.findall(r"^\| (.*`.*) \| (.+) \|$", table, flags=re.MULTILINE)
        for name, number in zip(re.findall(r"`(\w+)`", names), numbers.split(", "), strict=True)
    }

    assert len(decided) == 10
    assert decided == {name: Settings.model_fields[name].default for name in decided}
