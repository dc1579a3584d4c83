"""Testers start onboarding again from the beginning, with a test key only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.accounts import (
    ResetOnboarding,
    Role,
    apply_account,
    reset_onboarding,
)
from pulse.errors import NotAllowed, NotFound
from tests.people import (
    accounts_at_stripe,
    onboarded,
    opened,
    record_fields,
    refreshed,
    seed_user,
    user_fields,
)


def reset(world, role=Role.CREATOR, ports=None):
    reset_onboarding(ResetOnboarding("u1", role, "u1"), ports=ports or world.ports)


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


def test_after_a_reset_a_new_account_is_opened_and_the_old_one_is_not_applied(world):
    old = onboarded(world)
    reset(world)
    new = opened(world).account_id
    assert new != old
    assert record_fields(world)["creation"]["key"] == "account:creator:u1:g2"
    assert apply_account(old, ports=world.ports) is None
    assert record_fields(world)["stripeAccountId"] == new
    assert len(accounts_at_stripe(world)) == 2


def test_a_reset_touches_one_role_only(world):
    trainer = onboarded(world)
    onboarded(world, role=Role.WINNER)
    told, record = user_fields(world)["creator"], record_fields(world)
    reset(world, Role.WINNER)
    assert user_fields(world)["creator"] == told
    assert record_fields(world) == record
    assert user_fields(world)["creator"]["stripeAccountId"] == trainer
    assert user_fields(world)["winner"]["onboardingStatus"] == "notStarted"


def test_a_reset_without_an_account_does_nothing_and_an_unknown_user_is_refused(world):
    with pytest.raises(NotFound):
        reset(world)
    seed_user(world)
    before = world.store.version
    reset(world)
    reset(world)
    assert world.store.get("stripeConnect/u1") is None
    assert world.store.version == before


def test_with_a_live_key_nothing_is_reset(world):
    class Live:
        livemode = True

    account_id = onboarded(world)
    before = world.store.version
    with pytest.raises(NotAllowed) as caught:
        reset(world, ports=replace(world.ports, stripe=Live()))
    assert caught.value.code == "test_mode_only"
    assert record_fields(world)["stripeAccountId"] == account_id
    assert world.store.version == before
