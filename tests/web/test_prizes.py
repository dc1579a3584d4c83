"""What a prize's record means to its winner: one sentence, one next step, and the line of steps."""

from __future__ import annotations

import json

import pytest

from pulse.prizes import PrizeRecord, PrizeStatus, Reader
from pulse.prizes.reasons import REVERSED, WAITS_FOR_ACCOUNT, Reason
from tests.web.node import evaluate
from tests.web.test_texts import texts

PAID = {"status": "paid", "winnerAmount": 9_700, "currency": "usd", "paidAt": 5, "createdAt": 1}
WAITS = {
    "status": "pending",
    "reason": "awaiting_account",
    "winnerAmount": 9_700,
    "currency": "usd",
    "createdAt": 1,
}
REVIEWED = {**WAITS, "reason": "in_review"}
READY = {"stripeAccountId": "acct_1", "state": "active", "requirements": {}}
BANK = {**READY, "payoutsProblem": {"code": "account_closed"}}
DUE = {**READY, "state": "restricted", "requirements": {"currentlyDue": ["individual.dob.day"]}}


def ask(expression, **values):
    given = "".join(f"const {name} = {json.dumps(value)};" for name, value in values.items())
    return evaluate("winner/prizes.js", f"(() => {{ {given} return {expression}; }})()")


@pytest.mark.parametrize(
    ("prizes", "account", "key", "act"),
    [
        ([], None, "no_prizes", None),
        ([WAITS], None, "set_up", "connect"),
        ([{**WAITS, "reason": "account_restricted"}], DUE, "due", "connect"),
        ([PAID], {**DUE, "state": "active"}, "due_later", "connect"),
        ([WAITS], {**READY, "state": "rejected"}, "rejected", "support"),
        ([PAID], BANK, "bank_failed", "dashboard"),
        ([REVIEWED, PAID], READY, "on_its_way", None),
        ([{**REVIEWED, "reason": "contested"}, PAID], READY, "at_pulse", None),
        ([{**REVIEWED, "status": "failed", "reason": "needs_review"}], READY, "at_pulse", None),
        ([PAID], READY, "all_paid", None),
        ([{**PAID, "status": "canceled"}], READY, "nothing_open", None),
    ],
)
def test_one_sentence_says_where_the_winner_stands_and_what_is_next(prizes, account, key, act):
    told = ask("m.situation(prizes, account)", prizes=prizes, account=account)

    assert (told["key"], told["act"]) == (key, act)


def test_what_the_winner_must_do_comes_before_what_they_wait_for():
    told = ask("m.situation(prizes, null)", prizes=[REVIEWED, WAITS, PAID])

    assert told["key"] == "set_up"
    assert told["pairs"] == [[9_700, "usd"]]


def test_the_winner_acts_exactly_where_the_account_is_the_reason():
    reasons = [reason.value for reason in Reason]
    acts = ask(
        "reasons.filter((reason) => m.whoActs({ status: 'pending', reason }) === 'winner')", reasons=reasons
    )

    assert set(acts) == {reason.value for reason in WAITS_FOR_ACCOUNT}


@pytest.mark.parametrize(
    ("prize", "account", "done", "now"),
    [
        (REVIEWED, None, ["won"], "in_review"),
        (WAITS, None, ["won", "in_review"], "account_ready"),
        (
            {**WAITS, "status": "processing", "reason": None},
            READY,
            ["won", "in_review", "account_ready", "sent"],
            "at_stripe",
        ),
        (PAID, READY, ["won", "in_review", "account_ready", "sent", "at_stripe"], "at_bank"),
        (
            PAID,
            {**READY, "lastPaidPayoutAt": 6},
            ["won", "in_review", "account_ready", "sent", "at_stripe", "at_bank"],
            None,
        ),
    ],
)
def test_the_line_of_steps_says_how_far_a_prize_is(prize, account, done, now):
    line = ask("m.steps(prize, account)", prize=prize, account=account)

    assert [step for step, state, _ in line if state == "done"] == done
    assert [step for step, state, _ in line if state == "now"] == ([now] if now else [])


def test_what_was_taken_back_is_not_counted_as_received():
    kept = ask(
        "prizes.map(m.kept)", prizes=[PAID, {**PAID, "amountReversed": 700}, {**PAID, "status": "reversed"}]
    )

    assert kept == [9_700, 9_000, 0]


@pytest.mark.parametrize(
    ("status", "amounts", "receives"),
    [
        ("pending", {}, 9_700),
        ("pending", {"amountReversed": 9_700}, 9_700),
        ("paid", {"amountReversed": 700}, 9_000),
        ("reversed", {"amountReversed": 9_700}, 0),
        ("canceled", {}, 0),
    ],
)
def test_a_prize_says_what_its_winner_gets_of_it(status, amounts, receives):
    assert ask("m.receives(prize)", prize={**PAID, **amounts, "status": status}) == receives


def test_the_page_chooses_the_sentence_that_the_backend_would():
    """Its own file has the same words (`test_texts.py`); a date is a figure beside them."""
    winner, words = Reader.WINNER, texts("en")
    both = [(status, reason) for status in PrizeStatus for reason in (None, *Reason)]
    prizes = [{"status": status.value, "reason": reason and reason.value} for status, reason in both]
    told = [name and words[f"reason.{name}"] for name in ask("prizes.map(m.sentenceOf)", prizes=prizes)]
    stored = [
        PrizeRecord.model_construct(status=status, reason=reason, next_check_at=None)
        for status, reason in both
    ]

    expected = [one.next_action_for(winner) for one in stored]
    taken_back = [REVERSED.winner if one.status is PrizeStatus.REVERSED else None for one in stored]
    assert told == [known or instead for known, instead in zip(expected, taken_back, strict=True)]


def test_support_is_offered_exactly_where_the_sentence_names_it():
    both = [{"status": status.value, "reason": reason.value} for status in PrizeStatus for reason in Reason]
    told = {key: text for key, text in texts("en").items() if key.startswith("reason.")}
    offered = ask("prizes.map((one) => [m.sentenceOf(one), m.needsSupport(one)])", prizes=both)

    assert all(helps is ("support" in told[f"reason.{name}"]) for name, helps in offered)
    assert {helps for _, helps in offered} == {True, False}
