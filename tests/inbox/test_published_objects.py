"""Events about the objects that Stripe publishes as examples are handled to an end and move no money.

These tests need Stripe's file of examples; tests/inbox/test_mangled_events.py uses the emulator's objects.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pulse.inbox import EventStatus, event_path
from pulse.ports.store import Query
from tests.inbox.scene import made_up, received, worked
from tests.inbox.test_mangled_events import HANDLED

FIXTURES = Path(__file__).parents[3] / "shared" / "stripe" / "fixtures3.json"
pytestmark = pytest.mark.skipif(not FIXTURES.exists(), reason="Stripe's published fixtures are not here")

ABOUT = {
    "account.application": "application",
    "account.external_account": "bank_account",
    "account": "account",
    "balance": "balance",
    "capability": "capability",
    "charge.dispute": "dispute",
    "charge.refund.updated": "refund",
    "charge": "charge",
    "payment_intent": "payment_intent",
    "payout": "payout",
    "person": "person",
    "radar.early_fraud_warning": "radar.early_fraud_warning",
    "refund": "refund",
    "transfer": "transfer",
}
ENDED = {EventStatus.DONE.value, EventStatus.IGNORED.value, EventStatus.IGNORED_UNKNOWN.value}


def example(event_type):
    resources = json.loads(FIXTURES.read_text())["resources"]
    return resources[next(name for prefix, name in ABOUT.items() if event_type.startswith(prefix))]


def of_a_connected_account(event_type):
    return event_type.startswith(("account.", "capability.", "payout.", "person."))


@pytest.mark.parametrize("event_type", HANDLED)
def test_an_event_about_a_published_object_ends(world, event_type):
    account = "acct_1PgafTB7WZ01zgkW" if of_a_connected_account(event_type) else None
    event = made_up(event_type, example(event_type), account=account)

    received(world, event)
    worked(world)

    stored = world.store.get(event_path(event.event_id)).fields
    assert stored["status"] in ENDED, stored
    for collection in ("journal", "payments", "prizeRecords"):
        assert world.store.query(Query(collection)) == []


@pytest.mark.parametrize("event_type", HANDLED)
def test_an_event_about_a_published_object_with_every_field_null_ends(world, event_type):
    account = "acct_1PgafTB7WZ01zgkW" if of_a_connected_account(event_type) else None
    about = {**dict.fromkeys(example(event_type)), "id": "x_1", "object": example(event_type).get("object")}
    event = made_up(event_type, about, account=account)

    received(world, event)
    worked(world)

    assert world.store.get(event_path(event.event_id)).fields["status"] in ENDED
