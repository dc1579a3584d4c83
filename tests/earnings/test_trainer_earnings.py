"""A trainer's earnings: our books for what was earned, Stripe for what is held, and no silent zero."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.earnings import trainer_earnings
from pulse.errors import InvalidRequest, NotFound
from pulse.ports.store import Create, Update
from pulse.sales import FeePayer, PaymentStatus
from tests.counting import counted
from tests.earnings.books import payment, seed_sales
from tests.people import onboarded, seed_user
from tests.sales.scene import CHARGED, KEPT, TRAINER, refunded, sold, world_where
from tests.world import World

FIELDS = {
    "totalEarned": float, "totalEarnedCents": int, "pendingPayout": float, "pendingPayoutCents": int,
    "availableBalance": float, "availableBalanceCents": int, "currency": str, "roundsSold": int,
    "recentSales": list, "recentTransfers": list, "recentPayouts": list, "lastUpdated": str,
    "isNewAccount": bool, "stale": bool, "totalsByCurrency": list,
}  # fmt: skip
SALE_FIELDS = {
    "id": str, "date": str, "roundTitle": str, "amount": float, "amountCents": int, "netCents": int,
    "status": str, "source": str, "buyerId": str,
}  # fmt: skip


def shown(world, user_id="u1", page=None, ports=None):
    answer = trainer_earnings(user_id, ports=ports or world.ports, page=page).answer()
    json.dumps(answer)
    return answer


def typed(answer, fields):
    return {name: type(answer[name]) for name in fields} == fields


def test_a_new_trainer_without_account_sees_numbers_and_nothing_null(world):
    seed_user(world)
    answer = shown(world)
    assert typed(answer, FIELDS)
    assert (answer["totalEarned"], answer["availableBalance"], answer["roundsSold"]) == (0.0, 0.0, 0)
    assert answer["isNewAccount"]
    assert not answer["stale"]


def test_one_sale_reads_as_the_clients_parse_it(world):
    onboarded(world)
    seed_sales(world, payment(world, 1))
    answer = shown(world)
    assert typed(answer, FIELDS)
    assert typed(answer["recentSales"][0], SALE_FIELDS)
    assert answer["recentSales"] == [
        {
            "id": "pi_u1_1", "date": "2026-11-23", "roundTitle": "Round 1", "amount": 100.0,
            "amountCents": 10_000, "netCents": 9_700, "currency": "usd", "status": "completed",
            "source": "stripe", "buyerId": "buyer1",
        }
    ]  # fmt: skip
    assert answer["recentTransfers"] == [
        {"id": "tr_1", "date": "2026-11-23", "amount": 97.0, "amountCents": 9_700, "currency": "usd",
         "description": "Round 1"}
    ]  # fmt: skip
    assert (answer["totalEarned"], answer["totalEarnedCents"], answer["roundsSold"]) == (97.0, 9_700, 1)
    assert not answer["isNewAccount"]
    assert answer["lastUpdated"] == "2026-11-23T12:00:00Z"


def test_refunds_and_disputes_are_deducted_and_unpaid_purchases_are_not_earned(world):
    onboarded(world)
    seed_sales(
        world,
        payment(world, 1),
        payment(world, 2, status=PaymentStatus.PARTIALLY_REFUNDED, given_back=4_850),
        payment(world, 3, status=PaymentStatus.REFUNDED, given_back=9_700),
        payment(world, 4, status=PaymentStatus.DISPUTED, given_back=9_700),
        payment(world, 5, status=PaymentStatus.LOST, given_back=9_700),
        payment(world, 6, status=PaymentStatus.REQUIRES_PAYMENT),
        payment(world, 7, status=PaymentStatus.FAILED),
        payment(world, 8, owner="somebody_else"),
    )
    answer = shown(world)
    assert answer["totalEarnedCents"] == 9_700 + 4_850
    assert answer["roundsSold"] == 2
    assert [sale["status"] for sale in answer["recentSales"]] == [
        "lost", "disputed", "refunded", "partially_refunded", "completed",
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(50, 99_999_999), st.sampled_from(list(PaymentStatus))), max_size=8))
def test_the_total_is_the_sum_of_what_the_trainer_keeps(drawn):
    world = World()
    seed_user(world)
    unpaid = {"requires_payment", "processing", "failed", "canceled"}
    sales = [payment(world, i, amount=amount, status=status) for i, (amount, status) in enumerate(drawn)]
    seed_sales(world, *sales)
    kept = sum(sale.owner_net_amount for sale in sales if sale.status not in unpaid)
    assert shown(world)["totalEarnedCents"] == kept


@pytest.mark.parametrize("payer", FeePayer)
def test_the_total_is_the_trainers_share_for_each_bearer_of_the_processing(payer):
    world = world_where(payer)
    payment_id = sold(world)
    refunded(world, payment_id, CHARGED[payer] // 2)
    answer = shown(world, TRAINER)
    assert answer["totalEarnedCents"] == KEPT[payer] // 2
    (sale,) = answer["recentSales"]
    assert (sale["amountCents"], sale["netCents"]) == (CHARGED[payer], KEPT[payer] // 2)


def test_balances_and_payouts_are_what_stripe_holds(world):
    account_id = onboarded(world)
    world.emulator.set_balance("usd", 12_345, account=account_id)
    world.emulator.set_balance("eur", 999, account=account_id)
    payout = world.sdk.v1.payouts.create({"amount": 2_345, "currency": "usd"}, {"stripe_account": account_id})
    answer = shown(world)
    assert (answer["availableBalance"], answer["availableBalanceCents"]) == (100.0, 10_000)
    assert (answer["pendingPayout"], answer["pendingPayoutCents"]) == (0.0, 0)
    assert [(one["id"], one["amount"], one["status"]) for one in answer["recentPayouts"]] == [
        (payout.id, 23.45, payout.status)
    ]


def test_other_currencies_are_never_added_to_dollars(world):
    onboarded(world)
    seed_sales(world, payment(world, 1), payment(world, 2, amount=5_000, currency="eur"))
    answer = shown(world)
    assert answer["totalEarnedCents"] == 9_700
    assert [sale["currency"] for sale in answer["recentSales"]] == ["eur", "usd"]


def test_a_currency_without_decimals_is_shown_in_whole_units(world):
    account_id = onboarded(world)
    world.store.commit([Update("stripeConnect/u1", {"defaultCurrency": "jpy"})])
    world.emulator.set_balance("jpy", 700, account=account_id)
    seed_sales(world, payment(world, 1, amount=5_000, currency="jpy", given_back=850))
    answer = shown(world)
    assert (answer["currency"], answer["totalEarned"], answer["totalEarnedCents"]) == ("jpy", 4_000.0, 4_000)
    assert (answer["availableBalance"], answer["availableBalanceCents"]) == (700.0, 700)
    assert (answer["recentSales"][0]["amount"], answer["recentSales"][0]["netCents"]) == (5_000.0, 4_000)
    assert answer["recentTransfers"][0]["amount"] == 4_850.0


@pytest.mark.parametrize("path", ["/v1/balance", "/v1/payouts", "/v1/"])
def test_when_stripe_is_down_our_figures_stand_and_its_last_ones_are_marked_stale(world, path):
    account_id = onboarded(world)
    seed_sales(world, payment(world, 1))
    world.emulator.set_balance("usd", 12_345, account=account_id)
    known = shown(world)
    world.clock.advance(minutes=5)
    world.emulator.faults.add("timeout_before", path=path)
    answer = shown(world)
    assert answer["stale"]
    assert (answer["totalEarnedCents"], answer["availableBalanceCents"]) == (9_700, 12_345)
    if path != "/v1/payouts":
        assert answer["lastUpdated"] == known["lastUpdated"]
    world.emulator.faults.clear()
    world.clock.advance(seconds=20)
    assert not shown(world)["stale"]


def test_a_balance_that_was_never_known_is_zero_and_says_that_it_is_stale(world):
    onboarded(world)
    world.emulator.faults.add("timeout_before")
    answer = shown(world)
    assert (answer["availableBalance"], answer["stale"]) == (0.0, True)


def test_an_account_that_is_gone_is_stale_and_no_error(world):
    account_id = onboarded(world)
    world.emulator.set_balance("usd", 500, account=account_id)
    shown(world)
    world.emulator.deauthorize(account_id)
    world.clock.advance(minutes=1)
    assert (shown(world)["availableBalanceCents"], shown(world)["stale"]) == (500, True)


def test_the_balance_of_an_earlier_account_is_not_shown_as_the_new_ones(world):
    onboarded(world)
    old = {"stripeAccountId": "acct_old", "available": {"usd": 7}, "pending": {}, "at": world.clock.now()}
    world.store.commit([Create("balances/creator_u1", old)])
    world.emulator.faults.add("timeout_before")
    assert shown(world)["availableBalanceCents"] == 0
    world.emulator.faults.clear()
    world.clock.advance(seconds=20)
    shown(world)
    assert world.store.get("balances/creator_u1").fields["stripeAccountId"] != "acct_old"


@pytest.mark.parametrize(("seconds", "calls"), [(0, 0), (19, 0), (20, 2), (21, 2)])
def test_stripe_is_asked_again_after_twenty_seconds(world, seconds, calls):
    onboarded(world)
    trips, ports = counted(world.ports)
    shown(world, ports=ports)
    trips.forget()
    world.clock.advance(seconds=seconds)
    shown(world, ports=ports)
    assert len(trips.stripe_calls()) == calls


def test_while_stripe_is_down_nobody_waits_for_the_same_timeout_twice(world):
    onboarded(world)
    world.emulator.faults.add("timeout_before")
    trips, ports = counted(world.ports)
    assert [shown(world, ports=ports)["stale"] for _ in range(3)] == [True, True, True]
    assert len(trips.stripe_calls()) == 2


def test_an_unchanged_balance_is_not_written_again(world):
    onboarded(world)
    shown(world)
    first = world.store.get("balances/creator_u1")
    world.clock.advance(minutes=1)
    shown(world)
    assert world.store.get("balances/creator_u1") == first


@pytest.mark.parametrize("sales", [0, 10, 100_000])
def test_the_cost_does_not_grow_with_the_sales(world, sales):
    account_id = onboarded(world)
    world.emulator.set_balance("usd", 12_345, account=account_id)
    sale = payment(world, 1).fields()
    world.store.commit([Create(f"payments/pi_{n}", {**sale, "paymentId": f"pi_{n}"}) for n in range(sales)])
    trips, ports = counted(world.ports)
    shown(world, ports=ports)
    assert trips.in_sequence("store") == 2
    assert sorted(trips.calls("store")) == ["commit", "get_all", "query", *["totals"] * 4]
    assert sorted(trips.stripe_calls()) == ["list_payouts", "retrieve_balance"]
    assert trips.in_sequence("stripe") == 1


def test_sales_are_paged_newest_first_without_gap_or_repeat(world):
    onboarded(world)
    seed_sales(world, *(payment(world, number) for number in range(23)))
    seen, page = [], None
    while True:
        answer = shown(world, page=page)
        seen += [sale["id"] for sale in answer["recentSales"]]
        assert len(answer["recentSales"]) <= 10
        assert len(seen) <= 23
        assert len(answer["recentTransfers"]) <= 20
        page = answer["nextPageToken"]
        if page is None:
            break
    assert seen == [f"pi_u1_{number}" for number in reversed(range(23))]


@pytest.mark.parametrize("count", [10, 11])
def test_a_next_page_is_offered_only_where_there_is_one(world, count):
    onboarded(world)
    seed_sales(world, *(payment(world, number) for number in range(count)))
    assert (shown(world)["nextPageToken"] is None) == (count == 10)


def test_nobody_pages_into_the_sales_of_others(world):
    onboarded(world)
    onboarded(world, "u2")
    seed_sales(world, *(payment(world, number) for number in range(11)))
    token = shown(world)["nextPageToken"]
    with pytest.raises(InvalidRequest):
        shown(world, "u2", page=token)


@pytest.mark.parametrize("token", ["x", "!!", "Li4vdXNlcnMvdTE", "bm9uZQ", "é", "A" * 601, "cGlfdTFfMQ=="])
def test_a_made_up_page_token_is_refused_in_one_sentence(world, token):
    onboarded(world)
    with pytest.raises(InvalidRequest, match="pageToken"):
        shown(world, page=token)


def test_an_unknown_user_is_not_found(world):
    with pytest.raises(NotFound):
        shown(world)
