"""Events and webhook endpoints."""

import pytest
import stripe as sdk

from tests.emulator.facts.fact import CONTROL, TIME, fact
from tests.emulator.facts.side import Side, new_key, refusal, refused_card

API = "docs.stripe.com/api/events"
ENDPOINTS = "docs.stripe.com/api/webhook_endpoints"
HOOK = {"url": "https://example.com/hook", "enabled_events": ["customer.created"]}


@fact(f"{API}/object")
def holds_the_object(stripe: Side) -> None:
    """An event holds the object as it was when the event happened."""
    customer = stripe.v1.customers.create(params={"name": "A"})
    stripe.v1.customers.update(customer.id, params={"name": "B"})
    event = stripe.event("customer.created", customer.id)
    assert event.data.object["name"] == "A"
    assert (event.object, event.livemode) == ("event", False)


@fact(f"{API}/object")
def says_what_changed(stripe: Side) -> None:
    """An event of an update says what the changed fields were before."""
    customer = stripe.v1.customers.create(params={"name": "A"})
    stripe.v1.customers.update(customer.id, params={"name": "B"})
    event = stripe.event("customer.updated", customer.id)
    assert event.data.previous_attributes.to_dict() == {"name": "A"}


@fact(f"{API}/object")
def names_the_request(stripe: Side) -> None:
    """An event names the request and the idempotency key that caused it."""
    options = new_key()
    customer = stripe.v1.customers.create(params={"name": "A"}, options=options)
    event = stripe.event("customer.created", customer.id)
    assert event.request.idempotency_key == options["idempotency_key"]
    assert event.request.id == customer.last_response.request_id


@fact(f"{API}/list")
def by_types(stripe: Side) -> None:
    """Events can be listed by one type or by several, not by both."""
    stripe.v1.customers.create()
    params = {"types": ["customer.created", "customer.deleted"]}
    listed = stripe.soon(lambda: stripe.v1.events.list(params=params).data)
    assert {one.type for one in listed} <= set(params["types"])
    assert refusal(lambda: stripe.v1.events.list(params={**params, "type": "customer.created"})).status == 400


@fact("docs.stripe.com/connect/webhooks")
def of_connected_account(stripe: Side) -> None:
    """What happens in a connected account is an event of that account, and names it."""
    account = stripe.account()
    stripe.v1.accounts.update(account, params={"metadata": {"a": "b"}})
    event = stripe.event("account.updated", account, account)
    assert event.account == account
    own = stripe.v1.events.list(params={"type": "account.updated"}).data
    assert event.id not in [one.id for one in own]


@fact("docs.stripe.com/api/events/types#event_types-transfer.created")
def transfer_created(stripe: Side) -> None:
    """A transfer is an event of the platform."""
    transfer = stripe.transfer(1_000)
    assert "account" not in stripe.event("transfer.created", transfer.id)


@fact("docs.stripe.com/api/events/types#event_types-transfer.reversed")
def transfer_reversed(stripe: Side) -> None:
    """A partial reversal is also told as `transfer.reversed`."""
    transfer = stripe.transfer(1_000)
    stripe.v1.transfers.reversals.create(transfer.id, params={"amount": 1})
    assert stripe.event("transfer.reversed", transfer.id).data.object["reversed"] is False


@fact("docs.stripe.com/changelog/2017-04-06/transfers-split-payouts-transfers")
def no_transfer_paid(stripe: Side) -> None:
    """There is no event `transfer.paid` to subscribe to."""
    params = {**HOOK, "enabled_events": ["transfer.paid"]}
    refused = refusal(lambda: stripe.v1.webhook_endpoints.create(params=params))
    assert (refused.status, refused.param) == (400, "enabled_events[0]")


@fact(f"{ENDPOINTS}/object")
def secret_once(stripe: Side) -> None:
    """The secret of a webhook endpoint is shown when it is created and never again."""
    made = stripe.v1.webhook_endpoints.create(params=HOOK)
    again = stripe.v1.webhook_endpoints.retrieve(made.id)
    stripe.v1.webhook_endpoints.delete(made.id)
    assert made.secret.startswith("whsec_")
    assert "secret" not in again


@fact(f"{ENDPOINTS}/create")
def needs_scheme(stripe: Side) -> None:
    """The address of a webhook endpoint needs its scheme."""
    params = {**HOOK, "url": "example.com/hook"}
    assert refusal(lambda: stripe.v1.webhook_endpoints.create(params=params)).code == "url_invalid"


@fact("docs.stripe.com/webhooks#verify-official-libraries", emulator_only=CONTROL)
def signed(stripe: Side) -> None:
    """A delivery is signed with the endpoint's secret, and with no other."""
    endpoint = stripe.v1.webhook_endpoints.create(params=HOOK)
    customer = stripe.v1.customers.create()
    (sent,) = stripe.emulator.due_deliveries()
    now = {"tolerance": None}
    event = stripe.client.construct_event(sent.payload, sent.signature, endpoint.secret, **now)
    assert event.data.object["id"] == customer.id
    with pytest.raises(sdk.SignatureVerificationError):
        stripe.client.construct_event(sent.payload, sent.signature, "whsec_other", **now)


@fact("docs.stripe.com/webhooks/process-undelivered-events", emulator_only=CONTROL)
def delivered_again(stripe: Side) -> None:
    """A delivery that is not answered with 2xx is tried again three times in a sandbox."""
    stripe.v1.webhook_endpoints.create(params=HOOK)
    stripe.v1.customers.create()
    attempts = 0
    for _ in range(6):
        for one in stripe.emulator.due_deliveries():
            attempts += 1
            stripe.emulator.delivered(one.id, 500)
        stripe.emulator.advance(86_400)
    assert attempts == 1 + 3


