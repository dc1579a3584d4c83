"""What the night found of the invariants is kept, so that staff see when they were checked last."""

from __future__ import annotations

import pytest

from pulse.backoffice import read_overview, run_nightly
from pulse.batches import save_cursor
from pulse.errors import StripeUnavailable
from pulse.prizes import project_winner
from tests.backoffice.disturbed import tamper, without_stripe
from tests.prizes import scene


def state(world):
    return read_overview(ports=world.ports).invariants


def test_before_the_first_night_nothing_is_checked(world):
    assert state(world) is None


def test_a_night_without_violations_says_so_and_when(world):
    scene.awarded(world, "ada")
    run_nightly(ports=world.ports)

    seen = state(world)
    assert (seen.checked_at, seen.broken, seen.named, seen.overdue) == (world.clock.now(), 0, (), False)


def test_a_violation_is_named_until_a_night_finds_none(world):
    scene.funds(world, 1_000_000)
    (record,) = scene.awarded(world, "ada")
    scene.winner_account(world, "ada")
    scene.pay(world, record)
    project_winner("ada", ports=world.ports)
    record = scene.record_of(world, "ada")
    tamper(world, record.path, platformFee=record.platform_fee + 1)
    found = run_nightly(ports=world.ports).violations
    assert found
    assert state(world).broken == len(found)
    assert state(world).named[0] == f"{found[0].invariant} {found[0].subject}: {found[0].sentence}"

    tamper(world, record.path, platformFee=record.platform_fee)
    run_nightly(ports=world.ports)
    assert state(world).broken == 0


def test_a_night_that_could_not_ask_stripe_is_not_taken_for_a_check(world):
    scene.awarded(world, "ada")
    away = without_stripe(world, "list_transfers", "retrieve_balance", "list_balance_transactions")
    with pytest.raises(StripeUnavailable):
        run_nightly(ports=away)

    assert state(world) is None


@pytest.mark.parametrize("found", [None, "yesterday", {"broken": 3}, {"at": "x", "broken": 1, "named": []}])
def test_a_result_that_cannot_be_read_counts_as_none(found, world):
    save_cursor("invariantsChecked", found, ports=world.ports)

    assert state(world) is None
