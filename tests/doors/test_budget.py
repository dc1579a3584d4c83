"""What a call costs before its use case begins, and what the costly operations cost in all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from pulse.doors.access.rate_limits import RateLimits
from pulse.doors.guard import admit, perform
from pulse.doors.operations import BY_NAME, every_operation
from pulse.doors.wire.body import http_fields
from tests.counting import counted
from tests.doors.operations import EXPECTED
from tests.doors.story import ADMIN, Story

OPERATIONS = every_operation()


def asked(story: Story, name: str) -> Request:
    operation, sample = BY_NAME[name], story.samples()[name]
    token = story.admin_token(ADMIN) if sample.owner == ADMIN else story.token(sample.owner)
    sent = {"json": sample.fields} if "POST" in operation.methods else {"query_string": sample.fields}
    method = "POST" if "POST" in operation.methods else "GET"
    builder = EnvironBuilder(
        path=f"/api/{name}", method=method, headers={"Authorization": f"Bearer {token}"}, **sent
    )
    return Request(builder.get_environ())


def counting(story: Story):
    trips, ports = counted(story.clients.ports)
    return trips, replace(story.clients, ports=ports, limits=RateLimits(ports.store, ports.clock))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_the_guard_reads_the_store_twice_at_most_and_never_asks_stripe(operation, story):
    trips, clients = counting(story)

    admit(operation, asked(story, operation.name), clients, http_fields)

    calls = trips.calls("store")
    reads = (not operation.finishes_own_erasure) + operation.limit.shared
    assert [call for call in calls if call != "commit"] == ["get"] * reads
    assert calls.count("commit") == operation.limit.shared
    assert trips.stripe_calls() == []


BUDGETS = {
    name: expected.stripe_calls_max
    for name, expected in EXPECTED.items()
    if expected.stripe_calls_max is not None
}


@pytest.mark.parametrize(("name", "stripe_calls"), BUDGETS.items(), ids=BUDGETS)
def test_operations_stay_within_their_calls_to_stripe(name, stripe_calls, story):
    trips, clients = counting(story)

    perform(BY_NAME[name], asked(story, name), clients, http_fields)

    assert len(trips.stripe_calls()) <= stripe_calls


def test_earnings_take_two_round_trips_to_the_store_in_sequence_after_the_guards(story):
    trips, clients = counting(story)

    perform(BY_NAME["get-earnings"], asked(story, "get-earnings"), clients, http_fields)

    assert trips.in_sequence("store") <= 3
