"""Onboarding starts and goes on: one account per person and role, and a fresh link to it each time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pulse.accounts import (
    AccountDisconnected,
    AccountRejected,
    OpenAccount,
    Role,
    apply_account,
    apply_deauthorization,
    open_account,
    read_account,
)
from pulse.accounts.creation import creation_params
from pulse.accounts.links import refresh_url, return_url
from pulse.accounts.records import User
from pulse.errors import NotFound, StripeUnavailable
from pulse.ports.store import Create
from tests.counting import counted
from tests.people import (
    accounts_at_stripe,
    audit_rows,
    onboarded,
    opened,
    record_fields,
    refreshed,
    seed_user,
    user_fields,
)
from tests.world import TEST_SETTINGS


def test_a_first_call_opens_an_account_and_answers_its_link(world):
    seed_user(world)
    link = opened(world)
    record = record_fields(world)
    assert record["stripeAccountId"] == link.account_id
    assert (record["userId"], record["accountType"], record["email"]) == ("u1", "trainer", "u1@example.com")
    assert (record["state"], record["onboardingStatus"]) == ("created", "incomplete")
    assert record["creation"]["key"] == "account:creator:u1:g1"
    assert record["createdAt"] == record["updatedAt"] == world.clock.now()
    assert world.store.get(f"stripeAccounts/{link.account_id}").fields == {"userId": "u1", "role": "creator"}
    assert user_fields(world)["creator"] == {
        "stripeAccountId": link.account_id,
        "onboardingStatus": "incomplete",
        "onboardingPayoutState": "incomplete",
        "onboardingLink": link.url,
        "onboardingExpirationDate": int(link.expires_at.timestamp()),
    }
    assert link.expires_at - world.clock.now() == timedelta(minutes=5)
    assert audit_rows(world, "stripeConnect/u1") == ["reserve_account", "record_account"]


def test_stripe_is_asked_for_the_guides_account():
    params = creation_params("u1", Role.CREATOR, 1, User(username="fit & fun/1"), TEST_SETTINGS)
    assert params == {
        "country": "US",
        "controller": {
            "fees": {"payer": "application"},
            "losses": {"payments": "application"},
            "requirement_collection": "stripe",
            "stripe_dashboard": {"type": "express"},
        },
        "capabilities": {"card_payments": {"requested": True}, "transfers": {"requested": True}},
        "business_type": "individual",
        "business_profile": {
            "product_description": "Fitness training and workout programs",
            "url": "https://fitwithpulse.ai/profile/fit%20%26%20fun%2F1",
        },
        "metadata": {"user_id": "u1", "role": "creator", "generation": "1"},
    }
    winner = creation_params("u1", Role.WINNER, 2, User(), TEST_SETTINGS)
    assert winner["business_profile"] == {
        "product_description": "Challenge winner prize money recipient",
        "url": "https://fitwithpulse.ai/profile",
    }


def test_the_capabilities_of_winners_are_a_setting():
    settings = TEST_SETTINGS.model_copy(update={"winner_capabilities": ("transfers",)})
    assert creation_params("u1", Role.WINNER, 1, User(), settings)["capabilities"] == {
        "transfers": {"requested": True}
    }


def test_a_second_call_renews_the_link_of_the_same_account(world):
    seed_user(world)
    first = opened(world)
    world.clock.advance(minutes=6)
    second = opened(world)
    assert second.account_id == first.account_id
    assert second.url != first.url
    assert user_fields(world)["creator"]["onboardingLink"] == second.url
    assert len(accounts_at_stripe(world)) == 1


def test_onboarding_starts_with_two_stripe_calls_and_goes_on_with_one(world):
    seed_user(world)
    trips, ports = counted(world.ports)
    open_account(OpenAccount("u1", Role.CREATOR, "u1"), ports=ports)
    assert trips.stripe_calls() == ["create_account", "create_account_link"]
    trips.forget()
    open_account(OpenAccount("u1", Role.CREATOR, "u1"), ports=ports)
    assert trips.stripe_calls() == ["create_account_link"]


def test_an_unknown_user_is_not_found_and_nothing_is_written(world):
    with pytest.raises(NotFound) as caught:
        opened(world, "nobody")
    assert caught.value.code == "user_not_found"
    assert world.store.get("stripeConnect/nobody") is None
    assert accounts_at_stripe(world) == []


@pytest.mark.parametrize("winner", [None, {"challengeWins": [1]}, "nonsense", {}])
def test_a_user_document_may_hold_anything_where_the_account_is_told(world, winner):
    seed_user(world, winner=winner)
    link = opened(world, role=Role.WINNER)
    told = user_fields(world)["winner"]
    assert told["stripeAccountId"] == link.account_id
    assert told.get("challengeWins") == (winner.get("challengeWins") if isinstance(winner, dict) else None)


def test_a_user_document_without_name_or_with_nonsense_for_one_is_no_obstacle(world):
    seed_user(world, username=None, email=17)
    assert opened(world).account_id
    assert record_fields(world)["email"] is None


def test_the_two_roles_of_one_person_are_two_accounts(world):
    seed_user(world)
    trainer, winner = opened(world, role=Role.CREATOR), opened(world, role=Role.WINNER)
    assert trainer.account_id != winner.account_id
    assert record_fields(world, role=Role.WINNER)["accountType"] == "winner"
    world.emulator.complete_onboarding(trainer.account_id)
    apply_account(trainer.account_id, ports=world.ports)
    assert user_fields(world)["creator"]["onboardingStatus"] == "complete"
    assert user_fields(world)["winner"]["onboardingStatus"] == "incomplete"


def test_the_link_can_fail_and_the_account_stays(world):
    seed_user(world)
    world.emulator.faults.add("timeout_before", path="/v1/account_links", count=1)
    with pytest.raises(StripeUnavailable):
        opened(world)
    made = record_fields(world)["stripeAccountId"]
    assert opened(world).account_id == made


def test_a_rejected_account_is_refused_with_its_reason(world):
    onboarded(world, outcome="rejected")
    with pytest.raises(AccountRejected) as caught:
        opened(world)
    assert caught.value.code == "account_rejected"
    assert len(accounts_at_stripe(world)) == 1


def test_a_disconnected_account_is_followed_by_a_new_one_and_remembered(world):
    old = onboarded(world)
    world.emulator.deauthorize(old)
    apply_deauthorization(old, ports=world.ports)
    new = opened(world).account_id
    record = record_fields(world)
    assert new != old
    assert record["creation"]["key"] == "account:creator:u1:g2"
    assert [(one["stripeAccountId"], one["reason"]) for one in record["previousAccounts"]] == [
        (old, "disconnected")
    ]
    assert apply_account(old, ports=world.ports).account is None
    assert user_fields(world)["creator"]["stripeAccountId"] == new


def test_an_account_found_gone_when_a_link_is_asked_for_is_marked_and_the_next_call_starts_anew(world):
    seed_user(world)
    old = opened(world).account_id
    world.emulator.deauthorize(old)
    with pytest.raises(AccountDisconnected):
        opened(world)
    assert record_fields(world)["state"] == "disconnected"
    assert world.alerts.causes() == ["account_disconnected"]
    assert opened(world).account_id != old


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


@pytest.mark.parametrize("role", list(Role))
def test_stripe_tells_of_an_account_of_the_first_system(role, world):
    """It has no metadata, and nothing but the record says whose it is."""
    seed_user(world)
    account_id = world.stripe.create_account({"country": "US", "type": "express"}, idempotency_key="k").id
    legacy = {
        "userId": "u1", "stripeAccountId": account_id, "accountType": role.account_type,
        "createdAt": "2024-01-15T10:00:00Z", "updatedAt": "2024-01-15T14:30:00Z",
    }  # fmt: skip
    world.store.commit([Create(f"{role.collection}/u1", legacy)])
    applied = apply_account(account_id, ports=world.ports)
    assert applied.account.user_id == "u1"
    assert applied.account.state == "created"
    assert world.store.get(f"stripeAccounts/{account_id}").fields == {"userId": "u1", "role": role.value}


def test_a_record_of_the_first_system_is_gone_on_with(world):
    seed_user(world)
    account_id = opened(world, seed_user(world, "elsewhere")).account_id
    legacy = {
        "userId": "u1", "stripeAccountId": account_id, "email": "u1@example.com", "accountType": "trainer",
        "createdAt": "2024-01-15T10:00:00Z", "updatedAt": "2024-01-15T14:30:00Z",
    }  # fmt: skip
    world.store.commit([Create("stripeConnect/u1", legacy)])
    assert opened(world).account_id == account_id
    world.emulator.complete_onboarding(account_id)
    assert refreshed(world).onboarding_status == "complete"
    assert read_account("u1", Role.CREATOR, ports=world.ports).ready_for_transfers
    assert world.store.get(f"stripeAccounts/{account_id}").fields["userId"] == "u1"