@fact(f"{API}/list#list_events-type")
def by_group(stripe: Side) -> None:
    """Events can be listed by a group of types, with `*` for what is left out."""
    customer = stripe.v1.customers.create().id
    stripe.v1.customers.delete(customer)
    stripe.event("customer.deleted", customer)
    listed = stripe.v1.events.list(params={"type": "customer.*"}).data
    assert {"customer.created", "customer.deleted"} <= {one.type for one in listed}


@fact(f"{API}/list#list_events-types")
def twenty_types(stripe: Side) -> None:
    """A list of events names at most 20 types."""
    params = {"types": ["customer.created"] * 21}
    assert refusal(lambda: stripe.v1.events.list(params=params)).status == 400


@fact(f"{API}/types#event_types-payment_intent.payment_failed")
def payment_failed(stripe: Side) -> None:
    """A declined payment is told as `payment_intent.payment_failed` and `charge.failed`."""
    error = refused_card(stripe, "pm_card_visa_chargeDeclined").error
    event = stripe.event("payment_intent.payment_failed", error.payment_intent.id)
    assert event.data.object["last_payment_error"]["code"] == "card_declined"
    assert stripe.event("charge.failed", error.charge).data.object["paid"] is False


@fact(f"{API}/types#event_types-payment_intent.amount_capturable_updated")
def capturable(stripe: Side) -> None:
    """A held payment is told as `payment_intent.amount_capturable_updated`, then `charge.captured`."""
    intent = stripe.pay(1_000, capture_method="manual")
    event = stripe.event("payment_intent.amount_capturable_updated", intent.id)
    assert event.data.object["amount_capturable"] == 1_000
    stripe.v1.payment_intents.capture(intent.id)
    assert stripe.event("charge.captured", intent.latest_charge.id).data.object["captured"]


@fact(f"{API}/types#event_types-payment_intent.requires_action")
def requires_action(stripe: Side) -> None:
    """A payment that waits for the buyer is told as `payment_intent.requires_action`."""
    intent = stripe.pay(card="pm_card_authenticationRequired")
    event = stripe.event("payment_intent.requires_action", intent.id)
    assert event.data.object["status"] == "requires_action"


@fact(f"{API}/types#event_types-charge.refunded")
def partial_refund(stripe: Side) -> None:
    """A partial refund is also told as `charge.refunded`, and every refund as `refund.created`."""
    charge = stripe.pay(1_000, "pm_card_bypassPending").latest_charge
    refund = stripe.v1.refunds.create(params={"charge": charge.id, "amount": 100})
    shown = stripe.event("charge.refunded", charge.id).data.object
    assert (shown["refunded"], shown["amount_refunded"]) == (False, 100)
    assert stripe.event("refund.created", refund.id).data.object["amount"] == 100


@fact(f"{API}/types#event_types-application_fee.created")
def fee_events(stripe: Side) -> None:
    """An application fee and its refund are events of the platform."""
    fee = stripe.sell().latest_charge.application_fee
    stripe.v1.application_fees.refunds.create(fee.id, params={"amount": 100})
    for event_type, refunded in (("application_fee.created", 0), ("application_fee.refunded", 100)):
        event = stripe.event(event_type, fee.id)
        assert (event.data.object["amount_refunded"], "account" in event) == (refunded, False)


@fact(f"{API}/types#event_types-charge.dispute.created")
def dispute_events(stripe: Side) -> None:
    """A dispute is told when it opens, when it takes the money and when it is closed."""
    dispute = stripe.disputed()
    stripe.v1.disputes.close(dispute.id)
    for step in ("created", "funds_withdrawn", "closed"):
        assert stripe.event(f"charge.dispute.{step}", dispute.id).data.object["charge"] == dispute.charge


@fact(f"{API}/types#event_types-radar.early_fraud_warning.created")
def warning_event(stripe: Side) -> None:
    """An early fraud warning is told as `radar.early_fraud_warning.created`."""
    charge = stripe.pay(card="pm_card_createIssuerFraudRecord").latest_charge
    params = {"charge": charge.id}
    (warning,) = stripe.soon(lambda: stripe.v1.radar.early_fraud_warnings.list(params=params).data)
    event = stripe.event("radar.early_fraud_warning.created", warning.id)
    assert event.data.object["charge"] == charge.id


@fact("docs.stripe.com/connect/webhooks", emulator_only=CONTROL)
def capability_event(stripe: Side) -> None:
    """A capability that changes is told as `capability.updated` of its account."""
    account = stripe.ready_account()
    stripe.emulator.set_capability(account, "transfers", "inactive")
    options = {"stripe_account": account}
    newest = stripe.v1.events.list(params={"type": "capability.updated"}, options=options).data[0]
    shown = newest.data.object
    assert (newest.account, shown["id"], shown["status"]) == (account, "transfers", "inactive")


@fact(f"{API}/list", emulator_only=TIME)
def thirty_days(stripe: Side) -> None:
    """Events can be listed for 30 days."""
    customer = stripe.v1.customers.create().id
    event = stripe.event("customer.created", customer).id
    stripe.emulator.advance(30 * 86_400 + 1)
    assert stripe.v1.events.list(params={"type": "customer.created"}).data == []
    assert refusal(lambda: stripe.v1.events.retrieve(event)).code == "resource_missing"
