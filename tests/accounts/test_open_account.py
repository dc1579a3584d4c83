"""Onboarding starts or continues: one account per person and role, and a fresh link to it each time."""

from __future__ import annotations

from dataclasses import replace
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
from pulse.errors import NotFound, StripeRefused
from pulse.ports.store import Create
from stripe_emulator.in_process import client as stripe_in_process
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


def test_a_first_call_opens_an_account_and_answers_its_link(world):
    seed_user(world)
    link = opened(world)
    record = record_fields(world)
    assert record["stripeAccountId"] == link.account_id
    assert (record["userId"], record["accountType"], record["email"]) == ("u1", "trainer", "u1@example.com")
    assert (record["state"], record["onboardingStatus"]) == ("created", "incomplete")
    assert record["creation"]["key"] == "account:creator:u1:g1"
    assert record["createdAt"] == record["updatedAt"] == world.clock.now()
    assert world.store.get(f"stripeAccounts/{link.account_id}").fields == {
        "userId": "u1",
        "role": "creator",
        "api": world.ports.settings.stripe_accounts,
    }
    assert user_fields(world)["creator"] == {
        "stripeAccountId": link.account_id,
        "onboardingStatus": "incomplete",
        "onboardingPayoutState": "incomplete",
        "onboardingLink": link.url,
        "onboardingExpirationDate": int(link.expires_at.timestamp()),
    }
    assert link.expires_at - world.clock.now() == timedelta(minutes=5)
    assert audit_rows(world, "stripeConnect/u1") == ["account.reserved", "account.recorded"]


def test_onboarding_starts_with_two_stripe_calls_and_continues_with_one(world):
    seed_user(world)
    trips, ports = counted(world.ports)
    open_account(OpenAccount("u1", Role.CREATOR, "u1"), ports=ports)
    of_v2 = "_v2" if world.ports.settings.stripe_accounts == "v2" else ""
    assert trips.stripe_calls() == [f"create_account{of_v2}", f"create_account_link{of_v2}"]
    trips.forget()
    open_account(OpenAccount("u1", Role.CREATOR, "u1"), ports=ports)
    assert trips.stripe_calls() == [f"create_account_link{of_v2}"]


def test_an_unknown_user_is_not_found_and_nothing_is_written(world):
    before = world.store.version
    with pytest.raises(NotFound) as caught:
        opened(world, "nobody")
    assert world.store.version == before
    assert caught.value.code == "user_not_found"
    assert world.store.get("stripeConnect/nobody") is None
    assert accounts_at_stripe(world) == []


@pytest.mark.parametrize("winner", [None, {"challengeWins": [1]}, "nonsense", {}])
def test_a_user_document_may_hold_anything_in_place_of_the_account(world, winner):
    seed_user(world, winner=winner)
    link = opened(world, role=Role.WINNER)
    told = user_fields(world)["winner"]
    assert told["stripeAccountId"] == link.account_id
    assert told.get("challengeWins") == (winner.get("challengeWins") if isinstance(winner, dict) else None)


def test_a_user_document_without_a_usable_name_is_accepted(world):
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
    assert apply_account(old, ports=world.ports) is None
    assert user_fields(world)["creator"]["stripeAccountId"] == new


def test_an_account_that_is_found_gone_is_recorded_as_disconnected_and_the_next_call_creates_another(world):
    seed_user(world)
    old = opened(world).account_id
    world.emulator.deauthorize(old)
    with pytest.raises(AccountDisconnected):
        opened(world)
    assert record_fields(world)["state"] == "disconnected"
    assert world.alerts.causes() == ["account.disconnected"]
    assert opened(world).account_id != old


def test_an_account_that_was_closed_unheard_is_disconnected_and_the_next_call_creates_another(world):
    """API v2 refuses links to a closed account in other words than to one that is gone."""
    seed_user(world)
    old = opened(world).account_id
    as_stripe = stripe_in_process(world.emulator)
    if world.ports.settings.stripe_accounts == "v2":
        as_stripe.v2.core.accounts.close(old, {"applied_configurations": ["merchant", "recipient"]})
    else:
        as_stripe.v1.accounts.delete(old)
    with pytest.raises(AccountDisconnected):
        opened(world)
    assert record_fields(world)["state"] == "disconnected"
    assert opened(world).account_id != old


def test_a_link_that_is_refused_to_an_open_account_says_why_and_changes_nothing(world):
    seed_user(world)
    opened(world)
    world.ports = replace(
        world.ports, settings=world.ports.settings.model_copy(update={"site_url": "ftp://pulse.example"})
    )
    with pytest.raises(StripeRefused):
        opened(world)
    assert record_fields(world)["state"] == "created"


def test_onboarding_continues_with_a_record_of_the_first_system(world):
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
