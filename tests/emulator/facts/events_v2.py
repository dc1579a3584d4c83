"""Thin events and event destinations."""

import json
from typing import Any

import pytest

from tests.emulator.facts.fact import CONTROL, TIME, fact
from tests.emulator.facts.side import Side, refusal
from tests.emulator.test_v2_events import RECIPIENT, SECRET, URL, destination, sent
from tests.emulator.test_v2_links import visit

API = "docs.stripe.com/api/v2/core/event-destinations"
EVENTS = "docs.stripe.com/api/v2/core/events"
TYPES = "docs.stripe.com/api/v2/core/accounts/event-types"
DELIVERY = "in test mode a delivery needs an address that Stripe can reach"


@fact(TYPES, emulator_only=DELIVERY)
def a_delivery_is_small(stripe: Side) -> None:
    """A delivery names the event's type, time, context and object; nothing of the object and no changes."""
    destination(stripe.client, RECIPIENT)
    account = stripe.v2_account()
    body = json.loads(sent(stripe.emulator)[0].payload)
    assert body.keys() == {"id", "object", "type", "created", "livemode", "context", "related_object"}
    assert (body["object"], body["context"], body["related_object"]["id"]) == (
        "v2.core.event",
        account,
        account,
    )


@fact(EVENTS, emulator_only=DELIVERY)
def the_rest_is_fetched(stripe: Side) -> None:
    """Changes, data and reason come when the event is fetched."""
    destination(stripe.client, RECIPIENT)
    account = stripe.v2_account()
    event = sent(stripe.emulator)[0].event_id
    fetched = stripe.v2.events.retrieve(event, options={"stripe_context": account})
    assert fetched.data.updated_capability.startswith("stripe_balance.")
    assert fetched.reason.type == "request"


@fact("docs.stripe.com/webhooks#verify-manually", emulator_only=DELIVERY)
def one_signature(stripe: Side) -> None:
    """Thin events are signed as snapshot events are."""
    hook = destination(stripe.client, RECIPIENT)
    stripe.v2_account()
    one = sent(stripe.emulator)[0]
    secret = hook.webhook_endpoint.signing_secret
    notice = stripe.client.parse_event_notification(one.payload, one.signature, secret)
    assert notice.type == RECIPIENT


@fact("github.com/stripe/stripe-python/blob/master/stripe/_stripe_client.py", emulator_only=DELIVERY)
def no_snapshot(stripe: Side) -> None:
    """`construct_event` refuses a thin event with an error of its own, not of the signature."""
    hook = destination(stripe.client, RECIPIENT)
    stripe.v2_account()
    one = sent(stripe.emulator)[0]
    with pytest.raises(ValueError, match="parse_event_notification"):
        stripe.client.construct_event(one.payload, one.signature, hook.webhook_endpoint.signing_secret)


@fact("docs.stripe.com/event-destinations", emulator_only=DELIVERY)
def related_object_is_bare(stripe: Side) -> None:
    """The related object is fetched by its bare address, so that an account comes without capabilities."""
    hook = destination(stripe.client, RECIPIENT)
    stripe.v2_account()
    one = sent(stripe.emulator)[0]
    secret = hook.webhook_endpoint.signing_secret
    notice = stripe.client.parse_event_notification(one.payload, one.signature, secret)
    assert notice.fetch_related_object().configuration is None


@fact(TYPES, emulator_only=CONTROL)
def one_event_for_each_part(stripe: Side) -> None:
    """One onboarding sends an event for each part of the account that changed."""
    account = stripe.v2_account()
    stripe.emulator.complete_onboarding(account)
    options = {"stripe_context": account}
    types = {one.type for one in stripe.v2.events.list(params={"limit": 100}, options=options).data}
    assert types >= {
        "v2.core.account.created",
        RECIPIENT,
        "v2.core.account[identity].updated",
        "v2.core.account[requirements].updated",
    }


