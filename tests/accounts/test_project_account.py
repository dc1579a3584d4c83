"""The account fields of the user document are rebuilt from the record."""

from __future__ import annotations

from pulse.accounts import (
    Role,
    apply_account,
    project_account,
)
from pulse.ports.store import Delete, Update
from tests.people import (
    onboarded,
    user_fields,
)


def test_the_user_document_is_rebuilt_from_the_record(world):
    account_id = onboarded(world)
    stale = {"stripeAccountId": "acct_stale", "onboardingStatus": "notStarted", "onboardingLink": "old"}
    world.store.commit([Update("users/u1", {"creator": stale, "winner": None})])
    assert project_account("u1", Role.CREATOR, ports=world.ports)
    assert user_fields(world)["creator"] == {
        "stripeAccountId": account_id, "onboardingStatus": "complete", "onboardingPayoutState": "complete",
    }  # fmt: skip
    assert user_fields(world)["winner"] is None
    assert not project_account("u1", Role.CREATOR, ports=world.ports)
    assert not project_account("u1", Role.WINNER, ports=world.ports)


def test_the_document_of_an_erased_user_is_not_created_again(world):
    account_id = onboarded(world)
    world.store.commit([Delete("users/u1")])
    world.emulator.complete_onboarding(account_id, "restricted")
    assert apply_account(account_id, ports=world.ports).state == "restricted"
    assert not project_account("u1", Role.CREATOR, ports=world.ports)
    assert world.store.get("users/u1") is None
