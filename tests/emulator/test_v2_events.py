"""Thin events and event destinations: what is delivered, what is fetched, what is listed."""

import json
from collections import Counter
from typing import Any

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.world import thin
from stripe_emulator.world.webhooks import Delivery
from tests.emulator.conftest import EXPRESS, V2_INCLUDABLE
from tests.emulator.v2 import opened, read, refused

RECIPIENT = "v2.core.account[configuration.recipient].capability_status_updated"
SECRET = "webhook_endpoint.signing_secret"
URL = "webhook_endpoint.url"


def destination(client: stripe.StripeClient, *types: str, **more: Any) -> stripe.v2.core.EventDestination:
    """A new thin destination for the events of accounts, with its secret."""
    params: Any = {
        "name": "accounts",
        "type": "webhook_endpoint",
        "event_payload": "thin",
        "enabled_events": list(types),
        "events_from": ["@accounts"],
        "webhook_endpoint": {"url": "http://hooks.example.com/thin"},
        "include": [SECRET, URL],
        **more,
    }
    return client.v2.core.event_destinations.create(params=params)


def sent(emulator: Emulator) -> list[Delivery]:
    """The deliveries that are due, each answered with 200."""
    due = emulator.due_deliveries()
    for one in due:
        emulator.delivered(one.id, 200)
    return due