@fact("docs.stripe.com/api/v2/core/account-links", emulator_only=CONTROL)
def returned_has_no_object(stripe: Side) -> None:
    """`v2.core.account_link.returned` has no related object; its data names the account."""
    account = stripe.v2_account()
    url = stripe.v2_link(account).url
    visit(stripe.emulator, url)
    visit(stripe.emulator, url, {"leave": "1"})
    params, options = {"types": ["v2.core.account_link.returned"]}, {"stripe_context": account}
    (event,) = stripe.v2.events.list(params=params, options=options).data
    assert event.to_dict()["related_object"] is None
    assert (event.data.account_id, event.data.use_case) == (account, "account_onboarding")


@fact(EVENTS)
def thin_twins(stripe: Side) -> None:
    """Events of v1 objects have thin twins of the type `v1.…`, which name their snapshot event."""
    customer = stripe.v1.customers.create().id
    params: Any = {"object_id": customer, "types": ["v1.customer.created"]}
    (twin,) = stripe.soon(lambda: stripe.v2.events.list(params=params).data)
    assert twin.related_object.url == f"/v1/customers/{customer}"
    assert stripe.v1.events.retrieve(twin.snapshot_event).type == "customer.created"


@fact(f"{EVENTS}/list", emulator_only=TIME)
def thirty_days(stripe: Side) -> None:
    """Thin events can be read and listed for 30 days."""
    customer = stripe.v1.customers.create().id
    (twin,) = stripe.v2.events.list(params={"object_id": customer}).data
    stripe.emulator.advance(30 * 86_400 + 1)
    assert stripe.v2.events.list(params={"object_id": customer}).data == []
    refused = refusal(lambda: stripe.v2.events.retrieve(twin.id))
    assert (refused.status, refused.code) == (404, "not_found")


@fact(f"{API}/object")
def secret_once(stripe: Side) -> None:
    """The signing secret is in the answer of the creation when it is included, and cannot be read later."""
    hook = destination(stripe.client, RECIPIENT)
    assert hook.webhook_endpoint.signing_secret.startswith("whsec_")
    wrong: Any = {"include": [SECRET]}
    assert refusal(lambda: stripe.v2.event_destinations.retrieve(hook.id, params=wrong)).status == 400
    stripe.v2.event_destinations.delete(hook.id)


@fact(f"{API}/object")
def url_when_included(stripe: Side) -> None:
    """The address of a destination is null unless it is included."""
    hook = destination(stripe.client, RECIPIENT)
    bare = stripe.v2.event_destinations.retrieve(hook.id)
    shown = stripe.v2.event_destinations.retrieve(hook.id, params={"include": [URL]})
    assert bare.webhook_endpoint is None or bare.webhook_endpoint.url is None
    assert shown.webhook_endpoint.url == hook.webhook_endpoint.url
    stripe.v2.event_destinations.delete(hook.id)


@fact("github.com/stripe/stripe-cli/issues/1364")
def named_one_by_one(stripe: Side) -> None:
    """A thin destination names its event types one by one: `*` is refused."""
    assert refusal(lambda: destination(stripe.client, "*")).status == 400


@fact(f"{API}/object")
def disabled_by_the_user(stripe: Side) -> None:
    """A destination that was disabled says that the user did it; enabled again, it says nothing."""
    hook = destination(stripe.client, RECIPIENT)
    stopped = stripe.v2.event_destinations.disable(hook.id)
    assert (stopped.status, stopped.status_details.disabled.reason) == ("disabled", "user")
    assert stripe.v2.event_destinations.enable(hook.id).status == "enabled"
    stripe.v2.event_destinations.delete(hook.id)


@fact(f"{API}/ping", emulator_only=DELIVERY)
def ping_names_the_destination(stripe: Side) -> None:
    """A ping is delivered to its destination, which is its related object."""
    hook = destination(stripe.client, RECIPIENT)
    stripe.v2.event_destinations.ping(hook.id)
    (one,) = sent(stripe.emulator)
    body = json.loads(one.payload)
    assert body["type"] == "v2.core.event_destination.ping"
    assert body["related_object"]["id"] == hook.id


@fact(f"{API}/object", emulator_only=DELIVERY)
def scopes(stripe: Side) -> None:
    """A destination with the scope `@self` gets nothing of what happens in connected accounts."""
    destination(stripe.client, RECIPIENT, "v1.customer.created", events_from=["@self"])
    stripe.v2_account()
    stripe.v1.customers.create()
    assert [one.event_type for one in sent(stripe.emulator)] == ["v1.customer.created"]
