"""A new trainer sells little, nobody sells at a large loss to us, and who owes us sells nothing."""

from __future__ import annotations

import pytest

from pulse.ports.store import Update
from pulse.sales import LimitReached, OwnerNotReady
from tests.sales import scene
from tests.world import TEST_SETTINGS, World

LIMITS = {
    "trainer_trial_seconds": 30 * 86_400,
    "trainer_price_cents_max": (("usd", 50_000),),
    "trainer_sales_per_day_cents_max": (("usd", 200_000),),
    "trainer_loss_per_day_cents_max": (("usd", 2_000),),
}


@pytest.fixture
def limited():
    return World(TEST_SETTINGS.model_copy(update=LIMITS))


def sells(world, number, amount):
    """Another buyer pays for the round at this price."""
    scene.priced(world, amount)
    buyer = f"buyer{number}"
    scene.user(world, buyer)
    unpaid = scene.bought(world, buyer)
    scene.pays(world, unpaid.payment_intent_id)
    scene.completed(world, unpaid.payment_intent_id, buyer)
    return unpaid.payment_intent_id


def refused(world, buyer="late"):
    scene.user(world, buyer)
    with pytest.raises(LimitReached) as refusal:
        scene.bought(world, buyer)
    return refusal.value.facts


def test_a_new_trainers_price_has_a_limit(limited):
    scene.round_on_sale(limited, 50_001)
    assert refused(limited) == {"limit_name": "trainer_price", "limit": 50_000, "currency": "usd"}
    scene.priced(limited, 50_000)
    assert scene.bought(limited).amount == 50_000


def test_a_new_trainers_day_has_a_limit_of_paid_sales(limited):
    scene.round_on_sale(limited, 50_000)
    for number in range(4):
        sells(limited, number, 50_000)
    scene.priced(limited, 50)
    assert refused(limited) == {"limit_name": "trainer_sales_per_day", "limit": 200_000, "currency": "usd"}
    limited.clock.advance(hours=24)
    assert scene.bought(limited).amount == 50


def test_rounds_that_nobody_paid_use_up_nothing(limited):
    scene.round_on_sale(limited, 50_000)
    for number in range(6):
        scene.user(limited, f"buyer{number}")
        scene.bought(limited, f"buyer{number}")
    sells(limited, 9, 50_000)


def test_after_a_month_only_the_loss_is_limited(limited):
    scene.round_on_sale(limited, 50_000)
    limited.clock.advance(days=29, hours=23)
    scene.priced(limited, 50_001)
    refused(limited)
    limited.clock.advance(hours=1)
    assert scene.bought(limited).amount == 50_001


def test_an_adopted_account_counts_from_when_stripe_opened_it(limited):
    scene.round_on_sale(limited, 60_000)
    limited.clock.advance(days=31)
    now = limited.clock.now()
    limited.store.commit([Update(f"stripeConnect/{scene.TRAINER}", {"creation": None, "activeAt": now})])
    assert scene.bought(limited).amount == 60_000
    limited.store.commit([Update(f"stripeConnect/{scene.TRAINER}", {"openedAt": now})])
    refused(limited)


def test_what_a_trainers_sales_may_cost_us_a_day_has_a_limit():
    """A round of 0.50 costs us 0.29 with the default policy."""
    world = World(TEST_SETTINGS.model_copy(update={"trainer_loss_per_day_cents_max": (("usd", 80),)}))
    scene.round_on_sale(world, 50)
    for number in range(2):
        sells(world, number, 50)
    assert refused(world) == {"limit_name": "trainer_loss_per_day", "limit": 80, "currency": "usd"}
    scene.priced(world, 40_000)
    assert scene.bought(world).amount == 40_000
    world.clock.advance(hours=24)
    scene.priced(world, 50)
    assert scene.bought(world, "late").amount == 50


def test_a_trainer_who_owes_us_sells_nothing_until_it_is_paid(world):
    scene.round_on_sale(world)
    payment = sells(world, 1, 10_000)
    world.store.commit([Update(f"payments/{payment}", {"receivableAmount": 1})])
    with pytest.raises(OwnerNotReady):
        scene.bought(world)
    world.store.commit([Update(f"payments/{payment}", {"receivableAmount": 0})])
    assert scene.bought(world).amount == 10_000
