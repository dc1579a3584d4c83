"""When the request for an account may be sent again, and when a second one may be made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.accounts.creation_rules import creation_step, policy_of, refused_once, sent_once_more
from pulse.accounts.states import AccountsApi
from pulse.attempts import AttemptStep, first_attempt
from pulse.errors import Misconfigured
from pulse.settings import Settings
from tests.world import TEST_SETTINGS

V1, V2 = AccountsApi.V1, AccountsApi.V2
AGAIN, LOOK, WAIT, NEW = (
    AttemptStep.SEND_AGAIN,
    AttemptStep.LOOK_UP,
    AttemptStep.WAIT,
    AttemptStep.NEW_GENERATION,
)
SENT = datetime(2026, 11, 28, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
QUIET = HOUR + MINUTE
LIFE = {V1: 23 * HOUR, V2: 29 * DAY}
APIS = pytest.mark.parametrize("api", [V1, V2])


def sent(api, at=SENT):
    return first_attempt(policy_of(api), "u1", at, prefix="account:winner", params={}, refusals=0)


def refused(api, attempt, *, misused=False):
    return refused_once(attempt, api, misused=misused)


def step(attempt, api, after, *, differs=False):
    return creation_step(attempt, api, differs=differs, now=SENT + after, settings=TEST_SETTINGS)


@APIS
@pytest.mark.parametrize("differs", [False, True])
def test_an_unanswered_request_is_sent_again_as_it_was_whatever_today_would_be_asked(api, differs):
    assert step(sent(api), api, MINUTE, differs=differs) is AGAIN
    assert step(sent(api), api, LIFE[api] - MINUTE, differs=differs) is AGAIN


@APIS
def test_a_key_older_than_its_life_is_looked_up(api):
    assert step(sent(api), api, LIFE[api]) is LOOK


@APIS
def test_the_list_is_read_an_hour_after_the_last_send(api):
    """A request that was sent just before its key ended may be executed after it."""
    attempt = sent_once_more(sent(api), SENT + LIFE[api] - MINUTE)
    assert step(attempt, api, LIFE[api]) is WAIT
    assert step(attempt, api, LIFE[api] - MINUTE + QUIET) is LOOK


def test_v1_keeps_a_refusal_so_a_new_generation_follows_at_once():
    attempt = refused(V1, sent(V1))
    assert attempt.closed
    assert step(attempt, V1, MINUTE) is NEW


def test_v2_runs_a_refused_request_again_under_its_key_and_opens_no_generation():
    attempt = refused(V2, sent(V2))
    for after in (MINUTE, HOUR, LIFE[V2] - MINUTE):
        assert step(attempt, V2, after) is AGAIN
    assert step(attempt, V2, LIFE[V2] + DAY) is LOOK


def test_v2_opens_a_generation_for_another_request_after_each_send_was_refused():
    attempt = sent(V2)
    for minutes in (1, 2, 3):
        attempt = sent_once_more(refused(V2, attempt), SENT + minutes * MINUTE)
    assert step(attempt, V2, 4 * MINUTE, differs=True) is WAIT, "the last send is not answered yet"
    assert step(refused(V2, attempt), V2, 4 * MINUTE, differs=True) is NEW


@APIS
def test_after_an_unanswered_send_a_refusal_opens_nothing_before_the_list_was_read(api):
    overlapping = sent_once_more(sent(api), SENT + MINUTE)
    attempt = refused(api, overlapping)
    assert not attempt.closed
    assert step(attempt, api, 2 * MINUTE, differs=True) is WAIT
    assert step(attempt, api, MINUTE + QUIET - timedelta(seconds=1), differs=True) is WAIT
    assert step(attempt, api, MINUTE + QUIET, differs=True) is LOOK


def test_a_misused_key_of_v2_is_never_sent_again():
    attempt = refused(V2, sent(V2), misused=True)
    assert attempt.closed
    assert step(attempt, V2, MINUTE) is WAIT
    assert step(attempt, V2, QUIET) is LOOK


def test_a_misused_key_of_v1_stays_open():
    assert refused(V1, sent(V1), misused=True) == sent(V1)


def test_parallel_sends_are_noted_once_a_minute():
    noted = sent_once_more(sent(V2), SENT)
    assert noted.sends is None
    assert sent_once_more(noted, SENT + MINUTE / 2) is noted
    assert sent_once_more(noted, SENT + MINUTE).last_sent_at == SENT + MINUTE


@given(
    api=st.sampled_from([V1, V2]),
    steps=st.lists(st.sampled_from(["send", "refuse"]), max_size=8),
    after=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=40)),
    differs=st.booleans(),
)
def test_a_new_generation_opens_only_where_each_send_was_refused(api, steps, after, differs):
    """Whatever order sends and refusals come in: the sends on their way are counted beside it."""
    attempt, on_their_way, any_lost = sent(api), 1, False
    for happens in steps:
        if attempt.closed:
            break
        if happens == "send":
            any_lost = any_lost or on_their_way > 0
            attempt, on_their_way = sent_once_more(attempt, SENT), on_their_way + 1
        elif on_their_way:
            attempt, on_their_way = refused(api, attempt), on_their_way - 1
    if step(attempt, api, after, differs=differs) is NEW:
        assert on_their_way == 0
        assert not any_lost
        assert differs or api is V1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ACCOUNT_KEY_REUSE_SECONDS": "v1=86400,v2=2505600"}, "v1 must be below 86400"),
        ({"ACCOUNT_KEY_REUSE_SECONDS": "v1=82800,v2=2592000"}, "v2 must be below 2592000"),
        ({"ACCOUNT_KEY_REUSE_SECONDS": "v1=0,v2=2505600"}, "v1 must be below 86400"),
        ({"ACCOUNT_LOOK_UP_SECONDS": "60"}, "greater than or equal to 3600"),
    ],
)
def test_no_setting_lets_a_forgotten_key_or_an_early_list_make_a_second_account(wrong, said):
    with pytest.raises(Misconfigured, match=said):
        Settings.from_environment({"PULSE_ENVIRONMENT": "local", **wrong})
