"""What may follow an attempt: every act, with a young and an old key, quiet or not, open or refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.attempts import (
    ACCOUNT,
    ACCOUNT_V2,
    CORRECTION,
    CUSTOMER,
    PAYMENT_INTENT,
    POLICIES,
    PRIZE,
    AttemptStep,
    LookUp,
    Quiet,
    first_attempt,
    is_quiet,
    next_generation,
    next_step,
    nothing_in_flight,
    sent_again,
)
from tests.world import TEST_SETTINGS as SETTINGS

SENT = datetime(2026, 1, 1, tzinfo=UTC)
KEY_LIFE, QUIET = timedelta(hours=23), timedelta(minutes=45)
SECOND = timedelta(seconds=1)
AGAIN, LOOK, WAIT, NEW = (
    AttemptStep.SEND_AGAIN,
    AttemptStep.LOOK_UP,
    AttemptStep.WAIT,
    AttemptStep.NEW_GENERATION,
)

BEFORE_A_LOOK_UP = {
    # act: young and open, young and refused, old and open, old and refused
    PRIZE: (LOOK, LOOK, LOOK, LOOK),
    PAYMENT_INTENT: (AGAIN, NEW, LOOK, NEW),
    CORRECTION: (LOOK, LOOK, LOOK, LOOK),
    ACCOUNT: (AGAIN, NEW, LOOK, NEW),
    CUSTOMER: (AGAIN, NEW, NEW, NEW),
}
AFTER_A_LOOK_UP_FOUND_NOTHING = {
    # the same, each sent just now, and sent longer ago than the quiet time
    PRIZE: ((AGAIN, AGAIN), (WAIT, NEW), (WAIT, NEW), (WAIT, NEW)),
    PAYMENT_INTENT: ((AGAIN, AGAIN), (NEW, NEW), (NEW, NEW), (NEW, NEW)),
    CORRECTION: ((AGAIN, AGAIN), (WAIT, NEW), (WAIT, NEW), (WAIT, NEW)),
    ACCOUNT: ((AGAIN, AGAIN), (NEW, NEW), (NEW, NEW), (NEW, NEW)),
}
STATES = [
    (age, refused) for age in (KEY_LIFE - SECOND, KEY_LIFE + timedelta(days=2)) for refused in (False, True)
]


def test_only_the_key_of_an_account_of_api_v2_is_used_again_after_a_day():
    lives = {policy: timedelta(seconds=policy.key_seconds(SETTINGS)) for policy in POLICIES}
    assert lives.pop(ACCOUNT_V2) == timedelta(days=29)
    assert set(lives.values()) == {KEY_LIFE}


def attempt_of(policy, *, age, silence, refused, sends=2):
    """An attempt first sent at SENT, last sent *silence* before SENT + *age*, *sends* times in all."""
    kept = {"destination": "acct_1", "params": {}}
    attempt = first_attempt(policy, "x", SENT, **{name: kept[name] for name in kept if name in policy.keeps})
    attempt = attempt.but(last_sent_at=SENT + age - silence)
    if attempt.sends is not None:
        attempt = attempt.but(sends=sends)
    return attempt.but(closed=True, closed_reason="balance_insufficient") if refused else attempt


def decided(policy, *, age, silence, refused, looked_up, sends=2):
    now = SENT + age
    attempt = attempt_of(policy, age=age, silence=silence, refused=refused, sends=sends)
    return next_step(attempt, policy, now=now, settings=SETTINGS, found_nothing_at=now if looked_up else None)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.act)
def test_an_act_that_was_never_tried_begins(policy):
    assert next_step(None, policy, now=SENT, settings=SETTINGS).step is NEW


@pytest.mark.parametrize("silence", [timedelta(0), QUIET, timedelta(hours=2)])
@pytest.mark.parametrize("policy", BEFORE_A_LOOK_UP, ids=lambda policy: policy.act)
def test_before_a_look_up_it_follows_from_the_key_and_the_answer(policy, silence):
    steps = [
        decided(policy, age=age, silence=silence, refused=refused, looked_up=False).step
        for age, refused in STATES
    ]
    assert tuple(steps) == BEFORE_A_LOOK_UP[policy]


@pytest.mark.parametrize("policy", AFTER_A_LOOK_UP_FOUND_NOTHING, ids=lambda policy: policy.act)
def test_after_a_look_up_that_found_nothing_it_follows_from_the_quiet_time_too(policy):
    steps = [
        tuple(
            decided(policy, age=age, silence=silence, refused=refused, looked_up=True).step
            for silence in (QUIET - SECOND, QUIET)
        )
        for age, refused in STATES
    ]
    assert tuple(steps) == AFTER_A_LOOK_UP_FOUND_NOTHING[policy]


@pytest.mark.parametrize(("age", "step"), [(KEY_LIFE - SECOND, AGAIN), (KEY_LIFE, WAIT)])
def test_a_key_is_sent_again_until_its_last_second(age, step):
    assert decided(PRIZE, age=age, silence=timedelta(0), refused=False, looked_up=True).step is step


def test_who_waits_is_told_until_when():
    waiting = decided(PRIZE, age=KEY_LIFE, silence=timedelta(minutes=5), refused=False, looked_up=True)

    assert waiting.not_before == SENT + KEY_LIFE - timedelta(minutes=5) + QUIET


def test_a_finding_is_as_old_as_its_look_up():
    """A worker that froze between the look-up and the decision must not take its finding for fresh."""
    attempt = attempt_of(PRIZE, age=timedelta(0), silence=timedelta(0), refused=True)
    frozen = next_step(attempt, PRIZE, now=SENT + 2 * QUIET, settings=SETTINGS, found_nothing_at=SENT)

    assert frozen.step is WAIT


REFUSED_ONCE = attempt_of(PRIZE, age=timedelta(0), silence=timedelta(0), refused=True, sends=1)


@pytest.mark.parametrize("code", sorted(PRIZE.closed_by))
def test_a_prize_that_was_sent_once_and_refused_may_be_sent_again_at_once(code):
    refused = REFUSED_ONCE.but(closed_reason=code)

    assert next_step(refused, PRIZE, now=SENT, settings=SETTINGS).step is LOOK
    assert next_step(refused, PRIZE, now=SENT, settings=SETTINGS, found_nothing_at=SENT).step is NEW
    assert nothing_in_flight(refused, PRIZE, SENT, SETTINGS)


@pytest.mark.parametrize(
    "changes",
    [
        {"sends": 2},
        {"sends": None},
        {"closed": False, "closed_reason": None},
        {"closed_reason": "released"},
        {"closed_reason": "reversed"},
        {"closed_reason": "disconnected"},
        {"closed_reason": "some_new_code"},
    ],
    ids=str,
)
def test_any_other_prize_attempt_keeps_its_quiet_time(changes):
    attempt = REFUSED_ONCE.but(**changes)
    young = SENT + QUIET - SECOND

    assert not nothing_in_flight(attempt, PRIZE, young, SETTINGS)
    assert next_step(attempt, PRIZE, now=young, settings=SETTINGS, found_nothing_at=young).step is not NEW
    assert nothing_in_flight(attempt, PRIZE, SENT + QUIET, SETTINGS)


def test_each_send_is_counted_before_it_is_made():
    first = first_attempt(PRIZE, "x", SENT, destination="acct_1")
    second = sent_again(first, SENT)

    assert (first.sends, second.sends, sent_again(second, SENT + SECOND).sends) == (1, 2, 3)
    assert next_generation(PRIZE, second, SENT, destination="acct_1").sends == 1
    assert sent_again(first.but(sends=None), SENT).sends is None


@given(
    policy=st.sampled_from(POLICIES),
    age=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=60)),
    part=st.floats(min_value=0, max_value=1),
    refused=st.booleans(),
    looked_up=st.booleans(),
    sends=st.integers(min_value=1, max_value=3),
)
def test_a_new_key_is_opened_only_where_nothing_of_the_old_can_appear(
    policy, age, part, refused, looked_up, sends
):
    silence = age * part
    attempt = attempt_of(policy, age=age, silence=silence, refused=refused, sends=sends)
    step = decided(policy, age=age, silence=silence, refused=refused, looked_up=looked_up, sends=sends).step

    key_life = timedelta(seconds=policy.key_seconds(SETTINGS))
    if step is NEW:
        assert refused or age >= key_life
        assert looked_up or refused or policy.looks_up is LookUp.NEVER
        if policy.quiet_after is Quiet.ANY_SEND_BUT_ONE_REFUSED:
            assert looked_up
            assert is_quiet(attempt, SENT + age, SETTINGS) or (refused and sends == 1)
    if step is AGAIN:
        assert not refused
        assert age < key_life
