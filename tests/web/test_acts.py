"""Which requests the console offers for approval, and what it shows of them."""

from __future__ import annotations

import json

import pytest

from tests.web.node import evaluate

NOW = 100


def ask(expression, value):
    return evaluate("operator/acts.js", f"m.{expression.replace('#', json.dumps(value))}")


@pytest.mark.parametrize(
    ("status", "expires_at", "shown"),
    [
        ("requested", NOW + 1, True),
        ("requested", NOW, False),
        ("approved", NOW + 1, True),
        ("approved", NOW, False),
    ],
)
def test_a_request_is_offered_until_it_expires(status, expires_at, shown):
    request = {"status": status, "expiresAt": expires_at, "requestedAt": 1}

    assert ask(f"waiting(#, {NOW})", [request]) == ([request] if shown else [])


def test_the_oldest_request_comes_first():
    requests = [{"expiresAt": NOW + 1, "requestedAt": at} for at in (3, 1, 2)]

    assert [one["requestedAt"] for one in ask(f"waiting(#, {NOW})", requests)] == [1, 2, 3]


def test_each_term_that_is_set_is_shown_by_its_name():
    terms = {"refundReason": "duplicate", "amount": 0, "currency": "usd", "left": None, "heldFor": []}

    assert ask("termsOf(#)", {"terms": terms}) == [
        ["amount", 0],
        ["currency", "usd"],
        ["heldFor", []],
        ["refundReason", "duplicate"],
    ]


def test_a_requests_own_history_is_its_trace():
    told = evaluate(
        "operator/acts.js",
        "[m.approval('raise_limit'), m.actOf('resume-payouts')]"
        ".map((one) => one.path('x', {path: 'approvals/y'}))",
    )

    assert told == ["approvals/y", "approvals/y"]
