"""The owner is told about a bank account that returns money, until it is replaced."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.accounts import Role, apply_account, note_payout
from pulse.accounts.payouts import after_payout, failure_sentence
from pulse.accounts.records import ConnectedAccount
from pulse.ports.stripe_objects import Payout
from stripe_emulator.resources.accounts import bank_accounts, onboarding
from tests.people import onboarded, opened, record_fields, refreshed, seed_user, user_fields

CLOSED_BANK_ACCOUNT = "000111111113"


def banked(world, number):
    seed_user(world)
    account_id = opened(world).account_id
    onboarding.complete(world.emulator, account_id, "active", bank_number=number)
    refreshed(world)
    return account_id


def paid_out(world, account_id, amount=5_000):
    world.emulator.run_due()
    world.emulator.set_balance("usd", amount, account=account_id)
    params, options = {"amount": amount, "currency": "usd"}, {"stripe_account": account_id}
    payout = world.sdk.v1.payouts.create(params, options)
    world.clock.advance(days=10)
    world.emulator.run_due()
    return payout.id


def new_bank_account(world, account_id):
    for one in bank_accounts.newest_first(world.emulator, account_id):
        world.emulator.store.remove(account_id, "bank_account", one["id"])
    bank_accounts.attach(
        world.emulator, account_id, number="000123456789", routing="110000000", currency="usd"
    )


def test_a_failed_payout_is_told_in_plain_words(world):
    account_id = banked(world, CLOSED_BANK_ACCOUNT)
    note_payout(paid_out(world, account_id), account_id, ports=world.ports)
    assert record_fields(world)["payoutsProblem"]["code"] == "account_closed"
    assert user_fields(world)["creator"]["onboardingPayoutState"] == "incomplete"
    assert refreshed(world).next_action == (
        "A payout failed because the bank account has been closed. "
        "Please update the bank details in the Stripe dashboard."
    )


def test_a_new_bank_account_ends_the_problem(world):
    account_id = banked(world, CLOSED_BANK_ACCOUNT)
    note_payout(paid_out(world, account_id), account_id, ports=world.ports)
    new_bank_account(world, account_id)
    apply_account(account_id, ports=world.ports)
    assert record_fields(world)["payoutsProblem"] is None
    assert user_fields(world)["creator"]["onboardingPayoutState"] == "complete"


def test_a_payout_that_arrives_ends_the_problem(world):
    account_id = banked(world, CLOSED_BANK_ACCOUNT)
    note_payout(paid_out(world, account_id), account_id, ports=world.ports)
    new_bank_account(world, account_id)
    onboarding.complete(world.emulator, account_id, "active")
    note_payout(paid_out(world, account_id), account_id, ports=world.ports)
    assert record_fields(world)["payoutsProblem"] is None


def test_payouts_that_are_not_ours_change_nothing(world):
    account_id = onboarded(world, role=Role.WINNER)
    before = world.store.version
    assert note_payout("po_1", "acct_unknown", ports=world.ports) is None
    assert note_payout("po_missing", account_id, ports=world.ports).payouts_problem is None
    assert world.store.version == before


def test_an_unknown_failure_code_still_has_a_sentence():
    assert failure_sentence("brand_new") == failure_sentence(None)
    assert failure_sentence("brand_new").startswith("A payout failed because the bank sent the money back.")


NOW = datetime(2026, 11, 23, tzinfo=UTC)
BLANK = ConnectedAccount(user_id="u", account_type="trainer", created_at=NOW, updated_at=NOW)
payouts = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from(["paid", "failed", "in_transit", "canceled"])),
    max_size=6,
    unique_by=lambda payout: payout[0],
).map(
    lambda drawn: [
        Payout(id=f"po_{at}", amount=1, created=at, currency="usd", status=status, failure_code="no_account")
        for at, status in drawn
    ]
)


@given(payouts, st.randoms(use_true_random=False))
def test_the_order_and_repetition_of_payouts_do_not_matter(told, random):
    shuffled = told + told
    random.shuffle(shuffled)
    assert _after(told) == _after(shuffled)


def test_a_payout_that_was_told_as_paid_and_failed_has_not_arrived():
    def told(account, at, status):
        payout = Payout(id=f"po_{at}", amount=1, created=at, currency="usd", status=status)
        return after_payout(account, payout)

    arrived = told(told(BLANK, 1, "paid"), 2, "paid")
    failed = told(arrived, 2, "failed")
    assert failed.payouts_problem.payout_id == "po_2"
    assert failed.at_bank_until == datetime.fromtimestamp(1, UTC)
    assert told(failed, 2, "failed") == failed
    assert told(told(BLANK, 1, "paid"), 1, "failed").at_bank_until == datetime.min.replace(tzinfo=UTC)


@given(payouts)
def test_the_last_payout_that_ended_decides(told):
    ended = [payout for payout in told if payout.status in {"paid", "failed"}]
    last = max(ended, key=lambda payout: payout.created, default=None)
    problem = _after(told).payouts_problem
    assert (problem is not None) == (last is not None and last.status == "failed")
    if problem:
        assert problem.payout_id == last.id


def _after(told):
    account = BLANK
    for payout in told:
        account = after_payout(account, payout)
    return account


@pytest.mark.parametrize("status", ["pending", "in_transit", "canceled"])
def test_a_payout_on_its_way_changes_nothing(status):
    payout = Payout(id="po_1", amount=1, created=1, currency="usd", status=status)
    assert after_payout(BLANK, payout) == BLANK
