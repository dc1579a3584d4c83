"""Every callable through the real Firebase JS SDK: signed in, signed out, and as somebody else."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from local.people import ADMIN, CUSTOMER, EVERYBODY, PASSWORD, TESTER, TRAINER, WINNER
from local.seed import CHALLENGE, TESTER_CHALLENGE
from pulse.doors.operations import OPERATIONS
from pulse.doors.roles import Access

HERE = Path(__file__).parent
SECONDS_MAX = 600
NAMES = [operation.callable_name for operation in OPERATIONS]
FOR_ONESELF = [operation.callable_name for operation in OPERATIONS if operation.access is Access.PERSON]


@pytest.fixture(scope="module")
def sdk():
    if not (HERE / "node_modules").exists():
        install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(install, cwd=HERE, check=True)
    return HERE / "call.mjs"


@pytest.fixture(scope="module")
def ask(sdk, told, where):
    """After the story: the trainer sold a round, both prizes were paid."""
    people = {person.uid: {"email": person.email, "password": PASSWORD} for person in EVERYBODY}

    def asked(calls: list[dict]) -> list[dict]:
        request = json.dumps({"endpoints": where.as_json(), "people": people, "calls": calls})
        done = subprocess.run(
            ["node", str(sdk)],
            input=request,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return asked


def call(name: str, who, **data) -> dict:
    return {"name": name, "who": who and who.uid, "data": data}


SIGNED_IN = [
    call("createConnectedAccount", TESTER),
    call("completeStripeOnboarding", TRAINER, userId=TRAINER.uid),
    call("getDashboardLink", TRAINER, accountType="creator"),
    call("getEarnings", TRAINER),
    call("createWinnerConnectedAccount", TESTER, challengeId=CHALLENGE, placement="1"),
    call("completeWinnerStripeOnboarding", WINNER),
    call("getWinnerDashboardLink", WINNER),
    call("getWinnerEarnings", WINNER),
    call("getWinnerPrizeInfo", WINNER, challengeId=CHALLENGE, placement=1),
    call("calculateWinners", TRAINER, challengeId=CHALLENGE),
]


def test_signed_in_each_callable_answers_with_the_documented_fields(ask):
    outcomes = {outcome["name"]: outcome for outcome in ask(SIGNED_IN)}

    for outcome in outcomes.values():
        assert outcome["ok"], outcome
        assert "success" not in outcome["data"]
    assert outcomes["getEarnings"]["data"]["earnings"]["totalEarnedCents"] == 9_700
    assert outcomes["completeStripeOnboarding"]["data"]["onboardingStatus"] == "complete"
    assert outcomes["getWinnerEarnings"]["data"]["summary"]["totalEarnings"] == 9_700
    assert len(outcomes["calculateWinners"]["data"]["winners"]) == 2


def test_money_and_refusals_reach_the_app_with_their_words(ask):
    (won,) = ask([call("getWinnerEarnings", WINNER)])
    (prize,) = won["data"]["prizeRecords"]
    outcomes = ask(
        [
            call("createPaymentIntent", CUSTOMER, challengeId=CHALLENGE),
            call("createPaymentIntent", CUSTOMER, challengeId=TESTER_CHALLENGE, amount="5000"),
            call("completePayment", CUSTOMER, challengeId=CHALLENGE, paymentId="pi_unknown"),
            call("payoutPrizeMoney", ADMIN, prizeRecordId=prize["id"]),
            call("refundPayment", ADMIN, paymentId="pi_unknown"),
            call("getWinnerPrizeInfo", WINNER, challengeId=CHALLENGE, placement=9),
        ]
    )

    ended, malformed, unknown, paid, no_refund, no_prize = outcomes
    assert (ended["code"], ended["details"]["code"]) == ("functions/failed-precondition", "not_for_sale")
    assert (malformed["code"], malformed["details"]["field"]) == ("functions/invalid-argument", "amount")
    assert unknown["code"] == no_refund["code"] == no_prize["code"] == "functions/not-found"
    assert paid["ok"]
    assert paid["data"]["message"] == "Already paid"
    assert all(outcome["details"]["requestId"] for outcome in outcomes if not outcome["ok"])


def test_signed_out_no_callable_lets_anybody_in(ask):
    for outcome in ask([call(name, None) for name in NAMES]):
        assert not outcome["ok"]
        assert outcome["code"] == "functions/unauthenticated", outcome
        assert outcome["details"]["code"] == "not_signed_in"


def test_nobody_acts_for_somebody_else(ask):
    needed = {"challengeId": CHALLENGE, "paymentId": "pi_unknown", "placement": 1}
    fields = {
        op.callable_name: {n for n, f in op.input.model_fields.items() if f.is_required()}
        for op in OPERATIONS
    }
    calls = [
        call(name, CUSTOMER, userId=TRAINER.uid, **{field: needed[field] for field in fields[name]})
        for name in FOR_ONESELF
    ]
    calls.append(call("calculateWinners", CUSTOMER, challengeId=CHALLENGE))
    calls.append(call("payoutPrizeMoney", CUSTOMER, prizeRecordId="a_b_1"))
    calls.append(call("refundPayment", CUSTOMER, paymentId="pi_unknown"))

    for outcome in ask(calls):
        assert not outcome["ok"]
        assert outcome["code"] == "functions/permission-denied", outcome


def test_a_callable_that_is_not_there_is_not_found(ask):
    (outcome,) = ask([call("noSuchCallable", TRAINER)])

    assert outcome["code"] == "functions/not-found"


def test_after_a_reset_onboarding_begins_anew(ask):
    outcomes = ask(
        [
            call("resetOnboarding", TESTER),
            call("resetWinnerOnboarding", TESTER),
            call("completeStripeOnboarding", TESTER),
        ]
    )

    assert [outcome["ok"] for outcome in outcomes] == [True, True, True]
    assert outcomes[-1]["data"]["onboardingStatus"] == "notStarted"
