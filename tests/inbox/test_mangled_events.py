"""Events and answers with missing, null or changed fields, or of a later version, end and are seen.

The objects are the emulator's. Their fields are checked against those of Stripe's published fixtures.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.errors import InvalidRequest
from pulse.inbox import HANDLERS, ReplayFilter, replay
from pulse.inbox.handlers import handler_of
from pulse.outside.stripe_client import StripeClient
from pulse.ports.store import Query
from stripe_emulator.in_process import EmulatorHTTPClient
from tests.inbox.scene import Sent, received, sent, worked
from tests.sales.scene import (
    agrees_with_stripe,
    bought,
    dashboard_refund,
    dispute_opened,
    payment_of,
    pays,
    round_on_sale,
)
from tests.world import TEST_SETTINGS, World

pytestmark = pytest.mark.thorough

HANDLED = (
    "account.application.authorized",
    "account.application.deauthorized",
    "account.external_account.created",
    "account.external_account.deleted",
    "account.external_account.updated",
    "account.updated",
    "balance.available",
    "capability.updated",
    "charge.captured",
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.funds_reinstated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.updated",
    "charge.expired",
    "charge.failed",
    "charge.pending",
    "charge.refund.updated",
    "charge.refunded",
    "charge.succeeded",
    "charge.updated",
    "payment_intent.amount_capturable_updated",
    "payment_intent.canceled",
    "payment_intent.created",
    "payment_intent.partially_funded",
    "payment_intent.payment_failed",
    "payment_intent.processing",
    "payment_intent.requires_action",
    "payment_intent.succeeded",
    "payout.canceled",
    "payout.created",
    "payout.failed",
    "payout.paid",
    "payout.reconciliation_completed",
    "payout.updated",
    "person.updated",
    "radar.early_fraud_warning.created",
    "radar.early_fraud_warning.updated",
    "refund.created",
    "refund.failed",
    "refund.updated",
    "transfer.created",
    "transfer.failed",
    "transfer.paid",
    "transfer.reversed",
    "transfer.updated",
)


def test_every_listed_type_has_a_handler_and_every_handler_a_type():
    listed = (*HANDLED, "v2.core.account_link.returned")
    assert all(handler_of(event_type) for event_type in listed)
    assert {handler_of(event_type) for event_type in listed} == set(HANDLERS.values())


@pytest.mark.parametrize(
    ("event_type", "handled_as"),
    [
        ("charge.dispute.something_new", "charge.dispute.*"),
        ("charge.refund.updated", "charge.refund.*"),
        ("charge.something_new", "charge.*"),
        ("transfer.paid", "transfer.*"),
        ("payout.something.new", "payout.*"),
        ("v1.transfer.created", "transfer.*"),
        ("v1.account.application.deauthorized", "account.application.deauthorized"),
        ("v1.capability.updated", "capability.updated"),
        ("v2.core.account.closed", "v2.core.account.*"),
        ("v2.core.account[configuration.recipient].capability_status_updated", "v2.core.account.*"),
        ("v2.core.account[requirements].updated", "v2.core.account.*"),
        ("v2.core.account_person.updated", "v2.core.account_person.*"),
    ],
)
def test_later_types_are_handled_as_their_family(event_type, handled_as):
    assert handler_of(event_type) is HANDLERS[handled_as]


def told(world):
    """A sale with a refund and a dispute that we do not know yet."""
    round_on_sale(world)
    payment_id = bought(world).payment_intent_id
    pays(world, payment_id)
    dashboard_refund(world, payment_id, 2_500)
    dispute_opened(world, payment_id)
    return payment_id


DROP = object()
MANGLED = st.sampled_from([DROP, None, "something_new", "", 7, -1, [], {}, True, {"id": "x", "object": "y"}])


LATER = st.sampled_from([DROP, None, "something_new", "expanded"])


def of_a_later_version(fields, data):
    """An answer in which fields are missing, null, unknown words, or objects instead of ids."""
    if not fields:
        return fields
    changed = dict(fields)
    for name in data.draw(st.lists(st.sampled_from(sorted(fields)), max_size=4)):
        instead, was = data.draw(LATER), fields[name]
        if instead is DROP:
            changed.pop(name, None)
        elif instead is None:
            changed[name] = None
        elif isinstance(was, str) and name != "id":
            is_an_id = "_" in was and name not in {"status", "type", "object"}
            changed[name] = {"id": was, "object": name} if is_an_id else "something_new"
    return changed


def mangled(value, data, *, depth=0):
    """*value* with some fields, at any depth, dropped or replaced."""
    if not isinstance(value, dict) or depth > 3:
        return value
    names = sorted(value)
    chosen = set(data.draw(st.lists(st.sampled_from(names), max_size=4))) if names else set()
    fields = {}
    for name in names:
        if name not in chosen:
            fields[name] = value[name]
        elif isinstance(value[name], dict) and data.draw(st.booleans()):
            fields[name] = mangled(value[name], data, depth=depth + 1)
        elif (instead := data.draw(MANGLED)) is not DROP:
            fields[name] = instead
    return fields


def unfinished(world):
    rows = world.store.query(Query("stripeEvents"))
    return [row.id for row in rows if row.fields["status"] == "received"]


@given(data=st.data())
def test_a_mangled_event_is_refused_or_ends(data):
    world = World()
    told(world)
    event = data.draw(st.sampled_from(sent(world)))
    body = json.loads(event.payload)
    body["type"] = data.draw(st.sampled_from([body["type"], *HANDLED]))
    if data.draw(st.booleans()):
        body = mangled(body, data)
    elif isinstance(body["data"]["object"], dict):
        body["data"]["object"] = mangled(body["data"]["object"], data)
    again = Sent(event.event_id, event.type, event.endpoint, json.dumps(body).encode())
    try:
        received(world, again)
    except InvalidRequest:
        assert world.store.query(Query("stripeEvents")) == []
    worked(world)
    assert unfinished(world) == []


class Mangling(EmulatorHTTPClient):
    """Stripe's answers to reads, as a later version or a broken server would send them."""

    def __init__(self, emulator):
        super().__init__(emulator)
        self.data = None

    def request(self, method, url, headers, post_data=None):
        body, status, more = super().request(method, url, headers, post_data)
        if self.data is None or method != "get" or status != 200:
            return body, status, more
        return json.dumps(self._mangled(json.loads(body))), status, more

    def _mangled(self, answer):
        if answer.get("object") == "list":
            return {**answer, "data": [of_a_later_version(item, self.data) for item in answer["data"]]}
        return of_a_later_version(answer, self.data)


@given(data=st.data())
def test_a_mangled_answer_moves_no_money_wrongly_and_is_repaired(data):
    world = World()
    client = Mangling(world.emulator)
    world.stripe = StripeClient("sk_test_emulator", TEST_SETTINGS, http_client=client)
    world.ports = world.ports.__class__(**{**world.ports.__dict__, "stripe": world.stripe})
    payment_id = told(world)
    event = data.draw(st.sampled_from(sent(world)))
    received(world, event)
    client.data = data
    worked(world)
    client.data = None
    assert unfinished(world) == []
    for later in sent(world):
        received(world, later)
    worked(world)
    replay(ReplayFilter(failed_only=True), ports=world.ports)
    worked(world)
    assert unfinished(world) == []
    payment = payment_of(world, payment_id)
    assert (payment.status, payment.refunded_amount, payment.owner_net_amount) == ("disputed", 2_500, 0)
    agrees_with_stripe(world, payment_id)
