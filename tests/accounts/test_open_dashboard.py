"""The login link to the Express dashboard, or the link to the form if it is not finished."""

from __future__ import annotations

import pytest

from pulse.accounts import (
    AccountDisconnected,
    AccountRejected,
    OnboardingIncomplete,
    OpenDashboard,
    Role,
    open_dashboard,
)
from pulse.errors import NotFound, StripeUnavailable
from tests.counting import counted
from tests.people import (
    onboarded,
    opened,
    record_fields,
    seed_user,
    user_fields,
)


def dashboard(world, role=Role.CREATOR, ports=None):
    return open_dashboard(OpenDashboard("u1", role, "u1"), ports=ports or world.ports).url


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


def test_a_form_submitted_since_we_last_asked_opens_the_dashboard(world):
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
