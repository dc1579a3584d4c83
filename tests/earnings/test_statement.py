"""A statement adds up: the rows of a payout to it, the rows of a month to what the balance changed by."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pulse.accounts import NoAccount, Role
from pulse.earnings import AskStatement, bank_payouts, statement
from pulse.earnings.statement import PayoutByHand, PayoutNotFound
from pulse.errors import StripeRefused
from tests.accounts.test_payouts import paid_out
from tests.earnings.test_bank_payouts import KEPT, held, later
from tests.people import onboarded, seed_user
from tests.sales.scene import TRAINER, bought, completed, pays, refunded, sold

NOVEMBER = datetime(2026, 11, 1, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, tzinfo=UTC)


def asked(world, **wanted):
    return statement(AskStatement(TRAINER, Role.CREATOR, **wanted), ports=world.ports).answer()


def net(answer):
    return sum(one["net"] for one in answer["movements"])


def test_a_sale_is_a_row_with_its_round_our_fee_and_what_is_left(world):
    sold(world)
    (row,) = asked(world, month=NOVEMBER)["movements"]

    assert (row["kind"], row["title"]) == ("payment", "Morning Mobility")
    assert (row["amount"], row["fee"], row["net"], row["currency"]) == (10_000, 300, KEPT, "usd")


def test_the_rows_of_a_month_are_what_the_balance_changed_by(world):
    payment_id = sold(world)
    refunded(world, payment_id, 4_000)
    payouts = bank_payouts(TRAINER, Role.CREATOR, ports=world.ports).answer()
    answer = asked(world, month=NOVEMBER)

    assert len(answer["movements"]) > 1
    assert net(answer) == held(payouts)
    assert asked(world, month=DECEMBER)["movements"] == []


def test_the_rows_of_a_payout_add_up_to_it(world):
    sold(world)
    buy_again(world)
    later(world)
    (payout,) = bank_payouts(TRAINER, Role.CREATOR, ports=world.ports).payouts
    answer = asked(world, payout_id=payout.id)

    assert [one["kind"] for one in answer["movements"]] == ["payment", "payment"]
    assert net(answer) == payout.amount == answer["payout"]["amount"] == 2 * KEPT


def test_a_long_statement_comes_page_by_page(world):
    sold(world)
    buy_again(world)
    first = asked(world, month=NOVEMBER, rows_max=1)
    second = asked(world, month=NOVEMBER, rows_max=1, after=first["nextPageToken"])

    assert len(first["movements"]) == len(second["movements"]) == 1
    assert first["movements"][0]["id"] != second["movements"][0]["id"]
    assert second["nextPageToken"] is None


def test_a_payout_that_was_asked_for_has_no_statement(world):
    account_id = onboarded(world, TRAINER)
    payout_id = paid_out(world, account_id)
    with pytest.raises(PayoutByHand):
        asked(world, payout_id=payout_id)


def test_another_accounts_payout_is_not_found(world):
    onboarded(world, TRAINER)
    with pytest.raises(PayoutNotFound):
        asked(world, payout_id="po_another")


def test_a_refusal_of_another_kind_is_not_taken_for_a_missing_payout(world):
    onboarded(world, TRAINER)
    world.emulator.faults.add("error", method="GET", path="/v1/payouts/", status=400, count=1)
    with pytest.raises(StripeRefused):
        asked(world, payout_id="po_another")


def test_without_an_account_there_is_no_statement(world):
    seed_user(world, TRAINER)
    with pytest.raises(NoAccount):
        asked(world, month=NOVEMBER)


def buy_again(world):
    payment_id = bought(world, "second_buyer").payment_intent_id
    pays(world, payment_id)
    completed(world, payment_id, "second_buyer")
