"""The pool's table is shown only if our books add up and Stripe moved the same."""

from dataclasses import replace

import pytest

from local.story.expect import Unexpected
from local.story.pool_table import Movements, PoolMoney, compare

BOOKS = PoolMoney(money_in=25_000, paid=19_400, returned=5_000, fees=600, held=0)
MOVED = Movements(money_in=25_000, paid=19_400, returned=5_000)


def test_books_that_add_up_and_are_stripes_are_shown():
    compare(BOOKS, MOVED)


def test_what_is_held_is_at_stripe_with_our_fee():
    compare(replace(BOOKS, paid=9_700, fees=300, held=10_000), replace(MOVED, paid=9_700))


@pytest.mark.parametrize("what", ["money_in", "paid", "returned", "fees", "held"])
@pytest.mark.parametrize("cents", [-1, 1])
def test_a_cent_that_is_nowhere_is_told(what, cents):
    with pytest.raises(Unexpected, match="does not add up"):
        compare(replace(BOOKS, **{what: getattr(BOOKS, what) + cents}), MOVED)


@pytest.mark.parametrize(
    ("books", "moved", "why"),
    [
        (BOOKS, replace(MOVED, paid=9_700), r"paid is \$194.00 in our books and \$97.00 at Stripe"),
        (BOOKS, replace(MOVED, money_in=20_000), "money_in is"),
        (BOOKS, replace(MOVED, returned=0), "returned is"),
        (replace(BOOKS, paid=19_300, fees=700), MOVED, "paid is"),
    ],
)
def test_what_stripe_moved_otherwise_is_told(books, moved, why):
    with pytest.raises(Unexpected, match=why):
        compare(books, moved)
