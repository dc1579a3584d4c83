"""Prizes are promised in settlement currencies alone, and each prize is an amount that Stripe takes."""

import pytest

from pulse.pools import CurrencyNotPaid, PrizePoolInvalid
from pulse.ports.store import Query
from pulse.prizes import PrizeStatus
from tests.people import seed_challenge
from tests.prizes import scene
from tests.world import TEST_SETTINGS, World

PROMISED = {"isEnabled": True, "totalAmount": 10_000, "distributionType": "winner_takes_all"}


def world_in(*currencies):
    return World(TEST_SETTINGS.model_copy(update={"settlement_currencies": currencies}))


def ended(world, **promised):
    seed_challenge(world, "ch", prizeMoney={**PROMISED, **promised})
    scene.user(world, "ada")
    scene.takes_part(world, "ada", 100)


def test_prizes_in_another_currency_stop_the_award_with_a_reason_and_an_alert():
    world = world_in("usd", "eur")
    ended(world, currency="CHF")

    with pytest.raises(CurrencyNotPaid, match="CHF; prizes are paid in USD or EUR only"):
        scene.award(world)

    assert world.store.query(Query("awards")) == []
    (alert,) = world.alerts.raised
    assert (alert.cause, alert.subject) == ("award.refused", "challenges/ch")
    assert alert.facts["reason"] == "currency_not_settled"
    assert alert.facts["allowed_currencies"] == ["usd", "eur"]


def test_a_corrected_challenge_is_awarded():
    world = world_in("usd")
    ended(world, currency="eur")
    with pytest.raises(CurrencyNotPaid):
        scene.award(world)

    ended(world, currency="usd")

    assert scene.award(world).currency == "usd"
    assert scene.record_of(world, "ada").status is PrizeStatus.PENDING


def test_a_challenge_without_prize_money_is_awarded_whatever_its_currency():
    world = world_in("usd")
    ended(world, currency="eur", totalAmount=0)

    assert scene.award(world).pool == 0


def test_any_promise_that_cannot_be_paid_is_alerted():
    world = world_in("usd")
    ended(world, distributionType="top_five")

    with pytest.raises(Exception, match="top_five"):
        scene.award(world)

    assert world.alerts.causes() == ["award.refused"]


@pytest.mark.parametrize(
    ("currency", "pool", "prizes"),
    [
        ("kwd", 10_010, [3_340, 3_340, 3_330]),
        ("isk", 100_000, [33_400, 33_300, 33_300]),
        ("ugx", 100_000, [33_400, 33_300, 33_300]),
        ("usd", 10_000, [3_334, 3_333, 3_333]),
    ],
)
def test_a_pool_is_divided_into_amounts_that_stripe_takes(currency, pool, prizes):
    world = world_in(currency)
    scene.funds(world, 10 * pool, currency)
    people = ["ada", "bob", "cleo"]
    for user_id in people:
        scene.winner_account(world, user_id)

    records = scene.awarded(world, *people, pool=pool, currency=currency)
    paid = [scene.pay(world, record).record for record in records]

    assert [record.prize_amount for record in records] == prizes
    assert [record.status for record in paid] == [PrizeStatus.PAID] * 3
    assert sum(record.winner_amount + record.platform_fee for record in paid) == pool


@pytest.mark.parametrize(
    ("currency", "pool"), [("kwd", 10_015), ("isk", 10_050), ("usd", 100_000_000), ("idr", 10**12)]
)
def test_a_pool_that_stripe_takes_as_no_amount_is_refused(currency, pool):
    world = world_in(currency)
    ended(world, currency=currency, totalAmount=pool)

    with pytest.raises(PrizePoolInvalid, match="cannot be paid"):
        scene.award(world)
