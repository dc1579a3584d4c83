"""The odd documents of the simulation that clients are said to write are those that the rules allow."""

from __future__ import annotations

from typing import Any

import pytest

from tests.rules.engine import Engine, change, creation, token
from tests.rules.table import FUTURE, OWNER
from tests.simulation.odd_documents import (
    ALLOWED_CHALLENGES,
    ALLOWED_ENTRIES,
    ALLOWED_PEOPLE,
    NAMES,
    UNREADABLE,
    UNREADABLE_ENTRIES,
)

pytestmark = pytest.mark.emulators
USER, ROUND, ENTRY = f"users/{OWNER}", "challenges/odd", f"user-challenge/odd_{OWNER}"
PLAN: dict[str, Any] = {"ownerId": OWNER, "status": "published"}
WHOSE = {"challengeId": "odd", "userId": OWNER}


@pytest.fixture(scope="module")
def engine(firestore_emulator):
    return Engine(firestore_emulator)


def may(engine, write, seed=None):
    engine.clear()
    if seed:
        engine.seed(seed)
    return engine.write(token(OWNER), write)


@pytest.mark.parametrize("fields", ALLOWED_PEOPLE)
def test_a_person_may_write_it(engine, fields):
    assert may(engine, creation(USER, fields))
    assert may(engine, change(USER, fields), {USER: {"id": OWNER}})


@pytest.mark.parametrize("fields", ALLOWED_CHALLENGES)
def test_an_owner_may_publish_it(engine, fields):
    assert may(engine, creation(ROUND, {**PLAN, **fields}))


@pytest.mark.parametrize("fields", ALLOWED_ENTRIES)
def test_a_participant_may_join_with_it(engine, fields):
    free = {ROUND: {**PLAN, "endDate": FUTURE}}

    assert may(engine, creation(ENTRY, {**WHOSE, **fields}, stamped="joinDate"), free)


@pytest.mark.parametrize("fields", UNREADABLE)
def test_no_client_promises_prize_money_that_cannot_be_read(engine, fields):
    promised = {"isEnabled": True, "totalAmount": 5_000, "currency": "usd", **fields}

    assert not may(engine, creation(ROUND, {**PLAN, "prizeMoney": promised}))
    assert not may(engine, change(ROUND, {"prizeMoney": promised}), {ROUND: PLAN})


@pytest.mark.parametrize("fields", UNREADABLE_ENTRIES)
def test_no_client_writes_what_may_win_in_an_entry(engine, fields):
    free = {ROUND: {**PLAN, "endDate": FUTURE}}

    assert not may(engine, change(ENTRY, fields), {**free, ENTRY: WHOSE})


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_short_text_or_none(engine, name):
    fits = name is None or (isinstance(name, str) and len(name) <= 200)

    assert may(engine, creation(USER, {"username": name})) is fits
