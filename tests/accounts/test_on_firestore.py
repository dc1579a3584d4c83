"""The same on Firestore: null in place of the account, parallel calls, and no write without a change."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pulse.accounts import Role
from pulse.earnings import trainer_earnings
from tests.earnings.books import payment, seed_sales
from tests.people import audit_rows, opened, record_fields, refreshed, seed_user, user_fields

pytestmark = pytest.mark.emulators


@pytest.fixture
def stored(world, firestore_store):
    """The world on Firestore, and a person of this test alone."""
    world.store = firestore_store
    world.ports = replace(world.ports, store=firestore_store)
    return world, f"u{uuid.uuid4().hex}"


@pytest.mark.parametrize("winner", [None, "nonsense", {"challengeWins": [1]}])
def test_a_user_document_may_hold_anything_in_place_of_the_account(stored, winner):
    world, user_id = stored
    seed_user(world, user_id, winner=winner)
    link = opened(world, user_id, Role.WINNER)
    assert user_fields(world, user_id)["winner"]["onboardingLink"] == link.url
    world.emulator.complete_onboarding(link.account_id)
    refreshed(world, user_id, Role.WINNER)
    kept = {"challengeWins": [1]} if isinstance(winner, dict) else {}
    assert user_fields(world, user_id)["winner"] == {
        "stripeAccountId": link.account_id,
        "onboardingStatus": "complete",
        "onboardingPayoutState": "complete",
        **kept,
    }


def test_parallel_calls_open_one_account(stored):
    world, user_id = stored
    seed_user(world, user_id)
    with ThreadPoolExecutor(8) as pool:
        ids = {link.account_id for link in pool.map(lambda _: opened(world, user_id), range(24))}
    assert len(ids) == 1
    rows = audit_rows(world, f"stripeConnect/{user_id}")
    assert [row for row in rows if row != "account.retried"] == ["account.reserved", "account.recorded"]


def test_what_is_known_already_is_not_written_again(stored):
    world, user_id = stored
    seed_user(world, user_id)
    world.emulator.complete_onboarding(opened(world, user_id).account_id)
    refreshed(world, user_id)
    first = record_fields(world, user_id)
    world.clock.advance(hours=1)
    refreshed(world, user_id)
    assert record_fields(world, user_id) == first


def test_sales_are_summed_and_paged(stored):
    world, user_id = stored
    seed_user(world, user_id)
    seed_sales(world, *(payment(world, number, owner=user_id) for number in range(13)))
    first = trainer_earnings(user_id, ports=world.ports)
    second = trainer_earnings(user_id, ports=world.ports, page=first.next_page_token)
    assert first.total_earned_cents == second.total_earned_cents == 13 * 9_700
    shown = [sale.id for sale in (*first.recent_sales, *second.recent_sales)]
    assert shown == [f"pi_{user_id}_{number}" for number in reversed(range(13))]
