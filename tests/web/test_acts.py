"""Which requests the console offers for approval, and what it shows of them."""

from __future__ import annotations

import json

import pytest

from pulse.backoffice import Act
from pulse.backoffice.approvals.act import DECISIONS
from pulse.sales import RefundPolicy, RefundReason
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


def test_the_console_offers_each_act_of_two_administrators_with_the_decisions_that_there_are():
    acts, decisions = evaluate("operator/acts.js", "[Object.keys(m.BY_TWO), m.DECISIONS]")

    assert set(acts) == {act.value for act in Act}
    assert decisions == {act.value: list(allowed) for act, allowed in DECISIONS.items()}


def test_a_refund_offers_the_policies_and_reasons_that_there_are():
    offered = evaluate("operator/acts.js", "[m.POLICIES, m.REFUND_REASONS]")

    assert offered == [[one.value for one in RefundPolicy], [one.value for one in RefundReason]]


@pytest.mark.parametrize(
    ("status", "reason", "offered"),
    [
        ("pending", "awaiting_account", ["pay_prize", "hold_prize", "cancel_prize"]),
        ("pending", "held_for_approval", ["pay-prize", "cancel_prize"]),
        ("processing", None, []),
        ("paid", None, []),
        ("failed", "needs_review", ["release_prize", "cancel_prize"]),
        ("reversed", "reversed", ["reissue-prize"]),
        ("canceled", None, []),
        ("canceled", "unclaimed", ["resolve_unclaimed"]),
    ],
)
def test_a_prize_in_each_state_is_offered_what_can_be_done(status, reason, offered):
    assert ask("actsOfPrize(#)", {"status": status, "reason": reason}) == offered


@pytest.mark.parametrize(
    ("status", "left", "wanted", "offered"),
    [
        ("completed", 1, None, ["refund", "refund-payment"]),
        ("completed", 0, None, []),
        ("partially_refunded", 1, {}, ["refund", "refund-payment", "decline_refund"]),
        ("requires_payment", 1, None, []),
        ("lost", 1, {}, ["decline_refund"]),
    ],
)
def test_a_sale_is_offered_a_refund_of_money_that_is_here(status, left, wanted, offered):
    sale = {"status": status, "refundableAmount": left, "refundRequested": wanted}

    assert ask("actsOfPayment(#)", sale) == offered
