"""A session shows the holder their own account, whichever API made it."""

from __future__ import annotations

from typing import get_args

import pytest

from pulse.accounts import (
    AccountDisconnected,
    Component,
    NoAccount,
    OpenSession,
    Role,
    open_session,
)
from pulse.doors.wire.fields import ComponentName
from stripe_emulator.world.state import PLATFORM
from tests.people import onboarded, opened, record_fields, seed_user


def session(world, user_id="u1", role=Role.CREATOR, components=tuple(Component)):
    return open_session(OpenSession(user_id, role, components, user_id), ports=world.ports)


def sessions_at_stripe(world):
    return list(world.emulator.store.all(PLATFORM, "account_session").values())


@pytest.mark.parametrize("role", list(Role))
def test_a_session_is_for_the_account_and_the_components_that_were_asked_for(world, role):
    account_id = onboarded(world, role=role)
    made = session(world, role=role, components=(Component.BALANCES,))
    (at_stripe,) = sessions_at_stripe(world)
    assert at_stripe["account"] == account_id
    enabled = {name for name, one in at_stripe["components"].items() if one["enabled"]}
    assert enabled == {"balances"}
    assert made.expires_at > world.clock.now()


def test_the_form_can_be_shown_before_it_is_finished(world):
    opened(world, seed_user(world))
    session(world, components=(Component.ACCOUNT_ONBOARDING,))
    assert len(sessions_at_stripe(world)) == 1


def test_nobody_gets_a_session_for_anothers_account(world):
    onboarded(world, "u1")
    seed_user(world, "u2")
    with pytest.raises(NoAccount):
        session(world, "u2")
    with pytest.raises(NoAccount):
        session(world, "u1", Role.WINNER)
    assert sessions_at_stripe(world) == []


def test_a_disconnected_account_has_none_and_is_recorded_as_such(world):
    world.emulator.deauthorize(onboarded(world))
    for _ in range(2):
        with pytest.raises(AccountDisconnected):
            session(world)
    assert record_fields(world)["state"] == "disconnected"
    assert world.alerts.causes() == ["account.disconnected"]


def test_the_secret_is_not_in_the_value_that_a_log_may_show(world):
    onboarded(world)
    made = session(world)
    assert made.client_secret not in repr(made)


def test_the_door_takes_the_components_that_stripe_shows():
    assert set(get_args(ComponentName)) == set(Component)
