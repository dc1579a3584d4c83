"""What Stripe requires, in the words of a person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.accounts.records import ConnectedAccount, Due, PayoutsProblem
from pulse.accounts.requirements import in_words, next_action, words_of
from pulse.accounts.states import AccountState

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def account(state=AccountState.RESTRICTED, **fields):
    return ConnectedAccount(
        user_id="u", account_type="winner", stripe_account_id="acct_1", state=state,
        created_at=NOW, updated_at=NOW, **fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("individual.dob.day", "date of birth"),
        ("external_account", "a bank account or debit card for payouts"),
        ("individual.verification.document", "a photo of an identity document"),
        ("person_1Nx4.address.postal_code", "home address"),
        ("representative.ssn_last_4", "last four digits of the Social Security Number"),
        ("company.tax_id", "the company's tax number (EIN)"),
        ("tos_acceptance.date", "your agreement to Stripe's terms"),
        ("interv_1Nx.supportability.form", "an answer to a question of Stripe's, in the Stripe form"),
        ("individual.shoe_size.left", "shoe size left"),
        ("", "something that Stripe explains in its form"),
    ],
)
def test_a_requirement_code_is_said_in_plain_words(code, words):
    assert words_of(code) == words


@given(st.text(max_size=80))
def test_every_code_becomes_readable(code):
    words = words_of(code)
    assert words
    assert "." not in words
    assert "_" not in words


def test_day_month_and_year_of_birth_are_asked_for_once_and_order_is_kept():
    asked = in_words(
        ["external_account", "individual.dob.day", "individual.dob.month", "individual.dob.year"]
    )
    assert [one.words for one in asked] == ["a bank account or debit card for payouts", "date of birth"]
    assert asked[1].code == "individual.dob.day"


def test_a_restricted_owner_is_told_what_and_until_when():
    due = Due(currently_due=("individual.id_number",), deadline=datetime(2026, 12, 1, tzinfo=UTC))
    assert next_action(account(requirements=due)) == (
        "Stripe needs from you by 2026-12-01: Social Security Number. Please open the onboarding link."
    )


def test_a_restriction_without_requirements_says_its_reason():
    assert "we have paused this account" in next_action(
        account(requirements=Due(disabled_reason="platform_paused"))
    )
    assert "Stripe has limited this account" in next_action(account(requirements=Due(disabled_reason="new")))


def test_an_active_owner_is_told_what_will_be_due():
    due = Due(future_due=("individual.verification.document",))
    assert next_action(account(AccountState.ACTIVE, requirements=due)) == (
        "You can be paid. To keep it so, Stripe needs from you: a photo of an identity document. "
        "Please give it in the Stripe dashboard."
    )
    assert next_action(account(AccountState.ACTIVE)) == "Nothing to do: you can be paid."


PROBLEM = PayoutsProblem(
    payout_id="po_1", code="account_closed", sentence="Change it.", payout_created_at=NOW
)


@pytest.mark.parametrize("state", list(AccountState))
def test_a_bank_problem_is_the_next_thing_to_do_where_nothing_else_is(state):
    told = next_action(account(state, payouts_problem=PROBLEM))
    nothing_else = state in {AccountState.ACTIVE, AccountState.PENDING}
    assert told == ("Change it." if nothing_else else next_action(account(state)))


@pytest.mark.parametrize("state", list(AccountState))
def test_every_state_has_a_sentence(state):
    assert next_action(account(state)).endswith(".")
    assert next_action(None).startswith("Start onboarding")
