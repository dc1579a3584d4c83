"""One value from both of Stripe's APIs: the same account means the same, and nothing is guessed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.accounts.readiness_v1 import readiness_of_v1
from pulse.accounts.readiness_v2 import AnswerIncomplete
from pulse.accounts.records import ConnectedAccount, Due
from pulse.accounts.requirements import next_action
from pulse.accounts.rules import verdict_of
from pulse.accounts.states import AccountState, WaitsFor
from pulse.ports.stripe_objects import Account
from tests.accounts.v2_bodies import BODIES, body, capability, read

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
TRANSFERS_ACTIVE = {"transfers": "active", "card_payments": "active"}
INACTIVE = {"transfers": "inactive", "card_payments": "inactive"}
DOCUMENT = "individual.verification.document"
IN_V1 = {
    "fresh": {
        "capabilities": INACTIVE,
        "requirements": {
            "currently_due": ["external_account", "tos_acceptance.date"],
            "past_due": ["external_account", "tos_acceptance.date"],
            "disabled_reason": "requirements.past_due",
        },
    },
    "pending": {
        "details_submitted": True,
        "capabilities": {"transfers": "pending", "card_payments": "pending"},
        "requirements": {
            "pending_verification": [DOCUMENT],
            "disabled_reason": "requirements.pending_verification",
        },
    },
    "active": {"details_submitted": True, "payouts_enabled": True, "capabilities": TRANSFERS_ACTIVE},
    "due_14d": {
        "details_submitted": True,
        "payouts_enabled": True,
        "capabilities": TRANSFERS_ACTIVE,
        "requirements": {"currently_due": [DOCUMENT], "current_deadline": 1_796_983_200},
    },
    "past_due": {
        "details_submitted": True,
        "capabilities": INACTIVE,
        "requirements": {
            "currently_due": [DOCUMENT],
            "past_due": [DOCUMENT],
            "current_deadline": 1_796_983_200,
            "disabled_reason": "requirements.past_due",
        },
    },
    "transfers_only": {
        "details_submitted": True,
        "capabilities": TRANSFERS_ACTIVE,
        "requirements": {"currently_due": ["external_account"], "past_due": ["external_account"]},
    },
    "rejected": {
        "details_submitted": True,
        "capabilities": INACTIVE,
        "requirements": {"disabled_reason": "rejected.fraud"},
    },
    "closed": {"deleted": True},
}
"""The same eight states as API v1 says them."""


def as_v1(state):
    return readiness_of_v1(Account(id="acct_1", **IN_V1[state]))


@pytest.mark.parametrize(
    ("name", "state", "waits_for"),
    [
        ("fresh", "created", "user"),
        ("pending", "pending", "stripe"),
        ("active", "active", "nobody"),
        ("due_14d", "active", "user"),
        ("past_due", "restricted", "user"),
        ("transfers_only", "restricted", "user"),
        ("rejected", "rejected", "nobody"),
        ("closed", "disconnected", "nobody"),
    ],
)
def test_both_apis_say_the_same_of_the_same_account(name, state, waits_for):
    for account in (read(body(name)), as_v1(name)):
        verdict = verdict_of(account)
        assert (verdict.state, verdict.waits_for) == (state, waits_for)
        assert (account.can_receive and account.can_pay_out) == (state == "active")


def test_what_is_due_and_until_when_is_the_same_in_both():
    for account in (read(body("due_14d")), as_v1("due_14d")):
        due = Due.of_account(account)
        assert due.currently_due == (DOCUMENT,)
        assert due.deadline == datetime(2026, 12, 11, 10, 0, tzinfo=UTC)


def test_an_active_account_that_is_read_without_include_is_refused_and_never_demoted():
    bare = {"configuration": None, "requirements": None, "defaults": None, "identity": None}
    with pytest.raises(AnswerIncomplete):
        read(body("active", **bare, future_requirements=None))


@pytest.mark.parametrize("left_out", ["configuration", "requirements", "future_requirements"])
def test_each_part_that_the_rules_read_is_necessary(left_out):
    with pytest.raises(AnswerIncomplete):
        read(body("active", **{left_out: None}))


@pytest.mark.parametrize("left_out", ["recipient", "merchant"])
def test_each_applied_configuration_is_necessary(left_out):
    account = body("active")
    account["configuration"][left_out] = None
    with pytest.raises(AnswerIncomplete):
        read(account)


@pytest.mark.parametrize("name", ["recipient", "merchant"])
def test_a_configuration_must_say_whether_it_is_applied(name):
    account = body("active")
    account["configuration"][name]["applied"] = None
    with pytest.raises(AnswerIncomplete):
        read(account)


def test_which_configurations_there_are_must_be_said():
    with pytest.raises(AnswerIncomplete):
        read(body("active", applied_configurations=None))


def test_what_stripe_would_say_about_an_active_capability_limits_nothing():
    account = body("active")
    details = [{"code": "restricted_other", "resolution": "contact_stripe"}]
    capability("payouts", account).update(status_details=details)
    assert verdict_of(read(account)).state is AccountState.ACTIVE


def test_a_closed_account_is_disconnected_although_the_rest_is_left_out():
    assert verdict_of(read(body("closed"))).state is AccountState.DISCONNECTED


@pytest.mark.parametrize("missing", [None, "absent"])
def test_a_capability_that_nobody_requested_waits_for_us(missing):
    account = body("active")
    balance = account["configuration"]["recipient"]["capabilities"]["stripe_balance"]
    if missing is None:
        balance["stripe_transfers"] = None
    else:
        del balance["stripe_transfers"]
    assert verdict_of(read(account)) == verdict_of(read(body("active", **account)))
    assert (verdict_of(read(account)).state, verdict_of(read(account)).waits_for) == (
        AccountState.RESTRICTED,
        WaitsFor.PLATFORM,
    )


def test_a_recipient_alone_is_ready_although_it_can_never_charge():
    account = body("active", applied_configurations=["recipient"])
    account["configuration"]["merchant"] = None
    assert verdict_of(read(account)).state is AccountState.ACTIVE
    assert read(account).can_charge is None


def test_card_payments_decide_nothing():
    account = body("active")
    capability("card_payments", account).update(
        status="rejected", status_details=[{"code": "rejected_other", "resolution": "no_resolution"}]
    )
    assert verdict_of(read(account)).state is AccountState.ACTIVE


def test_money_does_not_pile_up_where_one_configuration_holds_payouts_back():
    account = body("active")
    merchant = account["configuration"]["merchant"]["capabilities"]["stripe_balance"]
    merchant["payouts"] = {"status": "restricted", "status_details": []}
    assert not read(account).can_pay_out
    assert verdict_of(read(account)).state is AccountState.RESTRICTED


@pytest.mark.parametrize(
    ("status", "code", "resolution", "state", "waits_for"),
    [
        ("rejected", "rejected_new", "no_resolution", "rejected", "nobody"),
        ("restricted", "rejected_platform_fraud", "no_resolution", "rejected", "nobody"),
        ("unsupported", "unsupported_country", "no_resolution", "restricted", "nobody"),
        ("restricted", "restricted_other", "contact_stripe", "restricted", "stripe"),
        ("pending", "determining_status", "no_resolution", "pending", "stripe"),
        ("restricted", "requirements_past_due", "provide_info", "restricted", "user"),
        ("restricted", "code_of_tomorrow", "no_resolution", "restricted", "platform"),
        ("status_of_tomorrow", "code_of_tomorrow", "resolution_of_tomorrow", "restricted", "platform"),
    ],
)
def test_each_status_and_code_means_one_thing(status, code, resolution, state, waits_for):
    account = body("active")
    details = [{"code": code, "resolution": resolution}]
    capability("stripe_transfers", account).update(status=status, status_details=details)
    verdict = verdict_of(read(account))
    assert (verdict.state, verdict.waits_for) == (state, waits_for)
    assert Due.of_account(read(account)).disabled_reason == code


@given(status=st.text(max_size=20), code=st.text(min_size=1, max_size=20), resolution=st.text(max_size=20))
def test_whatever_word_stripe_invents_lets_no_money_through_and_stays_visible(status, code, resolution):
    account = body("active")
    details = [{"code": code, "resolution": resolution}]
    capability("stripe_transfers", account).update(status=status, status_details=details)
    seen = read(account)
    assert seen.can_receive == (status == "active")
    if status != "active":
        assert verdict_of(seen).state is not AccountState.ACTIVE
        assert code in seen.codes


def test_an_unknown_status_without_a_code_is_itself_the_reason():
    account = body("active")
    capability("stripe_transfers", account).update(status="frozen", status_details=[])
    assert Due.of_account(read(account)).disabled_reason == "frozen"


def test_what_stripe_checks_is_not_asked_of_the_owner():
    due = Due.of_account(read(body("pending")))
    assert (due.currently_due, due.past_due, due.pending_verification) == ((), (), (DOCUMENT,))


def test_an_entry_with_words_we_do_not_know_is_shown_as_the_owners():
    account = body("active")
    entry = {"description": "identity.shoe_size", "awaiting_action_from": "nobody_yet"}
    account["requirements"] = {"entries": [{**entry, "minimum_deadline": {"status": "soon"}}]}
    assert Due.of_account(read(account)).currently_due == ("identity.shoe_size",)


def test_no_summary_means_that_nothing_is_due_and_no_time_that_there_is_no_date():
    assert read(body("active")).deadline is None
    assert read(body("fresh")).deadline is None
    assert BODIES["fresh"]["requirements"]["summary"]["minimum_deadline"]["time"] is None


def test_the_country_is_written_as_api_v1_writes_it():
    account = body("active")
    account["identity"]["country"] = "us"
    assert read(account).country == "US"


@pytest.mark.parametrize("state", sorted(BODIES))
def test_every_state_has_a_sentence_for_the_owner(state):
    blank = ConnectedAccount(user_id="u", account_type="winner", created_at=NOW, updated_at=NOW)
    assert next_action(blank.observed(read(body(state)))).endswith(".")


@pytest.mark.parametrize(
    ("code", "resolution", "words", "form"),
    [
        ("requirements_past_due", "provide_info", "are overdue", True),
        ("unsupported_country", "no_resolution", "does not pay to this country", False),
        ("restricted_other", "contact_stripe", "has limited this account", False),
        ("code_of_tomorrow", "no_resolution", "has limited this account", False),
        (None, None, "was not set up to be paid", False),
    ],
)
def test_a_restricted_owner_is_sent_to_the_form_only_where_it_helps(code, resolution, words, form):
    account = body("active")
    if code is None:
        account["configuration"]["recipient"]["capabilities"]["stripe_balance"]["stripe_transfers"] = None
    else:
        details = [{"code": code, "resolution": resolution}]
        capability("stripe_transfers", account).update(status="restricted", status_details=details)
    blank = ConnectedAccount(user_id="u", account_type="winner", created_at=NOW, updated_at=NOW)
    said = next_action(blank.observed(read(account)))
    assert words in said
    assert ("onboarding link" in said) == form
