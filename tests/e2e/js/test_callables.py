"""Every callable through the real Firebase JS SDK: signed out, signed in, and as another person."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter

import main
from pulse.doors.operations import every_operation
from tests.doors.operations import EXPECTED
from tests.e2e.js.scene import value_at

OPERATIONS = every_operation()

every_callable = pytest.mark.parametrize(
    "operation", OPERATIONS, ids=lambda operation: operation.callable_name
)


def test_every_callable_that_is_deployed_is_called_here():
    deployed = {
        name
        for name, function in vars(main).items()
        if getattr(getattr(function, "__firebase_endpoint__", None), "callableTrigger", None) is not None
    }

    assert deployed == {operation.callable_name for operation in OPERATIONS}
    assert set(EXPECTED) == {operation.name for operation in OPERATIONS}


@every_callable
def test_signed_out_nobody_is_let_in(operation, app, reached, scene):
    before = reached.state(scene)

    for attempt in EXPECTED[operation.name].may_not(reached):
        outcome = app.call(None, operation.callable_name, **attempt.fields)

        assert outcome.refusal == ("unauthenticated", "not_signed_in"), outcome
        assert outcome.details["requestId"]
    assert reached.state(scene) == before


@every_callable
def test_an_allowed_call_is_done(operation, app, scene):
    may = EXPECTED[operation.name].may(scene)

    outcome = app.call(may.who, operation.callable_name, **may.fields)

    assert outcome.ok, outcome
    assert "success" not in outcome.answer
    assert TypeAdapter(operation.answer).validate_json(json.dumps(outcome.answer), strict=True)
    assert {name: value_at(outcome.answer, name) for name in may.answer} == may.answer
    for path, fields in may.leaves(outcome.answer).items():
        there = scene.there(path)
        assert bool(there) is (fields is not None), path
        assert {name: value_at(there, name) for name in fields or {}} == (fields or {}), path


@every_callable
def test_a_call_by_another_person_is_refused_and_nothing_changes(operation, app, reached, scene):
    before = reached.state(scene)

    for attempt in EXPECTED[operation.name].may_not(reached):
        outcome = app.call(attempt.who, operation.callable_name, **attempt.fields)

        assert outcome.refusal == (attempt.status, attempt.code), (attempt, outcome)
        assert outcome.details["requestId"]
    assert reached.state(scene) == before
