"""The emulator against Stripe's own sources: typed params of the SDK, published fixtures."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import stripe

from stripe_emulator import Emulator, generate_parameters
from stripe_emulator.resources.catalog import ENDPOINTS

FIELDS: dict[str, Any] = json.loads(Path(__file__).with_name("fixture_types.json").read_text())
"""Names and types of the fields of Stripe's published fixtures, without values: github.com/stripe/openapi
(MIT), openapi/fixtures3.json of 2026-08-21. None where the fixture's value is null."""

LEFT_OUT = {
    "charge": {"refunds"},
    "event.data": {"object"},
    "payment_method": {"metadata"},
    "topup": {"metadata"},
}
"""Not compared: a list that the API no longer sends unasked, and contents that are the caller's own."""

OTHER_TYPE = {
    ("balance_settings", "minimum_balance_by_currency"),
    ("balance_settings", "automatic_transfer_rules_by_currency"),
}
"""Null in the fixture; the SDK cannot read null there, so it is an empty object."""


def test_the_tables_are_what_the_installed_sdk_says() -> None:
    assert generate_parameters.TABLE.read_text() == generate_parameters.generate()
    assert generate_parameters.TABLE_V2.read_text() == generate_parameters.generate_v2()
    assert generate_parameters.SHAPES_V2.read_text() == generate_parameters.generate_shapes()
    assert generate_parameters.THIN_TYPES.read_text() == generate_parameters.generate_thin_types()


def test_every_endpoint_has_typed_params_and_is_an_address_of_the_sdk() -> None:
    services = "".join(one.read_text() for one in Path(stripe.__file__).parent.rglob("_*_service.py"))
    for method, path, params, _ in ENDPOINTS:
        assert generate_parameters.params_class(params)
        fixed = [part for part in path.split("/") if part and not part.startswith("{")]
        assert f'"/{fixed[0]}/{fixed[1]}' in services, (method, path)


@pytest.fixture
def objects(
    emulator: Emulator, client: stripe.StripeClient, trainer: str, sell: Callable
) -> dict[str, dict[str, Any]]:
    """One real object of each modelled kind."""
    customer = client.v1.customers.create(params={"email": "buyer@example.com"})
    intent = sell(card="pm_card_bypassPending", customer=customer.id)
    disputed = sell(card="pm_card_createDispute")
    sell(card="pm_card_createIssuerFraudRecord")
    refund = client.v1.refunds.create(
        params={
            "payment_intent": intent.id,
            "amount": 5_000,
            "reverse_transfer": True,
            "refund_application_fee": True,
        }
    )
    topup = client.v1.topups.create(params={"amount": 100_000, "currency": "usd"})
    transfer = client.v1.transfers.create(params={"amount": 500, "currency": "usd", "destination": trainer})
    reversal = client.v1.transfers.reversals.create(transfer.id, params={"amount": 100})
    scope = {"stripe_account": trainer}
    payout = client.v1.payouts.create(params={"amount": 100, "currency": "usd"}, options=scope)
    fee = client.v1.application_fees.list(params={"charge": intent.latest_charge}).data[0]
    link = {
        "account": trainer,
        "type": "account_onboarding",
        "refresh_url": "http://x/",
        "return_url": "http://x/",
    }
    session = {"customer": customer.id, "components": {"mobile_payment_element": {"enabled": True}}}
    made = [
        client.v1.accounts.retrieve(trainer),
        client.v1.accounts.capabilities.list(trainer).data[0],
        client.v1.accounts.external_accounts.list(trainer).data[0],
        client.v1.accounts.login_links.create(trainer),
        client.v1.account_links.create(params=link),
        fee,
        fee.refunds.data[0],
        client.v1.balance.retrieve(),
        client.v1.balance_settings.retrieve(),
        client.v1.balance_transactions.list().data[0],
        client.v1.charges.retrieve(intent.latest_charge),
        client.v1.customer_sessions.create(params=session),
        customer,
        client.v1.disputes.list(params={"charge": disputed.latest_charge}).data[0],
        client.v1.radar.early_fraud_warnings.list().data[0],
        client.v1.ephemeral_keys.create(
            params={"customer": customer.id}, options={"stripe_version": stripe.api_version}
        ),
        client.v1.events.list().data[0],
        intent,
        client.v1.payment_methods.retrieve(intent.payment_method),
        payout,
        refund,
        reversal,
        topup,
        client.v1.transfers.retrieve(transfer.id),
        client.v1.webhook_endpoints.create(params={"url": "http://x/", "enabled_events": ["*"]}),
    ]
    found = {one.object: json.loads(json.dumps(one.to_dict())) for one in made}
    assert len(found) == len(made)
    return found


def differences(ours: Any, theirs: Any, path: str) -> list[str]:
    """Fields that Stripe's fixture has and we do not, and values of another type."""
    if ours is None or theirs is None:
        return []
    if isinstance(theirs, dict):
        if not isinstance(ours, dict):
            return [] if isinstance(ours, str) and "id" in theirs else [f"{path} is no object"]
        kind = path.split(".", maxsplit=1)[0]
        found = []
        for name in theirs.keys() - LEFT_OUT.get(path, set()):
            if name not in ours:
                found.append(f"{path}.{name} is missing")
            elif (kind, name) not in OTHER_TYPE:
                found += differences(ours[name], theirs[name], f"{path}.{name}")
        return found
    if isinstance(theirs, list):
        both = isinstance(ours, list) and ours and theirs
        return differences(ours[0], theirs[0], f"{path}[]") if both else []
    same = type(ours).__name__ == theirs
    return [] if same else [f"{path} is {type(ours).__name__}, not {theirs}"]


def test_every_field_of_stripes_fixtures_is_there_with_its_type(objects: dict[str, dict[str, Any]]) -> None:
    found = [one for kind, ours in objects.items() for one in differences(ours, FIELDS[kind], kind)]
    assert found == []
