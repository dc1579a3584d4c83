"""Account links: the pages they lead back to, and how long they are kept."""

from __future__ import annotations

import pytest

from pulse.accounts import (
    Role,
)
from pulse.accounts.links import refresh_url, return_url
from pulse.errors import StripeUnavailable
from tests.people import (
    accounts_at_stripe,
    onboarded,
    opened,
    record_fields,
    seed_user,
    user_fields,
)
from tests.world import TEST_SETTINGS


def test_a_second_call_renews_the_link_of_the_same_account(world):
    seed_user(world)
    first = opened(world)
    world.clock.advance(minutes=6)
    second = opened(world)
    assert second.account_id == first.account_id
    assert second.url != first.url
    assert user_fields(world)["creator"]["onboardingLink"] == second.url
    assert len(accounts_at_stripe(world)) == 1


def test_the_link_can_fail_and_the_account_stays(world):
    seed_user(world)
    world.emulator.faults.add("timeout_before", path="/account_links", count=1)
    with pytest.raises(StripeUnavailable):
        opened(world)
    made = record_fields(world)["stripeAccountId"]
    assert opened(world).account_id == made


def test_links_are_not_kept_once_onboarding_is_complete(world):
    account_id = onboarded(world)
    assert "onboardingLink" not in user_fields(world)["creator"]
    assert opened(world).account_id == account_id
    assert "onboardingLink" not in user_fields(world)["creator"]
    assert "onboardingExpirationDate" not in user_fields(world)["creator"]


def test_return_and_refresh_pages_are_those_the_clients_know():
    assert return_url(Role.CREATOR, TEST_SETTINGS) == "https://pulse.example/trainer/dashboard?complete=true"
    assert return_url(Role.WINNER, TEST_SETTINGS) == "https://pulse.example/winner/dashboard?complete=true"
    assert refresh_url(Role.CREATOR, TEST_SETTINGS, "c", 1) == "https://pulse.example/trainer/connect-account"
    page = "https://pulse.example/winner/connect-account"
    assert refresh_url(Role.WINNER, TEST_SETTINGS, None, None) == page
    assert refresh_url(Role.WINNER, TEST_SETTINGS, "c_1-a", 2) == f"{page}?challengeId=c_1-a&placement=2"
    assert refresh_url(Role.WINNER, TEST_SETTINGS, "a&b=c d", None) == f"{page}?challengeId=a%26b%3Dc%20d"
