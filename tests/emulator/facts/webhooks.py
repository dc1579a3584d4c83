"""Webhook endpoints: what they get, how it is signed, and how often it is sent."""

import hmac
import json
import time
from hashlib import sha256
from typing import Any

import pytest
import stripe as sdk

from stripe_emulator.world.webhooks import Delivery
from tests.emulator.facts.fact import CONTROL, TIME, fact
from tests.emulator.facts.side import Side, refusal

API = "docs.stripe.com/api/webhook_endpoints"
WEBHOOKS = "docs.stripe.com/webhooks"
ADDRESS = "https://example.com/hook"
NOWHERE = "a sandbox sends to an address of ours, and there is none"


def endpoint(stripe: Side, *types: str, **more: Any) -> sdk.WebhookEndpoint:
    params = {"url": ADDRESS, "enabled_events": list(types or ["*"]), **more}
    return stripe.v1.webhook_endpoints.create(params=params)


def sent(stripe: Side) -> list[Delivery]:
    return stripe.emulator.due_deliveries()


@fact(f"{API}/create")
def every_type(stripe: Side) -> None:
    """An endpoint may ask for every type of event by `*`."""
    made = endpoint(stripe)
    stripe.v1.webhook_endpoints.delete(made.id)
    assert (made.enabled_events, made.status, made.livemode) == (["*"], "enabled", False)


@fact(f"{API}/create")
def unknown_type(stripe: Side) -> None:
    """An endpoint cannot ask for a type that does not exist."""
    assert refusal(lambda: endpoint(stripe, "prize.paid")).status == 400


@fact(f"{API}/update")
def changed(stripe: Side) -> None:
    """The types that an endpoint gets can be replaced, and it can be disabled."""
    made = endpoint(stripe, "customer.created")
    params = {"enabled_events": ["charge.refunded"], "disabled": True}
    after = stripe.v1.webhook_endpoints.update(made.id, params=params)
    stripe.v1.webhook_endpoints.delete(made.id)
    assert (after.enabled_events, after.status) == (["charge.refunded"], "disabled")


@fact(f"{API}/delete")
def deleted(stripe: Side) -> None:
    """A deleted endpoint is answered with its id and `deleted`, and is not found afterwards."""
    made = endpoint(stripe)
    gone = {"id": made.id, "object": "webhook_endpoint", "deleted": True}
    assert stripe.v1.webhook_endpoints.delete(made.id).to_dict() == gone
    assert refusal(lambda: stripe.v1.webhook_endpoints.retrieve(made.id)).code == "resource_missing"


@fact(f"{API}/create", emulator_only=NOWHERE)
def only_what_it_asked_for(stripe: Side) -> None:
    """An endpoint gets the types that it asked for and no other."""
    endpoint(stripe, "customer.created")
    customer = stripe.v1.customers.create().id
    stripe.v1.customers.delete(customer)
    assert [one.event_type for one in sent(stripe)] == ["customer.created"]


@fact("docs.stripe.com/connect/webhooks", emulator_only=NOWHERE)
def connect_or_own(stripe: Side) -> None:
    """An endpoint with `connect=true` gets what happens in connected accounts, another what happens here."""
    connect = endpoint(stripe, "customer.created", connect=True)
    own = endpoint(stripe, "customer.created")
    account = stripe.account()
    stripe.v1.customers.create(options={"stripe_account": account})
    stripe.v1.customers.create()
    secrets = {account: connect.secret, None: own.secret}
    deliveries = sent(stripe)
    assert [one.account for one in deliveries] == [account, None]
    for one in deliveries:
        body = stripe.client.construct_event(
            one.payload, one.signature, secrets[one.account], tolerance=None
        ).to_dict()
        assert body.get("account") == one.account


@fact(f"{API}/update", emulator_only=NOWHERE)
def disabled(stripe: Side) -> None:
    """A disabled endpoint gets nothing."""
    made = endpoint(stripe)
    stripe.v1.webhook_endpoints.update(made.id, params={"disabled": True})
    stripe.v1.customers.create()
    assert sent(stripe) == []


