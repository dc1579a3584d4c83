"""An account is as Stripe says when asked: after the form, after events in any order, once it is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pulse.accounts import (
    OpenAccount,
    Role,
    apply_account,
    apply_deauthorization,
    masked,
    open_account,
    project_account,
    read_account,
)
from pulse.accounts.holder import load, save
from pulse.errors import Busy, Conflict, NotFound, StripeUnavailable
from pulse.ports.store import Delete, Update
from tests.people import (
    audit_rows,
    onboarded,
    opened,
    record_fields,
    refreshed,
    seed_user,
    user_fields,
)

STATES = [("active", "active", "complete"), ("pending", "pending", "incomplete"),
          ("restricted", "restricted", "incomplete"), ("rejected", "rejected", "incomplete")]  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(("outcome", "state", "onboarding_status"), STATES)
def test_the_form_ends_and_the_status_is_what_stripe_says(world, role, outcome, state, onboarding_status):
    seed_user(world)
    account_id = opened(world, role=role).account_id
    world.emulator.complete_onboarding(account_id, outcome)
    status = refreshed(world, role=role)
    assert (status.state, status.onboarding_status) == (state, onboarding_status)
    assert status.account_id_masked == f"acct_***{account_id[-4:]}"
    assert status.became_ready == status.ready_for_transfers == (outcome == "active")
    assert record_fields(world, role=role)["state"] == state
    assert user_fields(world)[role.value]["onboardingStatus"] == onboarding_status
    assert read_account("u1", role, ports=world.ports).ready_for_transfers == (outcome == "active")


def test_without_an_account_nothing_has_started_and_stripe_is_not_asked(world):
    seed_user(world)
    status = refreshed(world)
    assert (status.onboarding_status, status.state, status.has_stripe_account) == ("notStarted", None, False)
    assert status.next_action == "Start onboarding to open your Stripe account."
    assert read_account("u1", Role.CREATOR, ports=world.ports) is None


def test_an_unknown_user_is_not_found(world):
    with pytest.raises(NotFound):
        refreshed(world, "nobody")


def test_when_stripe_cannot_be_asked_nothing_is_claimed(world):
    onboarded(world)
    world.emulator.faults.add("timeout_before", path="/v1/accounts/", count=1)
    with pytest.raises(StripeUnavailable):
        refreshed(world)
    assert record_fields(world)["state"] == "active"


def test_a_restricted_owner_reads_in_plain_words_what_is_due(world):
    seed_user(world)
    world.emulator.complete_onboarding(opened(world).account_id, "restricted")
    status = refreshed(world)
    assert [one.words for one in status.currently_due] == ["a photo of an identity document"]
    assert "a photo of an identity document" in status.next_action


def test_an_account_that_turns_restricted_goes_back_to_incomplete_and_turns_ready_once_more(world):
    account_id = onboarded(world, role=Role.WINNER)
    world.emulator.complete_onboarding(account_id, "restricted")
    assert not apply_account(account_id, ports=world.ports).became_ready
    assert user_fields(world)["winner"]["onboardingStatus"] == "incomplete"
    world.emulator.complete_onboarding(account_id, "active")
    assert apply_account(account_id, ports=world.ports).became_ready
    assert not apply_account(account_id, ports=world.ports).became_ready
    assert user_fields(world)["winner"]["onboardingStatus"] == "complete"


def test_applying_what_is_known_already_writes_nothing(world):
    account_id = onboarded(world)
    before, rows = world.store.get("stripeConnect/u1"), audit_rows(world, "stripeConnect/u1")
    world.clock.advance(hours=1)
    for _ in range(3):
        apply_account(account_id, ports=world.ports)
    assert world.store.get("stripeConnect/u1") == before
    assert audit_rows(world, "stripeConnect/u1") == rows
    assert rows == ["reserve_account", "record_account", "observe_account"]


def test_an_older_answer_never_overwrites_a_newer(world):
    account_id = onboarded(world)

    class Overtaken:
        """While the first answer is on its way, the account changes and somebody else records that."""

        livemode = False

        def __init__(self, stripe):
            self.stripe, self.asked = stripe, 0

        def retrieve_account(self, account_id):
            answer = self.stripe.retrieve_account(account_id)
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


def test_whoever_loses_every_race_is_asked_to_come_back(world):
    account_id = onboarded(world)
    world.emulator.complete_onboarding(account_id, "restricted")

    class Contended:
        def __init__(self, store):
            self.store = store

        def __getattr__(self, name):
            return getattr(self.store, name)

        def commit(self, writes):
            raise Conflict("somebody was first")

    with pytest.raises(Busy):
        apply_account(account_id, ports=replace(world.ports, store=Contended(world.store)))
    assert record_fields(world)["state"] == "active"


def test_an_account_that_nobody_asked_for_is_nobodys(world):
    seed_user(world)
    foreign = world.stripe.create_account({"country": "US", "metadata": {"user_id": "u1", "role": "creator"}},
                                          idempotency_key="k1")  # fmt: skip
    odd = world.stripe.create_account({"country": "US", "metadata": {"user_id": "../x", "role": "creator"}},
                                      idempotency_key="k2")  # fmt: skip
    for account_id in (foreign.id, odd.id, "acct_neverexisted"):
        assert apply_account(account_id, ports=world.ports).account is None
    assert world.store.get("stripeConnect/u1") is None


def test_a_deauthorized_account_is_disconnected(world):
    account_id = onboarded(world)
    world.emulator.deauthorize(account_id)
    after = apply_deauthorization(account_id, ports=world.ports).account
    assert after.state == "disconnected"
    assert not after.ready_for_transfers
    assert user_fields(world)["creator"]["onboardingStatus"] == "incomplete"
    assert (
        refreshed(world).next_action == "This account is no longer connected. Please start onboarding again."
    )
    assert world.alerts.causes() == ["account_disconnected"]


def test_of_a_disconnected_account_nothing_is_due_any_more(world):
    account_id = onboarded(world, outcome="restricted")
    assert refreshed(world).currently_due
    world.emulator.deauthorize(account_id)
    status = refreshed(world)
    assert (status.currently_due, status.past_due, status.deadline) == ((), (), None)
    assert record_fields(world)["requirements"]["disabledReason"] is None


def test_a_deauthorization_that_is_no_longer_true_changes_nothing(world):
    account_id = onboarded(world)
    assert apply_deauthorization(account_id, ports=world.ports).account.state == "active"


def test_a_rejection_is_told_to_operators_once(world):
    account_id = onboarded(world)
    world.emulator.complete_onboarding(account_id, "rejected")
    apply_account(account_id, ports=world.ports)
    apply_account(account_id, ports=world.ports)
    assert world.alerts.causes() == ["account_rejected"]


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


def test_an_erased_user_is_not_brought_back(world):
    account_id = onboarded(world)
    world.store.commit([Delete("users/u1")])
    world.emulator.complete_onboarding(account_id, "restricted")
    assert apply_account(account_id, ports=world.ports).account.state == "restricted"
    assert not project_account("u1", Role.CREATOR, ports=world.ports)
    assert world.store.get("users/u1") is None


def test_the_record_and_its_audit_row_are_one_commit(world):
    seed_user(world)
    opened(world)
    holder = load("u1", Role.CREATOR, ports=world.ports)
    world.store.commit([Update("stripeConnect/u1", {"email": "other@example.com"})])
    rows = audit_rows(world, "stripeConnect/u1")
    with pytest.raises(Conflict):
        save(holder, holder.account.disconnected(), act="x", actor="test", ports=world.ports)
    assert audit_rows(world, "stripeConnect/u1") == rows


def test_the_actor_of_each_change_is_on_record(world):
    seed_user(world)
    open_account(OpenAccount("u1", Role.CREATOR, "admin7"), ports=world.ports)
    assert world.store.get("auditLog/stripeConnect_u1_2").fields["actor"] == "admin7"


def test_an_account_id_is_shown_masked():
    assert masked("acct_1NxQ7y4f2Q") == "acct_***4f2Q"
    assert masked(None) is None
