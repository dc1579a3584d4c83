"""Nothing that is sent crashes the emulator or loses money: see `fuzz.py` for longer runs."""

import pytest

from tests.emulator.fuzz import Fuzz


@pytest.mark.parametrize(
    ("calls", "seed"),
    [(1_000, 1), pytest.param(100_000, 2, marks=pytest.mark.thorough)],
)
def test_nonsense_is_refused_and_money_adds_up(calls: int, seed: int) -> None:
    fuzz = Fuzz(seed)
    fuzz.run(calls)
    assert fuzz.examples == {}
    assert fuzz.statuses.total() >= calls
    assert fuzz.statuses[200] > calls / 10
