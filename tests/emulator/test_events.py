"""Events: which, for whom, signed how, delivered when; and the log of them."""

import time
from collections.abc import Callable
from itertools import pairwise

import pytest
import stripe

from stripe_emulator import Emulator
from stripe_emulator.world.webhooks import Delivery
from tests.emulator.conftest import EXPRESS, client_of

DAY = 86_400


@pytest.fixture
def endpoints(client: stripe.StripeClient) -> dict[bool, stripe.WebhookEndpoint]:
    """The platform's endpoint and, under True, the one for connected accounts."""
    return {
        connect: client.v1.webhook_endpoints.create(
            params={"url": f"http://127.0.0.1/{connect}", "enabled_events": ["*"], "connect": connect}
        )
        for connect in (False, True)
    }


def types(deliveries: list[Delivery]) -> list[str]:
    return [one.event_type for one in deliveries]


def deliver_all(emulator: Emulator) -> list[Delivery]:
    due = emulator.due_deliveries()
    for one in due:
        emulator.delivered(one.id, 200)
    return due


def test_what_happens_in_a_connected_account_goes_to_the_connect_endpoint_alone(
    emulator: Emulator, client: stripe.StripeClient, endpoints: dict, sell: Callable, trainer: str
) -> None:
    sell()
    sent = deliver_all(emulator)
    assert {one.url[-4:] for one in sent} == {"True", "alse"}
    assert len({one.event_id for one in sent}) == len(sent)
    for one in sent:
        connect = one.url.endswith("True")
        event = client.construct_event(one.payload, one.signature, endpoints[connect].secret, tolerance=None)
        assert ("account" in event) == connect
        assert one.account == (trainer if connect else None)
        assert event.livemode is False
        assert event.api_version == stripe.api_version


def test_a_sale_tells_its_whole_story(emulator: Emulator, endpoints: dict, sell: Callable) -> None:
    deliver_all(emulator)
    sell()
    assert set(types(deliver_all(emulator))) == {
        "payment_intent.created",
        "application_fee.created",
        "transfer.created",
        "charge.succeeded",
        "payment_intent.succeeded",
    }


def test_onboarding_tells_each_capability_and_the_account(
    emulator: Emulator, client: stripe.StripeClient, endpoints: dict
) -> None:
    account = client.v1.accounts.create(params=EXPRESS)
    deliver_all(emulator)
    emulator.complete_onboarding(account.id)
    told = types(deliver_all(emulator))
    assert sorted(told) == [
        "account.external_account.created",
        "account.updated",
        "capability.updated",
        "capability.updated",
    ]


def test_an_update_names_what_was_there_before(
    emulator: Emulator, client: stripe.StripeClient, trainer: str
) -> None:
    options = {"stripe_account": trainer}
    event = client.v1.events.list(params={"type": "account.updated"}, options=options).data[0]
    assert event.data.previous_attributes["payouts_enabled"] is False
    assert event.data.object.payouts_enabled is True
    assert event.account == trainer


def test_transfers_have_no_paid_or_failed_event(client: stripe.StripeClient) -> None:
    for event_type in ("transfer.paid", "transfer.failed"):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            client.v1.webhook_endpoints.create(params={"url": "http://x/", "enabled_events": [event_type]})
        assert refused.value.param == "enabled_events[0]"


def test_an_endpoint_gets_what_it_asked_for(
    emulator: Emulator, client: stripe.StripeClient, sell: Callable
) -> None:
    client.v1.webhook_endpoints.create(
        params={"url": "http://127.0.0.1/", "enabled_events": ["charge.succeeded"]}
    )
    sell()
    assert types(emulator.due_deliveries()) == ["charge.succeeded"]


def test_the_secret_is_shown_once(client: stripe.StripeClient, endpoints: dict) -> None:
    assert endpoints[False].secret.startswith("whsec_")
    hooks = client.v1.webhook_endpoints
    (one,) = (one for one in hooks.list().data if one.id == endpoints[False].id)
    for shown in (hooks.retrieve(one.id), hooks.update(one.id, params={"description": "again"}), one):
        assert "secret" not in shown
        assert endpoints[False].secret not in str(shown)


def test_a_wrong_secret_does_not_verify(
    emulator: Emulator, client: stripe.StripeClient, endpoints: dict, sell: Callable
) -> None:
    sell()
    one = emulator.due_deliveries()[0]
    with pytest.raises(stripe.SignatureVerificationError):
        client.construct_event(one.payload, one.signature, "whsec_other", tolerance=None)


def test_a_failed_attempt_comes_again_three_times_and_then_no_more(
    emulator: Emulator, client: stripe.StripeClient, endpoints: dict
) -> None:
    client.v1.customers.create(params={})
    for attempt, wait in ((1, 60), (2, 3_600), (3, 7_200), (4, 30 * DAY)):
        (one,) = emulator.due_deliveries()
        assert one.attempt == attempt
        emulator.delivered(one.id, 500)
        assert emulator.due_deliveries() == []
        emulator.advance(wait)
    assert emulator.due_deliveries() == []


