"""Account sessions, and the frames of the embedded components that they open."""

import json
import re
from html import unescape
from typing import Any, get_type_hints
from urllib.parse import urlencode

import pytest
import stripe

from stripe_emulator import Emulator, Request, Response
from stripe_emulator.http_server import answer
from stripe_emulator.resources.accounts.sessions import COMPONENTS
from tests.emulator.facts.side import refusal
from tests.emulator.test_pages import ANSWERS
from tests.emulator.v2 import opened, read, session, told

OFFERED = ("account_onboarding", "notification_banner", "payouts", "documents")


def visit(emulator: Emulator, name: str, secret: str, form: dict[str, str] | None = None) -> Response:
    method, body = ("GET", "") if form is None else ("POST", urlencode(form))
    return answer(emulator, Request.of(method, f"/connect/{name}/{secret}", {}, body))


def message(response: Response) -> tuple[str, Any]:
    """What the frame tells the page around it."""
    found = re.search(r'data-type="(\w+)" data-detail="([^"]*)"', response.body)
    assert found is not None, response.body
    return found[1], json.loads(unescape(found[2]))


def test_every_component_and_feature_of_the_sdk_is_known() -> None:
    kinds = stripe.AccountSession.Components
    for name, component in kinds._inner_class_types.items():
        features = component._inner_class_types.get("features")
        known = (
            set(get_type_hints(features)) - set(get_type_hints(stripe.StripeObject)) if features else set()
        )
        assert set(COMPONENTS[name]) == known, name
    assert set(COMPONENTS) == set(kinds._inner_class_types)


def test_a_session_names_every_component_with_its_features(client: stripe.StripeClient) -> None:
    account = opened(client).id
    made = session(client, account, "payouts", "account_onboarding")
    shown = made.to_dict()
    assert (made.account, made.object, made.livemode) == (account, "account_session", False)
    assert made.client_secret.startswith("accs_secret__")
    assert shown["components"].keys() == COMPONENTS.keys()
    enabled = {name for name, one in shown["components"].items() if one["enabled"]}
    assert enabled == {"payouts", "account_onboarding"}
    assert shown["components"]["payouts"]["features"] == {
        "disable_stripe_user_authentication": False,
        "edit_payout_schedule": False,
        "external_account_collection": True,
        "instant_payouts": False,
        "standard_payouts": False,
    }


def test_features_can_be_switched(client: stripe.StripeClient) -> None:
    account = opened(client).id
    made = session(client, account, "payments", refund_management=False)
    assert made.components.payments.features.refund_management is False
    assert made.components.payments.features.dispute_management is True


@pytest.mark.parametrize(
    ("components", "param"),
    [
        ({}, "components"),
        ({"payouts": {"enabled": False}}, "components"),
        ({"payout": {"enabled": True}}, "components[payout]"),
        (
            {"payouts": {"enabled": True, "features": {"colour": True}}},
            "components[payouts][features][colour]",
        ),
        ({"payouts": {"features": {}}}, None),
    ],
)
def test_components_that_do_not_exist_are_refused(
    client: stripe.StripeClient, components: Any, param: str | None
) -> None:
    params = {"account": opened(client).id, "components": components}
    refused = refusal(lambda: client.v1.account_sessions.create(params=params))
    assert refused.status == 400
    assert param in (None, refused.param)


@pytest.mark.parametrize(
    "feature", [{"disable_stripe_user_authentication": True}, {"external_account_collection": False}]
)
def test_the_holder_signs_in_with_stripe_where_stripe_collects(
    client: stripe.StripeClient, feature: dict[str, bool]
) -> None:
    account = opened(client).id
    assert refusal(lambda: session(client, account, "payouts", **feature)).status == 400
    own = opened(client, dashboard="none").id
    features = session(client, own, "payouts", **feature).components.payouts.features
    assert features.disable_stripe_user_authentication is True
    assert features.external_account_collection is False


def test_an_unknown_account_has_no_session(client: stripe.StripeClient) -> None:
    refused = refusal(lambda: session(client, "acct_none", "payouts"))
    assert (refused.status, refused.code) == (400, "resource_missing")


def test_onboarding_in_the_page_makes_the_account_ready(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client)
    secret = session(client, account.id, "account_onboarding").client_secret
    assert visit(emulator, "account-onboarding", secret).status == 200
    wrong = visit(emulator, "account-onboarding", secret, {**ANSWERS, "ssn": "1"})
    assert (wrong.status, "data-type" in wrong.body) == (422, False)
    assert message(visit(emulator, "account-onboarding", secret, ANSWERS)) == ("exit", {})
    transfers = read(client, account.id).configuration.recipient.capabilities.stripe_balance.stripe_transfers
    assert told(transfers)[0] == "active"


def test_the_banner_counts_what_is_due(emulator: Emulator, client: stripe.StripeClient) -> None:
    account = opened(client)
    secret = session(client, account.id, "notification_banner").client_secret
    count = len(account.requirements.entries)
    expected = {"total": count, "actionRequired": count}
    assert message(visit(emulator, "notification-banner", secret)) == ("notifications", expected)
    emulator.complete_onboarding(account.id)
    secret = session(client, account.id, "notification_banner").client_secret
    none = {"total": 0, "actionRequired": 0}
    assert message(visit(emulator, "notification-banner", secret)) == ("notifications", none)


def test_payouts_and_balances_show_the_account(emulator: Emulator, client: stripe.StripeClient) -> None:
    account = opened(client).id
    emulator.complete_onboarding(account)
    emulator.set_balance("usd", 12_345, account=account)
    secret = session(client, account, "balances", "payouts_list", "documents").client_secret
    assert "123.45" in visit(emulator, "balances", secret).body
    assert "Payouts to your bank" in visit(emulator, "payouts-list", secret).body
    assert visit(emulator, "documents", secret).status == 200


def test_a_component_opens_only_once_where_the_session_enables_it_and_in_time(
    emulator: Emulator, client: stripe.StripeClient
) -> None:
    account = opened(client).id
    secret = session(client, account, "payouts").client_secret
    assert visit(emulator, "payouts", secret).headers["Content-Security-Policy"].endswith("script-src 'self'")
    for name, one in (("payouts", secret), ("balances", secret), ("payouts", "accs_secret__none")):
        assert message(visit(emulator, name, one))[0] == "error"
    assert visit(emulator, "nothing", secret).status == 404
    late = session(client, account, "payouts").client_secret
    emulator.advance(3_600)
    assert message(visit(emulator, "payouts", late))[0] == "error"


def test_the_script_is_where_the_npm_package_looks_for_it(emulator: Emulator) -> None:
    script = answer(emulator, Request("GET", "/v1.0/connect.js"))
    assert script.headers["Content-Type"].startswith("text/javascript")
    for name in COMPONENTS.keys() - {"payment_method_settings", "reporting_chart"}:
        hyphened = name.replace("_", "-")
        if not name.startswith("terminal"):
            assert re.search(rf"^  '?{hyphened}'?: \[", script.body, re.MULTILINE), name
