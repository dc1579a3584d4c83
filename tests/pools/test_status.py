"""The word that clients are shown for a pool, by precedence."""

from __future__ import annotations

import pytest

from pulse.pools import PoolPhase, PoolStatus, Standing, Sums, available, pool_status
from tests.pools.values import pool

PAID_IN = Sums(paid_in=10_000, funded=10_000, clean=10_000)


@pytest.mark.parametrize(
    ("fields", "sums", "standing", "status"),
    [
        ({}, Sums(), Standing(), PoolStatus.OPEN),
        ({}, Sums(paid_in=100, held=100), Standing(), PoolStatus.OPEN),
        ({}, PAID_IN, Standing(), PoolStatus.FUNDED),
        ({"phase": PoolPhase.AWARDED}, PAID_IN, Standing(awarded=10_000), PoolStatus.AWARDED),
        ({"phase": PoolPhase.AWARDED}, PAID_IN, Standing(awarded=10_001), PoolStatus.FROZEN),
        (
            {"phase": PoolPhase.AWARDED, "contested_place": 2},
            Sums(),
            Standing(awarded=10_000, returns_open=True),
            PoolStatus.CONTESTED,
        ),
        (
            {"phase": PoolPhase.AWARDED},
            Sums(funded=8_000, returning=2_000),
            Standing(awarded=8_000),
            PoolStatus.RETURNING,
        ),
        ({"phase": PoolPhase.CLOSED}, PAID_IN, Standing(), PoolStatus.RETURNING),
        ({"phase": PoolPhase.SETTLED}, PAID_IN, Standing(awarded=9, paid=9, returned=1), PoolStatus.SETTLED),
        ({"phase": PoolPhase.SETTLED}, Sums(), Standing(returned=10_000), PoolStatus.RETURNED),
        ({"phase": PoolPhase.SETTLED}, Sums(), Standing(paid=1, returned=1), PoolStatus.SETTLED),
        ({"phase": PoolPhase.SETTLED}, Sums(), Standing(), PoolStatus.SETTLED),
    ],
)
def test_what_keeps_money_from_moving_comes_first(fields, sums, standing, status):
    assert pool_status(pool(**fields), sums, standing) is status


def test_what_is_available_is_never_below_nothing():
    assert available(PAID_IN, Standing(awarded=4_000)) == 6_000
    assert available(PAID_IN, Standing(awarded=40_000)) == 0