@fact(f"{WEBHOOKS}#verify-manually", emulator_only=NOWHERE)
def signature(stripe: Side) -> None:
    """A signature is the HMAC-SHA256 of the time, a full stop and the body, keyed with the secret."""
    secret = endpoint(stripe).secret
    stripe.v1.customers.create()
    (one,) = sent(stripe)
    moment, scheme = (part.split("=") for part in one.signature.split(","))
    signed = f"{moment[1]}.".encode() + one.payload
    assert (moment[0], scheme) == ("t", ["v1", hmac.new(secret.encode(), signed, sha256).hexdigest()])


@fact(f"{WEBHOOKS}#replay-attacks", emulator_only=TIME)
def old_signature(stripe: Side) -> None:
    """Stripe's libraries refuse a signature that is older than five minutes, or made for another body."""
    secret = endpoint(stripe).secret
    stripe.v1.customers.create()
    (one,) = sent(stripe)
    sign = sdk.WebhookSignature.generate_signature_header
    old = sign(one.payload.decode(), secret, timestamp=int(time.time()) - 310)
    for body, header, tolerance in ((one.payload, old, 300), (one.payload + b" ", one.signature, None)):
        with pytest.raises(sdk.SignatureVerificationError):
            stripe.client.construct_event(body, header, secret, tolerance=tolerance)


@fact(f"{WEBHOOKS}#replay-attacks", emulator_only=TIME)
def signed_again(stripe: Side) -> None:
    """Each attempt to deliver an event has a new time and a new signature, and the same event."""
    endpoint(stripe)
    stripe.v1.customers.create()
    (first,) = sent(stripe)
    stripe.emulator.delivered(first.id, 500)
    stripe.emulator.advance(3_600)
    (second,) = sent(stripe)
    assert first.event_id == second.event_id
    assert first.signature != second.signature


@fact(f"{WEBHOOKS}#fix-http-status-codes", emulator_only=NOWHERE)
def redirect_is_a_failure(stripe: Side) -> None:
    """An endpoint that answers with a redirect did not get the event."""
    endpoint(stripe)
    stripe.v1.customers.create()
    (one,) = sent(stripe)
    stripe.emulator.delivered(one.id, 302)
    assert stripe.v1.events.retrieve(one.event_id).pending_webhooks == 1


@fact("docs.stripe.com/api/events/object", emulator_only=NOWHERE)
def pending_webhooks(stripe: Side) -> None:
    """An event counts the endpoints that have not got it."""
    for _ in range(2):
        endpoint(stripe)
    stripe.v1.customers.create()
    first, _ = sent(stripe)
    assert stripe.v1.events.retrieve(first.event_id).pending_webhooks == 2
    stripe.emulator.delivered(first.id, 200)
    assert stripe.v1.events.retrieve(first.event_id).pending_webhooks == 1


@fact("docs.stripe.com/webhooks/process-undelivered-events", emulator_only=NOWHERE)
def undelivered(stripe: Side) -> None:
    """Events that some endpoint has not got can be listed by `delivery_success`."""
    endpoint(stripe, "customer.created")
    lost, got = (stripe.v1.customers.create().id for _ in range(2))
    first, second = sent(stripe)
    stripe.emulator.delivered(first.id, 500)
    stripe.emulator.delivered(second.id, 200)
    for delivered, customer in ((False, lost), (True, got)):
        params = {"delivery_success": delivered, "type": "customer.created"}
        (event,) = stripe.v1.events.list(params=params).data
        assert event.data.object["id"] == customer


@fact(f"{WEBHOOKS}#api-versions", emulator_only=NOWHERE)
def version(stripe: Side) -> None:
    """An endpoint that names an API version gets events in it, and each event says its version."""
    endpoint(stripe, "customer.created", api_version=sdk.api_version)
    stripe.v1.customers.create()
    assert [json.loads(one.payload)["api_version"] for one in sent(stripe)] == [sdk.api_version]


@fact(f"{WEBHOOKS}#handle-duplicate-events", emulator_only=CONTROL)
def sent_twice(stripe: Side) -> None:
    """An event may come more than once; its id stays the same."""
    endpoint(stripe)
    stripe.emulator.webhooks.set_policy(duplicate=1.0)
    stripe.v1.customers.create()
    assert len({one.event_id for one in sent(stripe)}) == 1
    assert len(sent(stripe)) == 2
