"""The table is complete: each operation has a role, a limit, a callable, and a row of expectations."""

from __future__ import annotations

import pytest

import main
from pulse.doors.access.rate_limits import Limit
from pulse.doors.access.roles import Access
from pulse.doors.deployment import SLACK, STRIPE
from pulse.doors.operations import every_operation
from tests.doors.operations import EXPECTED

OPERATIONS = every_operation()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_an_operation_has_a_caller_a_limit_and_a_documented_answer(operation):
    assert isinstance(operation.access, Access)
    assert isinstance(operation.limit, Limit)
    assert 0 < operation.limit.per_minute <= 60
    assert operation.methods
    assert operation.answer is not None
    assert set(operation.secrets) <= {STRIPE, SLACK}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_an_operation_is_exported_as_a_callable_of_its_own_name(operation):
    function = getattr(main, operation.callable_name)

    assert function.__name__ == operation.callable_name
    assert function.__firebase_endpoint__.callableTrigger is not None


def test_every_operation_is_called_by_the_tests(story):
    assert set(story.samples()) == set(EXPECTED) == {operation.name for operation in OPERATIONS}


def test_names_are_taken_once():
    names = [name for operation in OPERATIONS for name in (operation.name, *operation.aliases)]

    assert len(names) == len(set(names))


def test_what_costs_is_counted_across_instances_and_ends_with_a_revoked_sign_in():
    shared = {operation.name for operation in OPERATIONS if operation.limit.shared}
    ends = {operation.name for operation in OPERATIONS if operation.check_revoked}

    assert shared == ends == {name for name, expected in EXPECTED.items() if expected.costly}
