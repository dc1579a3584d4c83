"""An account is what Stripe says when asked: after events in any order, and after it is gone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from pulse.accounts import (
    Role,
    apply_account,
    apply_deauthorization,
)
from pulse.errors import Busy, Conflict, StripeNotPermitted
from pulse.ports.store import Create
from tests.accounts.ready import became_ready
from tests.full_documents import fill
from tests.people import (
    audit_rows,
    onboarded,
    opened,
    record_fields,
    refreshed,
    seed_user,
    user_fields,
)


def test_an_account_that_turns_restricted_goes_back_to_incomplete_and_turns_ready_once_more(world):
    account_id = onboarded(world, role=Role.WINNER)
    world.emulator.complete_onboarding(account_id, "restricted")
    apply_account(account_id, ports=world.ports)
    assert user_fields(world)["winner"]["onboardingStatus"] == "incomplete"
    assert became_ready(world) == [("u1", Role.WINNER)]
    world.emulator.complete_onboarding(account_id, "active")
    apply_account(account_id, ports=world.ports)
    assert became_ready(world) == [("u1", Role.WINNER)] * 2
    apply_account(account_id, ports=world.ports)
    assert became_ready(world) == [("u1", Role.WINNER)] * 2
    assert user_fields(world)["winner"]["onboardingStatus"] == "complete"


def test_applying_what_is_known_already_writes_nothing(world):
    account_id = onboarded(world)
    before, rows = world.store.get("stripeConnect/u1"), audit_rows(world, "stripeConnect/u1")
    version = world.store.version
    world.clock.advance(hours=1)
    for _ in range(3):
        apply_account(account_id, ports=world.ports)
    assert world.store.version == version
    assert world.store.get("stripeConnect/u1") == before
    assert audit_rows(world, "stripeConnect/u1") == rows
    assert rows == ["account.reserved", "account.recorded", "account.observed"]


def test_an_older_answer_never_overwrites_a_newer(world):
    account_id = onboarded(world)

    class Overtaken:
        """While the first answer is on its way, the account changes and another worker records it."""

        livemode = False

        def __init__(self, stripe):
            self.stripe, self.asked = stripe, 0

        def __getattr__(self, name):
            return partial(self._retrieve, getattr(self.stripe, name))

        def _retrieve(self, retrieve, account_id):
            answer = retrieve(account_id)
            self.asked += 1
            if self.asked == 1:
                world.emulator.complete_onboarding(account_id, "restricted")
                apply_account(account_id, ports=world.ports)
            return answer

    world.emulator.complete_onboarding(account_id, "pending")
    slow = Overtaken(world.stripe)
    apply_account(account_id, ports=replace(world.ports, stripe=slow))
    assert slow.asked == 2
    assert record_fields(world)["state"] == "restricted"


def test_too_many_lost_races_raise_busy_and_change_nothing(world):
    account_id = onboarded(world)
    world.emulator.complete_onboarding(account_id, "restricted")

    class Contended:
        def __init__(self, store):
            self.store = store

        def __getattr__(self, name):
            return getattr(self.store, name)

        def commit(self, writes):
            raise Conflict("another worker was first")

    with pytest.raises(Busy):
        apply_account(account_id, ports=replace(world.ports, store=Contended(world.store)))
    assert record_fields(world)["state"] == "active"


def test_a_fresh_account_raises_no_alarm(world):
    """API v2 calls it restricted, with everything past due: its owner has not begun."""
    seed_user(world)
    account = apply_account(opened(world).account_id, ports=world.ports)
    assert (account.state, account.ready_for_transfers) == ("created", False)
    assert world.alerts.raised == []


def test_an_account_that_we_did_not_request_belongs_to_nobody(world):
    seed_user(world)
    foreign = world.stripe.create_account({"country": "US", "metadata": {"user_id": "u1", "role": "creator"}},
                                          idempotency_key="k1")  # fmt: skip
    odd = world.stripe.create_account({"country": "US", "metadata": {"user_id": "../x", "role": "creator"}},
                                      idempotency_key="k2")  # fmt: skip
    for account_id in (foreign.id, odd.id, "acct_neverexisted"):
        assert apply_account(account_id, ports=world.ports) is None
    assert world.store.get("stripeConnect/u1") is None


def test_a_deauthorized_account_is_disconnected(world):
    account_id = onboarded(world)
    world.emulator.deauthorize(account_id)
    after = apply_deauthorization(account_id, ports=world.ports)
    assert after.state == "disconnected"
    assert not after.ready_for_transfers
    assert user_fields(world)["creator"]["onboardingStatus"] == "incomplete"
    assert (
        refreshed(world).next_action == "This account is no longer connected. Please start onboarding again."
    )
    assert world.alerts.causes() == ["account.disconnected"]


def test_nothing_is_due_on_a_disconnected_account(world):
    account_id = onboarded(world, outcome="restricted")
    assert refreshed(world).currently_due
    world.emulator.deauthorize(account_id)
    status = refreshed(world)
    assert (status.currently_due, status.past_due, status.pending_verification) == ((), (), ())
    assert status.deadline is None
    assert record_fields(world)["requirements"]["disabledReason"] is None


def test_a_deauthorization_that_is_no_longer_true_changes_nothing(world):
    account_id = onboarded(world)
    before = world.store.version
    assert apply_deauthorization(account_id, ports=world.ports).state == "active"
    assert world.store.version == before


def test_a_refusal_that_is_about_our_key_does_not_disconnect_an_account(world):
    account_id = onboarded(world)
    before = world.store.version
    world.emulator.faults.add("error", method="GET", path="/core/accounts/|/v1/accounts/", status=403)
    with pytest.raises(StripeNotPermitted):
        apply_account(account_id, ports=world.ports)
    assert world.store.version == before


def test_a_rejection_raises_one_alert(world):
    account_id = onboarded(world)
    world.emulator.complete_onboarding(account_id, "rejected")
    apply_account(account_id, ports=world.ports)
    apply_account(account_id, ports=world.ports)
    assert world.alerts.causes() == ["account.rejected"]


@pytest.mark.parametrize("role", list(Role))
def test_an_account_of_the_first_system_is_found_by_its_record(role, world):
    """It has no metadata, and only the record says who holds it."""
    seed_user(world)
    account_id = world.stripe.create_account({"country": "US", "type": "express"}, idempotency_key="k").id
    legacy = {
        "userId": "u1", "stripeAccountId": account_id, "accountType": role.account_type,
        "createdAt": "2024-01-15T10:00:00Z", "updatedAt": "2024-01-15T14:30:00Z",
    }  # fmt: skip
    world.store.commit([Create(f"{role.collection}/u1", legacy)])
    applied = apply_account(account_id, ports=world.ports)
    assert applied.user_id == "u1"
    assert applied.state == "created"
    assert world.store.get(f"stripeAccounts/{account_id}").fields == {
        "userId": "u1",
        "role": role.value,
        "api": "v1",
    }


@pytest.mark.parametrize("role", Role)
def test_a_full_document_of_its_person_keeps_nothing_that_stripe_says_from_the_record(world, role):
    account_id = onboarded(world, role=role)
    fill(world, "users/u1")
    world.emulator.complete_onboarding(account_id, "rejected")

    apply_account(account_id, ports=world.ports)

    assert record_fields(world, role=role)["state"] == "rejected"
    assert user_fields(world)[role.value]["onboardingStatus"] == "complete"  # the old one: there is no room


def test_whoever_fills_their_document_before_they_open_an_account_has_one_all_the_same(world):
    seed_user(world)
    fill(world, "users/u1")

    account_id = onboarded(world)

    assert record_fields(world)["stripeAccountId"] == account_id
    assert "creator" not in user_fields(world)
