"""The TypeScript client is made from the document, compiles strictly, and plays a story against the doors."""

from __future__ import annotations

import re

import pytest

from local.openapi import typescript
from tests.clients.compiling import said_of
from tests.clients.playing import played
from tests.clients.serving import AT_STRIPE, serving
from tests.doors.cast import BUYER, ENDED, OTHER, POOL, ROUND, TRAINER, WINNER
from tests.doors.story import ADMIN, Story

pytestmark = pytest.mark.thorough


def test_the_types_are_those_of_the_document(tmp_path):
    made = tmp_path / "schema.ts"
    typescript.write(made)

    assert typescript.SCHEMA.read_text() == made.read_text(), (
        "run: functions/venv/bin/python -m local.openapi"
    )


def test_people_onboard_buy_fund_win_and_are_paid():
    story = Story()
    people = {"newcomer": OTHER, "buyer": BUYER, "trainer": TRAINER, "winner": WINNER}
    tokens = {name: story.token(uid) for name, uid in people.items()}
    tokens["admin"] = story.admin_token(ADMIN)

    with serving(story) as site:
        at_stripe = {"atStripe": f"{site}{AT_STRIPE}", "canBeBusy": True}
        challenges = {"round": ROUND, "ended": ENDED, "pool": POOL}
        assert played({"site": site, "tokens": tokens, **at_stripe, **challenges}) == "the story holds"


WRONG = """import { connect } from "pulse-payments-client";
declare const pulse: ReturnType<typeof connect>;
await pulse.call("create-payment-intent", { challengeID: "a" });
await pulse.call("create-payment", {});
const result = await pulse.attempt("get-dashboard-link", {});
if (!result.ok && result.failure.code === "amount_mismatch") console.log(result.failure.amount);
"""


def test_a_wrong_field_or_code_does_not_compile():
    said = said_of("wrong", {"wrong.ts": WRONG})

    assert set(re.findall(r"wrong\.ts\((\d+),", said)) == {"3", "4", "6"}


def test_the_lock_file_names_no_registry():
    lock = (typescript.PACKAGE / "package-lock.json").read_text()
    assert "integrity" in lock
    assert "resolved" not in lock
