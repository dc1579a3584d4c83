"""I9 and I12: nothing is stuck, and nothing secret is where operators read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.backoffice.checks.invariants.scene import _of, broken, prize
from tests.backoffice.disturbed import put, tamper
from tests.world import START


def test_a_malformed_record_is_named_and_hides_nothing_else(busy_world):
    tamper(busy_world, prize(busy_world, "bob").path, prizeAmount="a lot")
    tamper(busy_world, prize(busy_world).path, stripeTransferId=None)
    named = {one.subject: one.sentence for one in _of("I9", busy_world, settled=False)}
    assert "cannot be read" in " ".join(named.values())
    assert "I2" in broken(busy_world)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": "processing"}, "is stuck in processing"),
        ({"reason": "retrying"}, "is stuck in pending, retrying"),
        ({"nextCheckAt": None}, "nothing will look at it again"),
        ({"nextCheckAt": START - timedelta(hours=1, seconds=1)}, "due for over an hour"),
        ({"lease": {"token": "t", "until": START - timedelta(minutes=6)}}, "older than 15 minutes"),
        ({"reason": None}, "does not say why"),
    ],
)
def test_i9_a_prize_that_is_stuck(busy_world, fields, sentence):
    tamper(busy_world, prize(busy_world, "bob").path, **fields)
    assert sentence in " ".join(one.sentence for one in _of("I9", busy_world))


def test_i9_a_lease_of_ten_minutes_is_at_work(busy_world):
    lease = {"token": "t", "until": START + timedelta(minutes=10)}
    tamper(busy_world, prize(busy_world, "bob").path, lease=lease)
    assert _of("I9", busy_world) == []


def test_i9_an_event_that_nobody_handled(busy_world):
    put(busy_world, "stripeEvents/evt_1", {"status": "received", "receivedAt": START})
    assert broken(busy_world)["I9"].subject == "stripeEvents/evt_1"
    assert "I9" not in broken(busy_world, settled=False)


def test_i9_an_award_whose_prizes_are_not_recorded(busy_world):
    tamper(busy_world, "awards/ch", status="frozen")
    assert "awards/ch" in {one.subject for one in _of("I9", busy_world)}


@pytest.mark.parametrize(
    "leak",
    ["ada@example.com", "sk_" + "test_abc123", "https://connect.stripe.com/setup/e/acct_1/x", "123-45-6789"],
)
def test_i12_a_secret_or_a_personal_datum_where_operators_read(busy_world, leak):
    put(busy_world, "differences/d1", {"status": "closed", "whatToDo": f"ask {leak}"})
    assert broken(busy_world, settled=False)["I12"].subject == "differences/d1"


def test_i12_log_lines_are_searched_too(busy_world):
    found = broken(busy_world, settled=False, texts=["all is well", "mailed ada@example.com"])
    assert found["I12"].subject == "log line 2"
