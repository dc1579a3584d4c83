"""A trainer, a sock puppet and a stolen card, on a local world with production's limits (decision 0027).

Nothing leaves before a person looks. Here the functions run with these limits; the days that follow, and each
pattern alone, are in `tests/security/test_stolen_card.py`.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from local import world
from local.people import ADMIN, TRAINER, WINNER
from local.places import separate_home
from local.ports import WorldPorts
from local.screen import Screen
from local.story import bank_page
from local.story.expect import eventually
from local.story.stage import Stage
from local.story.steps import trainer_onboards, winner_onboards
from local.stripe_side import StripeSide

PUPPET = WINNER
CHALLENGE = "between_friends"
STOLEN_CENTS = 50_000
RISKY_CARD, STOLEN_CARD = "pm_card_riskLevelElevated", "pm_card_visa"


@pytest.fixture(scope="module")
def stage():
    """Both signed up just now and are onboarded; in the trainer's challenge only the puppet takes part."""
    side, home = (
        StripeSide.emulator(),
        separate_home(f"production-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"),
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PULSE_LIMITS", "production")
        with world.running(home, WorldPorts.free(), side, Screen()) as (endpoints, _family):
            stage = Stage.of(endpoints, side)
            seed(stage)
            trainer_onboards(stage)
            winner_onboards(stage)
            yield stage


def seed(stage):
    now = datetime.now(UTC)
    challenge = {
        "id": CHALLENGE,
        "title": "Between friends",
        "ownerId": TRAINER.uid,
        "status": "active",
        "startDate": now - timedelta(days=30),
        "endDate": now + timedelta(days=30),
        "prizeMoney": {"isEnabled": False},
    }
    entry = {
        "challengeId": CHALLENGE,
        "userId": PUPPET.uid,
        "username": PUPPET.username,
        "joinDate": now - timedelta(days=1),
        "pulsePoints": {"totalPoints": 1},
    }
    stage.store.document(f"challenges/{CHALLENGE}").set(challenge)
    stage.store.document(f"user-challenge/{CHALLENGE}_{PUPPET.uid}").set(entry)


def asks(stage, amount):
    return stage.apps[TRAINER.uid].post(
        "fund-prize-pool", challengeId=CHALLENGE, amount=amount, distributionType="winner_takes_all"
    )


def pays(stage, amount, card):
    """The pool afterwards."""
    payment = asks(stage, amount).body["paymentIntentId"]
    options = {"payment_method": card, "return_url": stage.where.hosting}
    if stage.stripe.v1.payment_intents.confirm(payment, options).status == "requires_action":
        stored = stage.stripe.raw_request("get", f"/v1/payment_intents/{payment}").data
        bank_page.complete(stored["next_action"]["redirect_to_url"]["url"])
    answer = stage.apps[TRAINER.uid].post("complete-pool-funding", challengeId=CHALLENGE, paymentId=payment)
    return answer.body["pool"]


def held_by_pools(stage):
    postings = [one for entry in stage.find("journal") for one in entry["postings"]]
    return sum(one["amount"] for one in postings if one["account"] == f"prizes:{CHALLENGE}")


def test_nothing_leaves_before_a_person_looks(stage):
    refused = asks(stage, STOLEN_CENTS + 1)
    assert (refused.status, refused.body["code"], refused.body["limit"]) == (
        409,
        "limit_reached",
        STOLEN_CENTS,
    )

    risky = pays(stage, 10_000, RISKY_CARD)
    assert (risky["funded"], risky["ownFundings"][0]["waitsForApproval"]) == (0, True)
    paid = pays(stage, STOLEN_CENTS, STOLEN_CARD)
    assert (paid["funded"], paid["clean"]) == (STOLEN_CENTS, 0), "it counts, and is too young to pay a prize"
    asks(stage, 1_000)
    assert asks(stage, 2_000).status == 429, "the fourth within an hour"

    ended = {"status": "completed", "endDate": datetime.now(UTC)}
    stage.store.document(f"challenges/{CHALLENGE}").update(ended)
    pool = eventually(
        "telling everybody the result",
        lambda: stage.document(f"prizePools/{CHALLENGE}"),
        lambda seen: seen.get("reviewUntil") is not None,
    )

    assert pool["reviewUntil"] - datetime.now(UTC) > timedelta(hours=47)
    (prize,) = stage.find("prizeRecords", challengeId=CHALLENGE)
    assert (prize["userId"], prize["prizeAmount"]) == (PUPPET.uid, STOLEN_CENTS)
    assert (prize["status"], prize["held"]) == ("pending", True)
    patterns = stage.document(f"holds/{prize['_id']}")["patterns"]
    assert {"few_participants", "sign_up_recent"} <= set(patterns)

    asked = stage.signs_in_anew(ADMIN).post("payout-prize-money", prizeRecordId=prize["_id"])
    assert asked.status == 202, asked.body
    again = stage.document(f"prizeRecords/{prize['_id']}")
    assert (again["status"], again.get("attempt")) == ("pending", None)
    assert stage.stripe.v1.transfers.list().data == []
    assert held_by_pools(stage) == STOLEN_CENTS + 10_000
