"""Totals name every currency in which a person has something: the account's first, and none is left out."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.accounts import Role
from pulse.earnings import trainer_earnings, winner_earnings
from pulse.ports.store import Update
from pulse.prizes import PrizeStatus
from tests.counting import counted
from tests.earnings.books import payment, prize, seed_prizes, seed_sales
from tests.people import onboarded, seed_user
from tests.world import World

ONCE_SETTLED = st.sampled_from(["usd", "eur", "gbp", "jpy", "aed"])


def sold_shown(world, ports=None):
    return trainer_earnings("u1", ports=ports or world.ports).answer()


def won_shown(world, ports=None):
    return winner_earnings("u1", None, ports=ports or world.ports).answer()["summary"]


def of_account_in(world, currency, role=Role.CREATOR):
    account_id = onboarded(world, role=role)
    world.store.commit([Update(f"{role.collection}/u1", {"defaultCurrency": currency})])
    return account_id


def test_a_trainer_with_an_account_in_pounds_sees_the_round_sold_in_dollars(world):
    account_id = of_account_in(world, "gbp")
    world.emulator.set_balance("gbp", 7_600, account=account_id)
    seed_sales(world, payment(world, 1))

    answer = sold_shown(world)

    assert (answer["currency"], answer["totalEarned"], answer["roundsSold"]) == ("gbp", 0.0, 1)
    assert answer["totalsByCurrency"] == [
        {
            "currency": "gbp", "totalEarned": 0.0, "totalEarnedCents": 0, "pendingPayout": 0.0,
            "pendingPayoutCents": 0, "availableBalance": 76.0, "availableBalanceCents": 7_600,
        },
        {
            "currency": "usd", "totalEarned": 97.0, "totalEarnedCents": 9_700, "pendingPayout": 0.0,
            "pendingPayoutCents": 0, "availableBalance": 0.0, "availableBalanceCents": 0,
        },
    ]  # fmt: skip


def test_a_winner_of_euros_with_an_account_in_dollars_sees_the_euros(world):
    of_account_in(world, "usd", Role.WINNER)
    seed_prizes(world, prize(world, 1, amount=20_001, currency="eur"))

    summary = won_shown(world)

    assert (summary["currency"], summary["totalEarnings"], summary["totalWins"]) == ("usd", 0, 1)
    assert summary["totalsByCurrency"] == [
        {"currency": "usd", "totalEarnings": 0, "paidAmount": 0, "pendingAmount": 0},
        {"currency": "eur", "totalEarnings": 19_401, "paidAmount": 19_401, "pendingAmount": 0},
    ]


def test_nothing_but_the_accounts_currency_is_shown_where_there_is_nothing_else(world):
    onboarded(world)
    seed_sales(world, payment(world, 1))

    assert [one["currency"] for one in sold_shown(world)["totalsByCurrency"]] == ["usd"]


@given(st.lists(st.tuples(ONCE_SETTLED, st.integers(1, 99_999)), max_size=6))
def test_no_sale_is_left_out_in_whatever_currency_it_once_was(drawn):
    world = World()
    onboarded(world)
    sales = [payment(world, i, amount=amount, currency=name) for i, (name, amount) in enumerate(drawn)]
    seed_sales(world, *sales)

    answer = sold_shown(world)

    kept: Counter[str] = Counter()
    for sale in sales:
        kept[sale.currency] += sale.owner_net_amount
    told = {one["currency"]: one["totalEarnedCents"] for one in answer["totalsByCurrency"]}
    assert {name: amount for name, amount in told.items() if amount} == {**+kept}
    assert next(iter(told)) == answer["currency"] == "usd"
    assert told["usd"] == answer["totalEarnedCents"]


@given(st.lists(st.tuples(ONCE_SETTLED, st.sampled_from(list(PrizeStatus))), max_size=6))
def test_no_prize_is_left_out_in_whatever_currency_it_once_was(drawn):
    world = World()
    seed_user(world)
    prizes = [prize(world, i, status=status, currency=name) for i, (name, status) in enumerate(drawn)]
    seed_prizes(world, *prizes)

    summary = won_shown(world)

    owed = {PrizeStatus.PENDING, PrizeStatus.PROCESSING, PrizeStatus.FAILED}
    paid_out = Counter(one.currency for one in prizes if one.status is PrizeStatus.PAID)
    waiting = Counter(one.currency for one in prizes if one.status in owed)
    told = {one["currency"]: one for one in summary["totalsByCurrency"]}
    assert {name: one["paidAmount"] // 9_700 for name, one in told.items() if one["paidAmount"]} == paid_out
    assert {
        name: one["pendingAmount"] // 9_700 for name, one in told.items() if one["pendingAmount"]
    } == waiting
    assert next(iter(told)) == "usd"


@pytest.mark.parametrize("shown", [sold_shown, won_shown])
def test_currencies_that_we_no_longer_settle_in_cost_more_only_for_those_who_have_them(shown):
    world = World()
    seed_user(world)
    seed_sales(world, payment(world, 1), payment(world, 2, currency="eur"))
    seed_prizes(world, prize(world, 1), prize(world, 2, currency="eur"))
    trips, ports = counted(world.ports)

    shown(world, ports)

    assert trips.in_sequence("store") == 2
