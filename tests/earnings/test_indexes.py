"""Every query has the index that production needs: tests in memory fail where it is missing."""

from __future__ import annotations

import pytest

from pulse.earnings import trainer_earnings, winner_earnings
from pulse.ports.store import Query
from tests.earnings.books import payment, prize, seed_prizes, seed_sales
from tests.indexes import missing_index
from tests.people import seed_user


def test_every_query_of_earnings_has_its_index_on_each_page(world):
    seed_user(world)
    seed_sales(world, *(payment(world, number) for number in range(11)))
    seed_prizes(world, *(prize(world, number) for number in range(51)))
    sales = trainer_earnings("u1", ports=world.ports)
    prizes = winner_earnings("u1", None, ports=world.ports)
    assert trainer_earnings("u1", ports=world.ports, page=sales.next_page_token).recent_sales
    assert winner_earnings("u1", prizes.next_page_token, ports=world.ports).prize_records


@pytest.mark.parametrize(
    ("query", "sums", "needed"),
    [
        (Query("payments"), [], False),
        (Query("payments", where=[("ownerId", "==", "u"), ("status", "in", ["paid"])]), [], False),
        (Query("payments", order_by=[("createdAt", "desc")]), [], False),
        (Query("payments", where=[("createdAt", ">=", 1)], order_by=[("createdAt", "asc")]), [], False),
        (Query("payments", where=[("buyerId", "==", "u")], order_by=[("completedAt", "desc")]), [], True),
        (Query("payments", where=[("buyerId", "==", "u"), ("createdAt", "<", 1)]), [], True),
        (Query("payments", where=[("ownerId", "==", "u")], order_by=[("createdAt", "asc")]), [], True),
        (Query("payments", where=[("ownerId", "==", "u")]), ["ownerNetAmount"], True),
        (Query("payments"), ["ownerNetAmount"], False),
    ],
)
def test_an_order_a_range_or_a_sum_beside_a_filter_needs_an_index(query, sums, needed):
    assert (missing_index(query, sums) is not None) == needed


def test_a_query_without_its_index_fails_in_every_test(world):
    with pytest.raises(AssertionError, match="no index for payments"):
        world.ports.store.query(Query("payments", where=[("buyerId", "==", "u"), ("createdAt", "<", 1)]))
