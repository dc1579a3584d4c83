"""A pool with many winners: no document is written more than once a second for long, no call is too slow.

`bench/pool.py` plays it, and says by its exit whether that holds, all were paid, and the books are right. A
document that each payment wrote would be written 200 times in ten seconds here: a queue passes 20 a second.
"""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from bench import pool

pytestmark = pytest.mark.thorough


def test_a_pool_with_200_winners_is_recorded_reviewed_and_drained_as_it_may():
    result = CliRunner().invoke(pool.app, ["--winners", "200"])

    assert result.exit_code == 0, result.output
    assert "paid 200 in" in result.output
    assert "the pool is settled" in result.output
    assert "invariants violated 0" in result.output


def test_a_document_that_every_payment_writes_is_found(monkeypatch):
    """So the test can fail."""
    times: list[float] = []

    def pay(bench: pool.Bench, prize_record_id: str) -> None:
        times.append(bench.world.clock.monotonic())
        bench.store.written[pool.pool_path(pool.CHALLENGE)].append(times[-1])
        paid(bench, prize_record_id)

    paid = pool._pay
    monkeypatch.setattr(pool, "_pay", pay)

    result = CliRunner().invoke(pool.app, ["--winners", "100"])

    assert result.exit_code == 1
    assert f"the most written document {pool.pool_path(pool.CHALLENGE)}: 10" in result.output