def test_undelivered_events_are_found_for_catching_up(
    emulator: Emulator, client: stripe.StripeClient, endpoints: dict
) -> None:
    lost, _ = client.v1.customers.create(params={}), client.v1.customers.create(params={})
    first, second = emulator.due_deliveries()
    emulator.delivered(second.id, 204)
    emulator.delivered(first.id, 302)
    missing = client.v1.events.list(params={"delivery_success": False, "types": ["customer.*"]})
    assert [one.data.object.id for one in missing.data] == [lost.id]
    assert missing.data[0].pending_webhooks == 1


def test_the_log_goes_back_30_days(emulator: Emulator, client: stripe.StripeClient) -> None:
    client.v1.customers.create(params={})
    assert len(client.v1.events.list(params={"type": "customer.created"}).data) == 1
    emulator.advance(30 * DAY + 1)
    assert client.v1.events.list(params={"type": "customer.created"}).data == []


def test_an_event_names_the_request_that_made_it(client: stripe.StripeClient) -> None:
    made = client.v1.customers.create(params={}, options={"idempotency_key": "one"})
    event = client.v1.events.list(params={"type": "customer.created"}).data[0]
    assert event.request.to_dict() == {"id": made.last_response.request_id, "idempotency_key": "one"}


def test_a_snapshot_stays_as_it_was(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create(params={"name": "Before"})
    client.v1.customers.update(customer.id, params={"name": "After"})
    event = client.v1.events.list(params={"type": "customer.created"}).data[0]
    assert event.data.object.name == "Before"


def test_deliveries_are_lost_doubled_delayed_and_shuffled_on_request(
    emulator: Emulator, client: stripe.StripeClient, endpoints: dict
) -> None:
    emulator.webhooks.set_policy(drop=1.0)
    client.v1.customers.create(params={})
    assert emulator.due_deliveries() == []
    emulator.webhooks.set_policy(duplicate=1.0)
    client.v1.customers.create(params={})
    twice = deliver_all(emulator)
    assert len(twice) == 2
    assert twice[0].event_id == twice[1].event_id
    emulator.webhooks.set_policy(delay=100.0, shuffle=True)
    for _ in range(20):
        client.v1.customers.create(params={})
    assert len(emulator.due_deliveries()) < 20
    emulator.advance(100)
    created = [one.event_id for one in emulator.due_deliveries()]
    assert len(set(created)) == 20
    order = [one.id for one in client.v1.events.list(params={"limit": 20}).data]
    places = [order.index(one) for one in created]
    assert any(later > earlier for earlier, later in pairwise(places))


def test_an_event_can_be_sent_again(emulator: Emulator, client: stripe.StripeClient, endpoints: dict) -> None:
    client.v1.customers.create(params={})
    (first,) = deliver_all(emulator)
    emulator.webhooks.redeliver(first.event_id)
    assert [one.event_id for one in emulator.due_deliveries()] == [first.event_id]


def test_a_deleted_or_disabled_endpoint_gets_nothing_more(
    emulator: Emulator, client: stripe.StripeClient, endpoints: dict
) -> None:
    client.v1.customers.create(params={})
    assert len(emulator.due_deliveries()) == 1
    client.v1.webhook_endpoints.delete(endpoints[False].id)
    assert emulator.due_deliveries() == []
    client.v1.webhook_endpoints.update(endpoints[True].id, params={"disabled": True})
    client.v1.customers.create(params={})
    client.v1.accounts.create(params=EXPRESS)
    assert emulator.due_deliveries() == []


def test_an_endpoint_keeps_its_address_when_the_new_one_is_wrong(client: stripe.StripeClient) -> None:
    made = client.v1.webhook_endpoints.create(params={"url": "https://a.test", "enabled_events": ["*"]})
    with pytest.raises(stripe.InvalidRequestError) as caught:
        client.v1.webhook_endpoints.update(made.id, params={"url": "file:///etc/passwd"})
    assert (caught.value.code, caught.value.param) == ("url_invalid", "url")
    assert client.v1.webhook_endpoints.retrieve(made.id).url == "https://a.test"


def test_a_webhook_is_signed_as_of_the_machines_time_however_far_the_emulators_was_moved() -> None:
    emulator = Emulator()
    client = client_of(emulator)
    client.v1.webhook_endpoints.create({"url": "https://pulse.example/hook", "enabled_events": ["*"]})
    emulator.advance(400)
    client.v1.customers.create({})

    (sent,) = deliver_all(emulator)

    signed = int(sent.signature.partition(",")[0].removeprefix("t="))
    assert abs(signed - time.time()) < 100
