"""Canaries are sent through every operation, field and header, in good and failed calls. None comes out.

"Comes out" means in a log line or in a document that operators read. The person's profile may contain them.
"""

from __future__ import annotations

import dataclasses

import pytest

from pulse.doors.access.roles import Access
from pulse.doors.clients import Clients
from pulse.doors.operations import every_operation
from pulse.outside.alerting import GroupedAlerts
from pulse.ports.store import Update
from tests.canaries import CANARIES, leaked
from tests.doors.story import ADMIN, PEOPLE, Story

OPERATIONS = every_operation()

EVERYTHING = " ".join(CANARIES.values())
SENTENCES = [" ".join(list(CANARIES.values())[start : start + 4]) for start in range(0, len(CANARIES), 4)]
"""The same in parts that fit into a free text."""
READ_BY_OPERATORS = (
    "alerts",
    "approvals",
    "auditLog",
    "awards",
    "cancellations",
    "control",
    "differences",
    "erasures",
    "holds",
    "personHolds",
)
HEADERS = {
    "User-Agent": EVERYTHING,
    "Referer": EVERYTHING,
    "X-Forwarded-For": EVERYTHING,
    "X-Cloud-Trace-Context": EVERYTHING,
    "X-Firebase-AppCheck": EVERYTHING,
    "Origin": EVERYTHING,
}
FAULTS = {"Stripe's error": "error", "a lost connection": "reset_after", "a timeout": "timeout_before"}


@pytest.fixture
def canary_story():
    """A story with canaries as the names of its people, and with the real alerts."""
    story = Story()
    ports = story.world.ports
    alerts = GroupedAlerts(ports.store, ports.clock, ports.settings, None)
    ports = dataclasses.replace(ports, alerts=alerts)
    story.clients = Clients.of(ports, story.clients.tokens)
    profile = {"username": EVERYTHING, "email": CANARIES["e-mail"]}
    ports.store.commit([Update(f"users/{user_id}", profile) for user_id in PEOPLE])
    return story


def token(story: Story, operation) -> str:
    owner = story.samples()[operation.name].owner
    return (
        story.admin_token(ADMIN) if operation.access in {Access.ADMIN, Access.STAFF} else story.token(owner)
    )


def call(story: Story, operation, fields, **options):
    if "POST" in operation.methods:
        return story.post(operation.name, fields, **options)
    return story.get(operation.name, query_string=fields, **options)


def came_out(story: Story, capsys) -> list[str]:
    written = capsys.readouterr()
    read = {
        path: fields
        for path, fields in story.documents().items()
        if path.split("/")[0] in READ_BY_OPERATORS or "/stripeErrors/" in path
    }
    assert written.out  # the calls are logged at all
    return leaked(written.out) + leaked(written.err) + leaked(str(read))


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_no_field_brings_one_out(operation, canary_story, capsys):
    sample = canary_story.samples()[operation.name].fields
    for sentence in SENTENCES:
        for name in [*sample, sentence]:
            canary_story.world.clock.advance(minutes=2)  # beyond the limits' window
            bearer = token(canary_story, operation)
            call(canary_story, operation, {**sample, name: sentence}, token=bearer)
    assert came_out(canary_story, capsys) == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_no_header_brings_one_out(operation, canary_story, capsys):
    sample = canary_story.samples()[operation.name].fields
    call(canary_story, operation, sample, token=token(canary_story, operation), headers=HEADERS)
    call(canary_story, operation, sample, token=EVERYTHING)
    assert came_out(canary_story, capsys) == []


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.name)
def test_no_failure_brings_one_out(operation, fault, canary_story, capsys):
    canary_story.world.emulator.faults.add(FAULTS[fault])
    sample = canary_story.samples()[operation.name].fields
    call(canary_story, operation, sample, token=token(canary_story, operation))
    assert came_out(canary_story, capsys) == []


@pytest.mark.parametrize("endpoint", ["platform", "connect"])
def test_no_webhook_brings_one_out(endpoint, canary_story, capsys, monkeypatch):
    secret = CANARIES["webhook secret"]
    for name in ("STRIPE_WEBHOOK_SECRETS", "STRIPE_CONNECT_WEBHOOK_SECRETS"):
        monkeypatch.setenv(name, secret)
    canary_story.webhook(endpoint, data=EVERYTHING, headers={"Stripe-Signature": EVERYTHING})
    canary_story.webhook(endpoint, json={"id": EVERYTHING}, headers={"Stripe-Signature": f"t=1,v1={secret}"})
    assert came_out(canary_story, capsys) == []
