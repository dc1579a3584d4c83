"""The one decision answers as the five that it replaces, for every act, age of key, silence and refusal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pulse.accounts import AccountState, ConnectedAccount
from pulse.accounts.rules import CreationStep, creation_step
from pulse.attempts import (
    ACCOUNT,
    CORRECTION,
    CUSTOMER,
    PAYMENT_INTENT,
    PRIZE,
    Step,
    first_attempt,
    next_step,
)
from pulse.prizes import rules as prize_rules
from pulse.prizes.records import Attempt as PrizeAttempt
from pulse.prizes.records import PrizeRecord, PrizeStatus
from pulse.prizes.rules import Situation
from pulse.sales import attempts as sale_attempts
from pulse.sales.records import Attempt as SaleAttempt
from tests.world import TEST_SETTINGS as SETTINGS

SENT = datetime(2026, 1, 1, tzinfo=UTC)
YOUNG, OLD = timedelta(hours=23, seconds=-1), timedelta(hours=23)
KEY_AGES = [timedelta(0), timedelta(hours=1), YOUNG, OLD, timedelta(days=3)]
SILENCES = [timedelta(0), timedelta(minutes=45, seconds=-1), timedelta(minutes=45), timedelta(hours=2)]
TIMES = [(age, silence) for age in KEY_AGES for silence in SILENCES if silence <= age]


def attempt_of(policy, *, age, silence, refused=False, **kept):
    now = SENT + age
    attempt = first_attempt(policy, "x", SENT, **kept).but(last_sent_at=now - silence)
    if refused:
        attempt = attempt.but(closed=True, closed_reason="balance_insufficient")
    return attempt, now


def after_nothing_found(attempt, policy, now):
    return next_step(attempt, policy, now=now, settings=SETTINGS, found_nothing_at=now)


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize(("age", "silence"), TIMES)
def test_a_prize_is_decided_as_before(age, silence, refused):
    attempt, now = attempt_of(PRIZE, age=age, silence=silence, refused=refused, destination="acct_1")
    old = prize_rules.step_after_look_up(_record(attempt), _situation(now), now, SETTINGS)

    new = after_nothing_found(attempt, PRIZE, now)

    generations = {1: Step.SEND_AGAIN, 2: Step.NEW_GENERATION}
    expected = generations[old.attempt.generation] if old.attempt else Step.WAIT
    assert (new.step, new.not_before) == (expected, old.not_before)


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize(("age", "silence"), TIMES)
def test_a_prize_with_an_attempt_is_looked_up_first(age, silence, refused):
    attempt, now = attempt_of(PRIZE, age=age, silence=silence, refused=refused, destination="acct_1")
    old = prize_rules.first_step(_record(attempt), _situation(now), SETTINGS, if_due=False)

    assert next_step(attempt, PRIZE, now=now, settings=SETTINGS).step is Step.LOOK_UP
    assert old.step is prize_rules.Step.LOOK_UP


@pytest.mark.parametrize(("age", "silence"), TIMES)
def test_an_open_correction_that_stripe_does_not_have_is_decided_as_before(age, silence):
    attempt, now = attempt_of(CORRECTION, age=age, silence=silence)
    expected = Step.WAIT
    if sale_attempts.key_is_fresh(_old(attempt), now, SETTINGS):
        expected = Step.SEND_AGAIN
    elif sale_attempts.is_quiet(_old(attempt), now, SETTINGS):
        expected = Step.NEW_GENERATION

    assert after_nothing_found(attempt, CORRECTION, now).step is expected


@pytest.mark.parametrize(("age", "silence"), TIMES)
def test_a_refused_correction_opens_a_new_generation_as_before(age, silence):
    attempt, now = attempt_of(CORRECTION, age=age, silence=silence, refused=True)

    assert after_nothing_found(attempt, CORRECTION, now).step is Step.NEW_GENERATION


@pytest.mark.parametrize(("age", "silence"), TIMES)
def test_a_payment_intent_is_decided_as_before(age, silence):
    attempt, now = attempt_of(PAYMENT_INTENT, age=age, silence=silence)
    fresh = sale_attempts.key_is_fresh(_old(attempt), now, SETTINGS)

    step = next_step(attempt, PAYMENT_INTENT, now=now, settings=SETTINGS).step

    assert step is (Step.SEND_AGAIN if fresh else Step.LOOK_UP)
    if not fresh:
        assert after_nothing_found(attempt, PAYMENT_INTENT, now).step is Step.NEW_GENERATION


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("age", KEY_AGES)
def test_an_account_is_decided_as_before(age, closed):
    now = SENT + age
    attempt = first_attempt(ACCOUNT, "x", SENT, params={}).but(closed=closed)
    old = creation_step(SENT, closed=closed, now=now, key_reuse_seconds=SETTINGS.key_reuse_seconds)
    names = {
        CreationStep.START: Step.NEW_GENERATION,
        CreationStep.RESEND: Step.SEND_AGAIN,
        CreationStep.LOOK_UP: Step.LOOK_UP,
    }

    assert next_step(attempt, ACCOUNT, now=now, settings=SETTINGS).step is names[old]
    if old is CreationStep.LOOK_UP:
        assert after_nothing_found(attempt, ACCOUNT, now).step is Step.NEW_GENERATION


@pytest.mark.parametrize(("age", "silence"), TIMES)
def test_a_customer_is_decided_as_before(age, silence):
    attempt, now = attempt_of(CUSTOMER, age=age, silence=silence)
    fresh = sale_attempts.key_is_fresh(_old(attempt), now, SETTINGS)

    step = next_step(attempt, CUSTOMER, now=now, settings=SETTINGS).step

    assert step is (Step.SEND_AGAIN if fresh else Step.NEW_GENERATION)


def test_keys_are_as_before():
    record = _record(None)
    assert first_attempt(PRIZE, record.id, SENT, destination="a").key == prize_rules.key_for(record, 1, SENT)
    old = sale_attempts.first_attempt("purchase:c_u", SENT)
    assert old.key == first_attempt(PAYMENT_INTENT, "c_u", SENT).key


def _old(attempt):
    names = SaleAttempt.model_fields
    return SaleAttempt(**{name: getattr(attempt, name) for name in names})


def _record(attempt):
    names = PrizeAttempt.model_fields
    old = attempt and PrizeAttempt(**{name: getattr(attempt, name) for name in names})
    return PrizeRecord(
        id="ch_u_1",
        challenge_id="ch",
        user_id="u",
        placement=1,
        prize_amount=10_000,
        winner_amount=9_700,
        platform_fee=300,
        fee_bps=300,
        currency="usd",
        status=PrizeStatus.PENDING,
        attempt=old,
        created_at=SENT,
        updated_at=SENT,
    )


def _situation(now):
    account = ConnectedAccount(
        user_id="u",
        account_type="winner",
        stripe_account_id="acct_1",
        state=AccountState.ACTIVE,
        capabilities={"transfers": "active"},
        payouts_enabled=True,
        created_at=SENT,
        updated_at=SENT,
    )
    return Situation(account=account, paused=False, first_waiting_for_funds=None, now=now)
