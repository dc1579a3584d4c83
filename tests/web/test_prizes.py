"""What a prize's record means to its winner: one sentence, one next step, and the line of steps."""

from __future__ import annotations

import json

import pytest

from pulse.prizes.reasons import REVERSED, SENTENCES, WAITS_FOR_ACCOUNT, Reason
from tests.web.node import evaluate

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


def test_support_is_offered_exactly_where_the_sentence_names_it():
    """The winner's sentence of each reason, and that of a prize that was taken back."""
    named = {reason.value for reason, said in SENTENCES.items() if "support" in said.winner}
    prizes = [{"status": "failed", "reason": reason.value} for reason in Reason]
    offered = ask("prizes.filter(m.needsSupport).map((one) => one.reason)", prizes=prizes)

    assert set(offered) == named
    assert "support" in REVERSED.winner
    assert ask("m.needsSupport(prize)", prize={"status": "reversed", "reason": None})
