"""The owner comes back from the form: the status is what Stripe says, in plain words."""

from __future__ import annotations

import pytest

from pulse.accounts import RefreshAccount, Role, masked, read_account, refresh_account
from pulse.errors import NotFound, StripeUnavailable
from tests.accounts.ready import became_ready
from tests.counting import counted
from tests.people import onboarded, opened, record_fields, refreshed, seed_user, user_fields

STATES = [("active", "active", "complete"), ("pending", "pending", "incomplete"),
          ("restricted", "restricted", "incomplete"), ("rejected", "rejected", "incomplete")]  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("outcome", "state", "onboarding_status"), STATES)
def test_after_the_form_the_status_is_what_stripe_says(world, role, outcome, state, onboarding_status):
    seed_user(world)
    account_id = opened(world, role=role).account_id
    world.emulator.complete_onboarding(account_id, outcome)
    status = refreshed(world, role=role)
    assert (status.state, status.onboarding_status) == (state, onboarding_status)
    assert status.account_id_masked == f"acct_***{account_id[-4:]}"
    assert status.ready_for_transfers == (outcome == "active")
    assert became_ready(world) == ([("u1", role)] if outcome == "active" else [])
    assert record_fields(world, role=role)["state"] == state
    assert user_fields(world)[role.value]["onboardingStatus"] == onboarding_status
    assert read_account("u1", role, ports=world.ports).ready_for_transfers == (outcome == "active")


def test_without_an_account_nothing_has_started_and_stripe_is_not_asked(world):
    seed_user(world)
    trips, ports = counted(world.ports)
    status = refresh_account(RefreshAccount("u1", Role.CREATOR, "u1"), ports=ports)
    assert trips.stripe_calls() == []
    assert (status.onboarding_status, status.state, status.has_stripe_account) == ("notStarted", None, False)
    assert status.next_action == "Start onboarding to open your Stripe account."
    assert read_account("u1", Role.CREATOR, ports=world.ports) is None


def test_an_unknown_user_is_not_found(world):
    with pytest.raises(NotFound):
        refreshed(world, "nobody")


def test_when_stripe_cannot_be_asked_nothing_changes(world):
    onboarded(world)
    before = world.store.version
    world.emulator.faults.add("timeout_before", path="/core/accounts/|/v1/accounts/", count=1)
    with pytest.raises(StripeUnavailable):
        refreshed(world)
    assert record_fields(world)["state"] == "active"
    assert world.store.version == before


def test_a_restricted_owner_reads_in_plain_words_what_is_due(world):
    seed_user(world)
    world.emulator.complete_onboarding(opened(world).account_id, "restricted")
    status = refreshed(world)
    assert [one.words for one in status.currently_due] == ["a photo of an identity document"]
    assert "a photo of an identity document" in status.next_action


def test_an_account_id_is_shown_masked():
    assert masked("acct_1NxQ7y4f2Q") == "acct_***4f2Q"
    assert masked(None) is None
