"""The ways in and out: login links, the form where it is not finished, and testers who begin anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.accounts import (
    AccountDisconnected,
    AccountRejected,
    OnboardingIncomplete,
    OpenDashboard,
    ResetOnboarding,
    Role,
    apply_account,
    open_dashboard,
    reset_onboarding,
)
from pulse.errors import NotAllowed, NotFound, StripeUnavailable
from tests.counting import counted
from tests.people import (
    accounts_at_stripe,
    onboarded,
    opened,
    record_fields,
    refreshed,
    seed_user,
    user_fields,
)


def dashboard(world, role=Role.CREATOR, ports=None):
    return open_dashboard(OpenDashboard("u1", role, "u1"), ports=ports or world.ports).url


def reset(world, role=Role.CREATOR, ports=None):
    reset_onboarding(ResetOnboarding("u1", role, "u1"), ports=ports or world.ports)


@pytest.mark.parametrize("role", list(Role))
def test_an_onboarded_person_gets_a_login_link_with_one_call(world, role):
    account_id = onboarded(world, role=role)
    trips, ports = counted(world.ports)
    assert f"/express/{account_id}/" in dashboard(world, role, ports)
    assert trips.stripe_calls() == ["create_login_link"]


def test_before_the_form_is_submitted_a_fresh_link_to_it_is_answered(world):
    seed_user(world)
    first = opened(world)
    with pytest.raises(OnboardingIncomplete) as caught:
        dashboard(world)
    assert caught.value.code == "onboarding_incomplete"
    assert caught.value.facts["account_link"] != first.url
    assert user_fields(world)["creator"]["onboardingLink"] == caught.value.facts["account_link"]
    assert caught.value.facts["account_link"] not in str(caught.value)


def test_a_form_submitted_since_we_last_heard_opens_the_dashboard(world):
    seed_user(world)
    account_id = opened(world).account_id
    world.emulator.complete_onboarding(account_id)
    assert f"/express/{account_id}/" in dashboard(world)
    assert record_fields(world)["state"] == "active"


def test_a_restricted_person_still_gets_in(world):
    onboarded(world, outcome="restricted")
    assert "/express/" in dashboard(world)


def test_without_an_account_there_is_no_dashboard(world):
    seed_user(world)
    with pytest.raises(NotFound) as caught:
        dashboard(world)
    assert caught.value.code == "no_account"


def test_rejected_and_disconnected_accounts_are_refused_with_their_reason(world):
    onboarded(world, outcome="rejected")
    with pytest.raises(AccountRejected):
        dashboard(world)
    gone = onboarded(world, role=Role.WINNER)
    world.emulator.deauthorize(gone)
    with pytest.raises(AccountDisconnected):
        dashboard(world, Role.WINNER)
    with pytest.raises(AccountDisconnected):
        dashboard(world, Role.WINNER)
    assert record_fields(world, role=Role.WINNER)["state"] == "disconnected"


def test_when_stripe_cannot_be_asked_there_is_no_link(world):
    onboarded(world)
    world.emulator.faults.add("timeout_before", path="/login_links", count=1)
    with pytest.raises(StripeUnavailable):
        dashboard(world)


def test_a_reset_clears_link_status_and_account_id_and_keeps_the_history(world):
    seed_user(world)
    old = opened(world).account_id
    reset(world)
    assert user_fields(world)["creator"] == {
        "onboardingStatus": "notStarted",
        "onboardingPayoutState": "notStarted",
    }
    record = record_fields(world)
    assert (record["stripeAccountId"], record["state"]) == (None, None)
    assert [(one["stripeAccountId"], one["reason"]) for one in record["previousAccounts"]] == [(old, "reset")]
    assert refreshed(world).onboarding_status == "notStarted"


def test_after_a_reset_a_new_account_is_opened_and_the_old_one_stays_out(world):
    old = onboarded(world)
    reset(world)
    new = opened(world).account_id
    assert new != old
    assert record_fields(world)["creation"]["key"] == "account:creator:u1:g2"
    assert apply_account(old, ports=world.ports).account is None
    assert record_fields(world)["stripeAccountId"] == new
    assert len(accounts_at_stripe(world)) == 2


def test_a_reset_touches_one_role_only(world):
    trainer = onboarded(world)
    onboarded(world, role=Role.WINNER)
    reset(world, Role.WINNER)
    assert user_fields(world)["creator"]["stripeAccountId"] == trainer
    assert user_fields(world)["winner"]["onboardingStatus"] == "notStarted"


def test_a_reset_of_nothing_is_no_error_and_of_an_unknown_user_is(world):
    with pytest.raises(NotFound):
        reset(world)
    seed_user(world)
    reset(world)
    reset(world)
    assert world.store.get("stripeConnect/u1") is None


def test_with_a_live_key_nothing_is_reset(world):
    class Live:
        livemode = True

    account_id = onboarded(world)
    with pytest.raises(NotAllowed) as caught:
        reset(world, ports=replace(world.ports, stripe=Live()))
    assert caught.value.code == "test_mode_only"
    assert record_fields(world)["stripeAccountId"] == account_id
