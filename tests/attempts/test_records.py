"""An attempt is stored as its policy says: field by field as before, and never readable with one missing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from pulse import attempts
from pulse.attempts import POLICIES, first_attempt, new_lease, next_generation
from pulse.ledger import Record

SENT = datetime(2026, 1, 1, tzinfo=UTC)
LATER = datetime(2026, 1, 1, 1, tzinfo=UTC)


class OfPrize(Record):
    attempt: attempts.PrizeAttempt | None = None


class OfPaymentIntent(Record):
    attempt: attempts.PaymentIntentAttempt


class OfCorrection(Record):
    attempt: attempts.CorrectionAttempt


class OfAccount(Record):
    attempt: attempts.AccountAttempt


class OfCustomer(Record):
    attempt: attempts.CustomerAttempt


STORED = {
    OfPrize: {
        "generation": 2,
        "key": "prize:ch_u_1:g2",
        "destination": "acct_1",
        "firstSentAt": SENT,
        "lastSentAt": LATER,
        "closed": True,
        "closedReason": "balance_insufficient",
    },
    OfPaymentIntent: {"generation": 1, "key": "purchase:ch_u:g1", "firstSentAt": SENT, "lastSentAt": LATER},
    OfCorrection: {"generation": 1, "key": "refund:re_1:g1", "firstSentAt": SENT, "lastSentAt": LATER},
    OfAccount: {
        "generation": 3,
        "key": "account:winner:u:g3",
        "params": {"country": "US", "metadata": {"user_id": "u"}},
        "firstSentAt": SENT,
        "closed": False,
        "closedReason": None,
    },
    OfCustomer: {"generation": 1, "key": "customer:u:g1", "firstSentAt": SENT, "lastSentAt": LATER},
}
"""As the first version of this code stored them."""
PRIZE_NOW = {**STORED[OfPrize], "sends": 2, "sourceType": "bank_account"}
"""What is known of a prize's attempt since."""
FIELDS = [(kind, name) for kind, stored in STORED.items() for name in stored]


@pytest.mark.parametrize("kind", STORED)
def test_a_stored_attempt_is_written_back_as_it_was_read(kind):
    assert kind.model_validate({"attempt": STORED[kind]}).fields() == {"attempt": STORED[kind]}
    assert list(kind.model_validate({"attempt": STORED[kind]}).fields()["attempt"]) == list(STORED[kind])


def test_the_count_of_sends_and_the_source_are_stored_where_they_are_known():
    assert OfPrize.model_validate({"attempt": PRIZE_NOW}).fields() == {"attempt": PRIZE_NOW}
    begun = first_attempt(attempts.PRIZE, "x", SENT, destination="acct_1")
    assert OfPrize(attempt=begun).fields()["attempt"]["sends"] == 1
    assert "sourceType" not in OfPrize(attempt=begun).fields()["attempt"]


@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_an_attempt_without_a_field_that_its_act_needs_is_unreadable(kind, name):
    lacking = {field: value for field, value in STORED[kind].items() if field != name}

    with pytest.raises(ValidationError, match=name):
        kind.model_validate({"attempt": lacking})


@pytest.mark.parametrize(("kind", "name"), [(k, n) for k, n in FIELDS if n != "closedReason"])
def test_an_attempt_with_null_where_its_act_needs_a_value_is_unreadable(kind, name):
    with pytest.raises(ValidationError):
        kind.model_validate({"attempt": {**STORED[kind], name: None}})


def test_a_prize_without_an_attempt_is_readable():
    assert OfPrize.model_validate({"attempt": None}).attempt is None


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.act)
def test_the_next_generation_keeps_the_name_and_opens_a_new_key(policy):
    kept = {
        name: value for name, value in (("destination", "acct_1"), ("params", {})) if name in policy.keeps
    }
    first = first_attempt(policy, "some:g7:name", SENT, **kept)

    second = next_generation(policy, first, LATER, **kept)

    assert (first.key, second.key) == (
        f"{policy.keys[0]}:some:g7:name:g1",
        f"{policy.keys[0]}:some:g7:name:g2",
    )
    assert (second.generation, second.first_sent_at, second.closed) == (2, LATER, False)


def test_a_name_too_long_for_a_key_is_told_by_its_digest():
    long, other = "x" * 201, "x" * 200 + "y"
    keys = {first_attempt(attempts.CUSTOMER, name, SENT).key for name in (long, other)}

    assert len(keys) == 2
    assert all(len(key) <= 255 for key in keys)


def test_a_lease_is_held_until_its_moment_and_no_longer():
    taken = new_lease("token", SENT, seconds=3_600)

    assert taken.is_live(SENT)
    assert not taken.is_live(LATER)


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (OfCorrection, "params", {"amount": 1}),
        (OfPaymentIntent, "destination", "acct_1"),
        (OfPrize, "params", {"amount": 1}),
        (OfAccount, "destination", "acct_1"),
    ],
)
def test_an_attempt_with_a_field_that_its_act_does_not_keep_is_unreadable(kind, name, value):
    with pytest.raises(ValidationError, match=name):
        kind.model_validate({"attempt": {**STORED[kind], name: value}})


def test_a_correction_that_was_not_sent_yet_keeps_its_count_and_an_older_one_has_none():
    fresh = OfCorrection.model_validate({"attempt": {**STORED[OfCorrection], "sends": 0}})
    assert fresh.fields()["attempt"]["sends"] == 0
    assert OfCorrection.model_validate({"attempt": STORED[OfCorrection]}).attempt.sends is None


def test_the_keys_of_each_act_begin_as_they_always_did():
    assert {policy.keys for policy in POLICIES} == {
        ("prize",),
        ("purchase",),
        ("refund", "refund_reversal", "dispute", "dispute_won", "refund_failed", "fee_refund"),
        ("account:creator", "account:winner"),
        ("customer",),
        ("pool_funding",),
        ("pool_return",),
    }
