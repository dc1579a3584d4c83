"""The card that paid is kept where cards are compared, and one card of many buyers is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.ports.store import Merge
from pulse.sales import apply_payment_intent
from tests.sales import scene
from tests.sales.scene import bought, completed, payment_of, pays
from tests.world import START, TEST_SETTINGS, World


def world_with(**fields):
    compared = {"fingerprint_checks": "always", "card_buyers_per_period_max": 2}
    world = World(TEST_SETTINGS.model_copy(update={**compared, **fields}))
    scene.round_on_sale(world)
    return world


def sold_to(world, buyer, card="pm_card_visa"):
    scene.user(world, buyer)
    payment_id = bought(world, buyer).payment_intent_id
    pays(world, payment_id, card)
    completed(world, payment_id, buyer)
    return payment_id


def told(world):
    suspected = [alert for alert in world.alerts.raised if alert.cause == "sale.suspected"]
    return [(alert.facts["pattern"], alert.user_id) for alert in suspected]


def fingerprint_of(charge):
    return charge["payment_method_details"]["card"]["fingerprint"]


def cards(world):
    return scene.documents(world, "paidCards")


def test_the_fingerprint_is_kept_with_the_buyer_and_stripes_time():
    world = world_with()
    payment_id = sold_to(world, "joe")

    charge = scene.charge_of(world, payment_id)
    kept = world.store.get(f"paidCards/{payment_id}").fields
    assert (kept["userId"], kept["fingerprint"]) == ("joe", fingerprint_of(charge))
    assert int(kept["at"].timestamp()) == charge["created"]


def test_with_a_test_key_nothing_is_kept_or_compared():
    world = world_with(fingerprint_checks="live", card_buyers_per_period_max=1)
    sold_to(world, "joe")
    sold_to(world, "ann")

    assert cards(world) == []
    assert told(world) == []


def test_the_card_of_an_erased_buyer_is_not_kept():
    world = world_with()
    scene.user(world, "joe")
    payment_id = bought(world, "joe").payment_intent_id
    pays(world, payment_id)
    world.store.commit([Merge("erasures/joe", {"userId": "joe"})])

    apply_payment_intent(payment_id, ports=world.ports)

    assert payment_of(world, payment_id).paid_too_late
    assert cards(world) == []


@pytest.mark.parametrize(("buyers", "alerts"), [(2, []), (3, [("card_of_many_buyers", "buyer2")])])
def test_one_card_of_many_buyers_is_told(buyers, alerts):
    world = world_with()
    for number in range(buyers):
        sold_to(world, f"buyer{number}")

    assert told(world) == alerts


def test_other_cards_and_older_purchases_do_not_count():
    world = world_with()
    sold_to(world, "buyer0", "pm_card_mastercard")
    before = START - timedelta(days=30)
    fingerprint = fingerprint_of(scene.charge_of(world, sold_to(world, "buyer1")))
    old = {"userId": "somebody", "fingerprint": fingerprint, "at": before}
    world.store.commit([Merge("paidCards/pi_old", old)])

    sold_to(world, "buyer2")

    assert told(world) == []


def test_a_sale_that_is_looked_at_again_is_told_once():
    world = world_with(card_buyers_per_period_max=1)
    sold_to(world, "buyer0")
    payment_id = sold_to(world, "buyer1")

    completed(world, payment_id, "buyer1")

    assert told(world) == [("card_of_many_buyers", "buyer1")]