def test_a_delivery_names_the_object_and_holds_nothing_of_it(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    hook = destination(client, RECIPIENT)
    account = opened(client)
    first, second = sent(emulator)
    body = json.loads(first.payload)
    assert body == {
        "id": body["id"],
        "object": "v2.core.event",
        "type": RECIPIENT,
        "created": "2027-01-15T08:00:00.000Z",
        "livemode": False,
        "context": account.id,
        "related_object": {
            "id": account.id,
            "type": "v2.core.account",
            "url": f"/v2/core/accounts/{account.id}",
        },
    }
    assert body["id"].startswith("evt_test_65")
    notice = client.parse_event_notification(
        second.payload, second.signature, hook.webhook_endpoint.signing_secret
    )
    assert (notice.type, str(notice.context)) == (RECIPIENT, account.id)


def test_the_fetched_event_says_what_changed(emulator: Emulator, client: stripe.StripeClient) -> None:
    hook = destination(client, RECIPIENT, "v2.core.account.updated")
    account = opened(client)
    sent(emulator)
    client.v2.core.accounts.update(account.id, params={"display_name": "J"}, options={"idempotency_key": "k"})
    (delivery,) = sent(emulator)
    secret = hook.webhook_endpoint.signing_secret
    event = client.parse_event_notification(delivery.payload, delivery.signature, secret).fetch_event()
    assert event.changes.to_dict() == {
        "before": {"display_name": "Jane Winner"},
        "after": {"display_name": "J"},
    }
    assert event.reason.request.idempotency_key == "k"
    emulator.complete_onboarding(account.id)
    told = {
        client.parse_event_notification(one.payload, one.signature, secret)
        .fetch_event()
        .data.updated_capability
        for one in sent(emulator)
        if one.event_type == RECIPIENT
    }
    assert told == {"stripe_balance.payouts", "stripe_balance.stripe_transfers"}


def test_the_related_object_comes_without_what_nobody_included(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    hook = destination(client, RECIPIENT)
    account = opened(client)
    emulator.complete_onboarding(account.id)
    delivery = sent(emulator)[-1]
    notice = client.parse_event_notification(
        delivery.payload, delivery.signature, hook.webhook_endpoint.signing_secret
    )
    bare = notice.fetch_related_object()
    assert (bare.id, bare.configuration, bare.requirements) == (account.id, None, None)
    assert read(client, account.id).configuration.recipient is not None


def test_an_event_is_read_in_the_context_of_its_account(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    destination(client, RECIPIENT)
    account = opened(client)
    event = sent(emulator)[0].event_id
    options = {"stripe_context": account.id}
    assert client.v2.core.events.retrieve(event, options=options).id == event
    assert refused(lambda: client.v2.core.events.retrieve(event)) == (404, "not_found")
    assert event not in {one.id for one in client.v2.core.events.list().data}


def test_one_onboarding_tells_each_part_that_changed(emulator: Emulator, client: stripe.StripeClient) -> None:
    account = opened(client)
    before = len(emulator.store.all(account.id, "thin_event"))
    emulator.complete_onboarding(account.id)
    types = Counter(
        one["type"] for one in list(emulator.store.all(account.id, "thin_event").values())[before:]
    )
    assert types == {
        RECIPIENT: 2,
        RECIPIENT.replace("recipient", "merchant"): 2,
        "v2.core.account[identity].updated": 1,
        "v2.core.account[requirements].updated": 1,
    }


@pytest.mark.parametrize(
    ("switch", "types"),
    [(True, ["v2.core.account.updated", "account.updated"]), (False, ["v2.core.account.updated"])],
)
def test_account_updated_is_sent_for_v2_accounts_or_not(
    emulator: Emulator, client: stripe.StripeClient, switch: bool, types: list[str]
) -> None:
    emulator.control("settings", account_updated_for_v2=switch)
    hook = {"url": "http://hooks.example.com", "connect": True, "enabled_events": ["account.updated"]}
    client.v1.webhook_endpoints.create(params=hook)
    destination(client, "v2.core.account.updated", "v1.account.updated")
    account = opened(client)
    sent(emulator)
    client.v2.core.accounts.update(account.id, params={"contact_email": "new@example.com"})
    found = {one.event_type for one in sent(emulator)}
    assert found == {*types, *(["v1.account.updated"] if switch else [])}


def test_accounts_of_v1_always_send_account_updated(emulator: Emulator, client: stripe.StripeClient) -> None:
    emulator.configure(account_updated_for_v2=False)
    destination(client, "v2.core.account.updated", "v1.account.updated")
    account = client.v1.accounts.create(params=EXPRESS)
    sent(emulator)
    client.v1.accounts.update(account.id, params={"email": "new@example.com"})
    assert {one.event_type for one in sent(emulator)} == {"v2.core.account.updated", "v1.account.updated"}


def test_objects_of_v1_have_thin_twins_that_name_their_snapshot(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    hook = destination(client, "v1.transfer.created", events_from=["@self"])
    account = opened(client)
    emulator.complete_onboarding(account.id)
    emulator.set_balance("usd", 1_000)
    transfer = client.v1.transfers.create(
        params={"amount": 100, "currency": "usd", "destination": account.id}
    )
    (delivery,) = sent(emulator)
    notice = client.parse_event_notification(
        delivery.payload, delivery.signature, hook.webhook_endpoint.signing_secret
    )
    assert notice.related_object.url == f"/v1/transfers/{transfer.id}"
    assert notice.fetch_related_object().amount == 100
    twin = notice.fetch_event()
    snapshot = client.v1.events.retrieve(twin.snapshot_event)
    assert (snapshot.type, snapshot.data.object["id"]) == ("transfer.created", transfer.id)
    listed = client.v2.core.events.list(params={"object_id": transfer.id}).data
    assert [one.id for one in listed] == [twin.id]


def test_some_thin_events_are_about_a_singleton_or_nothing(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    hook = destination(
        client,
        "v1.balance.available",
        "v1.account.external_account.created",
        events_from=["@self", "@accounts"],
    )
    account = client.v1.accounts.create(params=EXPRESS)
    emulator.complete_onboarding(account.id)
    client.v1.topups.create(params={"amount": 100, "currency": "usd"})
    emulator.advance(3 * 86_400)
    bodies = {one.event_type: json.loads(one.payload) for one in sent(emulator)}
    assert bodies["v1.balance.available"]["related_object"] == {"type": "balance", "url": "/v1/balance"}
    bank = bodies["v1.account.external_account.created"]
    assert (bank["related_object"], bank["context"]) == (None, account.id)
    for body in bodies.values():
        signed = json.dumps(body)
        signature = stripe.WebhookSignature._compute_signature(
            f"1800000000.{signed}", hook.webhook_endpoint.signing_secret
        )
        client.parse_event_notification(
            signed, f"t=1800000000,v1={signature}", hook.webhook_endpoint.signing_secret, tolerance=None
        )


def test_every_declared_type_has_what_its_class_reads(client: stripe.StripeClient) -> None:
    for event_type, about in thin.types().items():
        body = {
            "id": "evt_test_1", "object": "v2.core.event", "type": event_type,
            "created": "2027-01-15T08:00:00.000Z", "livemode": False, "context": None,
        }  # fmt: skip
        related = {"type": "x", "url": "/v1/x"} | ({"id": "x_1"} if about == "object" else {})
        payload = json.dumps({**body, **({} if about == "nothing" else {"related_object": related})})
        signature = stripe.WebhookSignature._compute_signature(f"1.{payload}", "whsec_x")
        notice = client.parse_event_notification(payload, f"t=1,v1={signature}", "whsec_x", tolerance=None)
        assert hasattr(notice, "related_object") == (about != "nothing"), event_type


def test_a_thin_body_is_no_snapshot_and_the_other_way_round(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    hook = destination(client, RECIPIENT)
    endpoint = client.v1.webhook_endpoints.create(
        params={"url": "http://hooks.example.com", "connect": True, "enabled_events": ["capability.updated"]}
    )
    account = opened(client)
    emulator.complete_onboarding(account.id)
    due = sent(emulator)
    slim = next(one for one in due if one.event_type == RECIPIENT)
    full = next(one for one in due if one.event_type == "capability.updated")
    with pytest.raises(ValueError, match="parse_event_notification"):
        client.construct_event(slim.payload, slim.signature, hook.webhook_endpoint.signing_secret)
    with pytest.raises(ValueError, match="construct_event"):
        client.parse_event_notification(full.payload, full.signature, endpoint.secret)


def test_a_snapshot_destination_gets_the_events_of_its_scopes_alone(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    here = {"url": "http://hooks.example.com/own"}
    own = destination(client, "*", event_payload="snapshot", events_from=["@self"], webhook_endpoint=here)
    connected = destination(client, "account.updated", event_payload="snapshot")
    account = client.v1.accounts.create(params=EXPRESS)
    client.v1.customers.create()
    due = sent(emulator)
    told = {(one.url, one.event_type, one.account) for one in due}
    assert told == {
        ("http://hooks.example.com/thin", "account.updated", account.id),
        ("http://hooks.example.com/own", "customer.created", None),
    }
    assert connected.snapshot_api_version == stripe.api_version
    full = next(one for one in due if one.account is None)
    event = client.construct_event(full.payload, full.signature, own.webhook_endpoint.signing_secret)
    assert event.data.object["object"] == "customer"


def test_the_secret_is_shown_when_it_is_included_at_creation_and_never_again(
    client: stripe.StripeClient,
) -> None:
    plain = destination(client, RECIPIENT, include=[])
    assert plain.webhook_endpoint.to_dict() == {"signing_secret": None, "url": None}
    hook = destination(client, RECIPIENT)
    assert hook.webhook_endpoint.signing_secret.startswith("whsec_")
    again = client.v2.core.event_destinations.retrieve(hook.id, params={"include": [URL]})
    assert again.webhook_endpoint.to_dict() == {
        "signing_secret": None,
        "url": "http://hooks.example.com/thin",
    }
    secret: Any = {"include": [SECRET]}
    wrong = refused(lambda: client.v2.core.event_destinations.retrieve(hook.id, params=secret))
    assert wrong == (400, "invalid_fields")


@pytest.mark.parametrize(
    "more",
    [
        {"enabled_events": ["*"]},
        {"enabled_events": ["account.updated"]},
        {"enabled_events": []},
        {"event_payload": "snapshot"},
        {"snapshot_api_version": "2026-10-28.endive"},
        {"events_from": ["@organization_members"]},
        {"webhook_endpoint": None},
        {"name": None},
    ],
)
def test_what_no_destination_can_be_is_refused(client: stripe.StripeClient, more: dict[str, Any]) -> None:
    assert refused(lambda: destination(client, RECIPIENT, **more)) == (400, "invalid_fields")


def test_a_destination_can_be_changed_stopped_pinged_and_deleted(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    hook = destination(client, RECIPIENT, metadata={"a": "1"})
    destinations = client.v2.core.event_destinations
    changed = destinations.update(
        hook.id, params={"enabled_events": ["v2.core.account.closed"], "metadata": {"a": None, "b": "2"}}
    )
    assert (changed.enabled_events, changed.metadata.to_dict()) == (["v2.core.account.closed"], {"b": "2"})
    stopped = destinations.disable(hook.id)
    assert (stopped.status, stopped.status_details.disabled.reason) == ("disabled", "user")
    assert refused(lambda: destinations.ping(hook.id))[0] == 400
    assert destinations.enable(hook.id).status_details is None
    pinged = destinations.ping(hook.id)
    (delivery,) = sent(emulator)
    body = json.loads(delivery.payload)
    assert (body["id"], body["type"]) == (pinged.id, "v2.core.event_destination.ping")
    assert (body["context"], body["related_object"]["id"]) == (None, hook.id)
    assert [one.id for one in destinations.list().data] == [hook.id]
    opened(client)
    assert destinations.delete(hook.id).to_dict() == {
        "id": hook.id, "object": "v2.core.event_destination", "deleted": True,
    }  # fmt: skip
    assert (destinations.list().data, sent(emulator)) == ([], [])


def test_events_are_listed_by_type_object_and_time_for_30_days(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client)
    emulator.advance(3_600)
    emulator.complete_onboarding(account.id)
    options = {"stripe_context": account.id}
    events = client.v2.core.events
    found = events.list(params={"types": [RECIPIENT], "limit": 1}, options=options).auto_paging_iter()
    assert [one.type for one in found] == [RECIPIENT] * 4
    since = {"created": {"gt": "2027-01-15T08:00:00.000Z"}, "types": [RECIPIENT]}
    assert len(events.list(params=since, options=options).data) == 2
    about = {"object_id": account.id, "types": ["v2.core.account.created"]}
    assert len(events.list(params=about, options=options).data) == 1
    wrong: Any = {"created": {"gt": "yesterday"}}
    assert refused(lambda: events.list(params=wrong, options=options)) == (400, "invalid_fields")
    emulator.advance(30 * 86_400 + 1)
    assert [one.type for one in events.list(params={"types": [RECIPIENT]}, options=options).data] == []


def test_a_thin_event_can_be_sent_again(emulator: Emulator, client: stripe.StripeClient) -> None:
    destination(client, RECIPIENT, "v1.account.updated")
    account = opened(client)
    client.v1.accounts.update(account.id, params={"email": "new@example.com"})
    events = {one.event_type: one.event_id for one in sent(emulator)}
    assert events.keys() == {RECIPIENT, "v1.account.updated"}
    for event in events.values():
        emulator.control("deliveries/resend", event=event, account=account.id)
    assert {one.event_id for one in sent(emulator)} == set(events.values())


def test_failed_deliveries_are_tried_again(emulator: Emulator, client: stripe.StripeClient) -> None:
    destination(client, "v2.core.account.created")
    opened(client)
    (first,) = emulator.due_deliveries()
    emulator.delivered(first.id, 400)
    emulator.advance(60)
    (second,) = emulator.due_deliveries()
    assert (second.event_id, second.attempt) == (first.event_id, 2)


def test_an_account_that_closes_and_a_person_who_comes_are_told(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client)
    client.v2.core.accounts.persons.create(account.id, params={"given_name": "Ada"})
    both = {"applied_configurations": ["merchant", "recipient"]}
    client.v2.core.accounts.close(account.id, params=both)
    types = [one["type"] for one in emulator.store.all(account.id, "thin_event").values()]
    assert types[-2:] == ["v2.core.account_person.created", "v2.core.account.closed"]


def test_a_change_that_is_written_to_a_file_goes_on_after_a_restart(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    hook = destination(client, RECIPIENT)
    account = opened(client)
    emulator.load(emulator.dump())
    first, _ = sent(emulator)
    assert json.loads(first.payload)["related_object"]["id"] == account.id
    include = {"include": list(V2_INCLUDABLE)}
    assert client.v2.core.accounts.retrieve(account.id, params=include).requirements.entries
    assert client.v2.core.event_destinations.retrieve(hook.id).status == "enabled"


def test_the_control_makes_a_destination_with_a_chosen_secret(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    made = emulator.control("event_destinations", url="http://hooks.example.com", secret="whsec_chosen")
    assert (made["events_from"], made["event_payload"]) == (["@self", "@accounts"], "thin")
    opened(client)
    delivery = sent(emulator)[0]
    notice = client.parse_event_notification(delivery.payload, delivery.signature, "whsec_chosen")
    assert notice.type == "v2.core.account.created"
    with pytest.raises(ValueError, match="event_payload"):
        emulator.control("event_destinations", url="http://hooks.example.com", event_payload="thick")
