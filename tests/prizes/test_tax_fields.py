"""What a prize counts for its winner's tax: the whole prize, once, in the year of the payment that stands."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pulse.pools import Pool
from pulse.prizes import PrizeAct, PrizeStatus, apply_transfer, cancel_prize, reissue_prize
from tests.pools import scene as pools
from tests.prizes import scene
from tests.world import TEST_SETTINGS, World


@pytest.fixture
def world():
    made = World(TEST_SETTINGS.model_copy(update={"payer_of_record": "Pulse Fitness Inc."}))
    scene.funds(made, 50_000)
    return made


def paid(world):
    record = scene.awarded(world, "ada")[0]
    scene.winner_account(world, "ada")
    return scene.pay(world, record).record


def tax(record):
    return record.tax_year, record.tax_amount, record.payer_of_record


def taken_back(world, record, amount=None):
    scene.take_back(world, record, amount)
    return apply_transfer(scene.read(world, record.id).stripe_transfer_id, ports=world.ports)


def test_a_paid_prize_counts_with_our_fee_in_the_year_of_its_transfer(world):
    record = paid(world)
    assert (record.prize_amount, record.winner_amount) == (10_000, 9_700)
    assert tax(record) == (world.clock.now().year, 10_000, "Pulse Fitness Inc.")


def test_a_prize_that_is_not_paid_counts_in_no_year(world):
    record = scene.awarded(world, "ada")[0]
    assert tax(record) == (None, None, None)
    canceled = cancel_prize(PrizeAct(record.id, "admin", "never"), ports=world.ports)
    assert tax(canceled) == (None, None, None)


def test_the_transfers_moment_decides_and_not_when_we_heard_of_it(world):
    """Sent a minute before the year ends; its answer is lost, and it is found an hour later."""
    record = scene.awarded(world, "ada")[0]
    scene.winner_account(world, "ada")
    new_year = datetime(world.clock.now().year + 1, 1, 1, tzinfo=UTC)
    world.clock.advance(seconds=(new_year - world.clock.now()).total_seconds() - 60)
    world.emulator.faults.add("timeout_after", method="POST", path="transfers$", count=1)
    scene.pay(world, record)
    world.clock.advance(hours=1)

    found = scene.pay(world, record).record

    assert found.status is PrizeStatus.PAID
    assert found.paid_at.year == new_year.year
    assert found.tax_year == new_year.year - 1


def test_what_is_taken_back_in_part_no_longer_counts(world):
    after = taken_back(world, paid(world), 700)
    assert tax(after) == (after.tax_year, 9_300, "Pulse Fitness Inc.")


def test_a_prize_that_is_taken_back_in_full_counts_nothing_in_the_year_it_was_paid_in(world):
    new_year = datetime(world.clock.now().year + 1, 1, 1, tzinfo=UTC)
    world.clock.advance(seconds=(new_year - world.clock.now()).total_seconds() - 60)
    record = paid(world)
    world.clock.advance(minutes=2)
    after = taken_back(world, record)
    assert (after.status, after.tax_year) == (PrizeStatus.REVERSED, new_year.year - 1)
    assert tax(after) == (record.tax_year, 0, "Pulse Fitness Inc.")


def test_a_prize_that_is_issued_again_counts_once_in_the_year_of_the_second_payment(world):
    record = paid(world)
    taken_back(world, record)
    world.clock.advance(days=400)
    again = reissue_prize(PrizeAct(record.id, "admin", "again"), ports=world.ports)
    assert tax(again) == (None, None, None)

    after = scene.pay(world, record).record

    assert tax(after) == (world.clock.now().year, 10_000, "Pulse Fitness Inc.")
    assert after.tax_year > record.tax_year


@pytest.mark.parametrize("funded", [True, False])
def test_a_pool_names_the_sponsor_and_the_rules_that_people_were_shown(funded):
    world = pools.world_where(sponsor_of_record="Pulse Fitness Inc.", rules_version="2026-11")
    if funded:
        pools.challenge(world)
        pools.paid_in(world)
        challenge_id = pools.CHALLENGE
    else:
        scene.awarded(world, "ada")
        challenge_id = "ch"

    pool = Pool.of(world.store.get(f"prizePools/{challenge_id}"))

    assert (pool.sponsor_of_record, pool.rules_version) == ("Pulse Fitness Inc.", "2026-11")


def test_a_pool_keeps_them_when_the_settings_change():
    world = pools.world_where(rules_version="1")
    pools.challenge(world)
    pools.paid_in(world)
    world.ports.settings.__dict__["rules_version"] = "2"
    pools.paid_in(world, payer=pools.OTHER)
    assert pools.pool_of(world).rules_version == "1"
