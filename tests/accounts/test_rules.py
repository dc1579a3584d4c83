"""The lifecycle: every account is in exactly one state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.accounts.readiness_v1 import readiness_of_v1
from pulse.accounts.rules import can_be_paid, onboarding_status, verdict_of
from pulse.accounts.states import AccountState, OnboardingStatus
from pulse.ports.stripe_objects import Account, Requirements


def state_of(account):
    return verdict_of(readiness_of_v1(account)).state


def can_receive(account):
    return can_be_paid(readiness_of_v1(account))


REASONS = [
    None, "listed", "other", "platform_paused", "under_review", "requirements.past_due",
    "requirements.pending_verification", "action_required.requested_capabilities", "rejected.fraud",
    "rejected.listed", "rejected.something_new", "something.new",
]  # fmt: skip
codes = st.lists(st.sampled_from(["individual.dob.day", "external_account", "new.code"]), max_size=2).map(
    tuple
)
requirements = st.builds(
    Requirements,
    currently_due=codes,
    past_due=codes,
    eventually_due=codes,
    pending_verification=codes,
    disabled_reason=st.sampled_from(REASONS),
)
accounts = st.builds(
    Account,
    id=st.just("acct_1"),
    details_submitted=st.booleans(),
    charges_enabled=st.booleans(),
    payouts_enabled=st.booleans(),
    deleted=st.booleans(),
    capabilities=st.dictionaries(
        st.sampled_from(["transfers", "card_payments"]),
        st.sampled_from(["active", "inactive", "pending", "unrequested"]),
    ),
    requirements=requirements,
)


@given(accounts)
def test_any_account_is_in_exactly_one_state_and_always_the_same(account):
    assert state_of(account) in set(AccountState)
    assert state_of(account) is state_of(account.model_copy())


@given(accounts)
def test_a_rejected_account_is_rejected_whatever_else_it_says(account):
    rejected = (account.requirements.disabled_reason or "").startswith("rejected.")
    assert (state_of(account) is AccountState.REJECTED) == (rejected and not account.deleted)


@given(accounts)
def test_a_deleted_account_is_disconnected_and_no_other(account):
    assert (state_of(account) is AccountState.DISCONNECTED) == account.deleted


@given(accounts)
def test_only_an_account_that_can_receive_is_active(account):
    if state_of(account) is AccountState.ACTIVE:
        assert can_receive(account)
        assert account.details_submitted


@given(accounts)
def test_charges_enabled_decides_nothing(account):
    other = account.model_copy(update={"charges_enabled": not account.charges_enabled})
    assert state_of(other) is state_of(account)
    assert can_receive(other) == can_receive(account)


@given(accounts)
def test_onboarding_is_complete_exactly_when_active(account):
    state = state_of(account)
    assert (onboarding_status(state) is OnboardingStatus.COMPLETE) == (state is AccountState.ACTIVE)
    assert onboarding_status(state) is not OnboardingStatus.NOT_STARTED


def submitted(*, transfers="inactive", payouts=False, **due):
    return Account(
        id="acct_1",
        details_submitted=True,
        payouts_enabled=payouts,
        capabilities={"transfers": transfers},
        requirements=Requirements(**due),
    )


@pytest.mark.parametrize(
    ("account", "state"),
    [
        (Account(id="acct_1"), "created"),
        (submitted(transfers="active", payouts=True), "active"),
        (submitted(transfers="active", payouts=True, currently_due=("external_account",)), "active"),
        (submitted(transfers="active", payouts=False), "restricted"),
        (submitted(past_due=("external_account",)), "restricted"),
        (submitted(currently_due=("external_account",), pending_verification=("dob",)), "restricted"),
        (submitted(disabled_reason="platform_paused"), "restricted"),
        (submitted(disabled_reason="under_review"), "pending"),
        (submitted(pending_verification=("individual.id_number",)), "pending"),
        (submitted(transfers="pending"), "pending"),
        (submitted(disabled_reason="something.new"), "restricted"),
        (submitted(disabled_reason="rejected.fraud", transfers="active", payouts=True), "rejected"),
    ],
)
def test_each_rule_of_the_lifecycle_in_its_order(account, state):
    assert state_of(account) == state


def test_no_account_has_not_started():
    assert onboarding_status(None) is OnboardingStatus.NOT_STARTED
