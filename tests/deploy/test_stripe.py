"""Stripe's endpoints have exactly the events that are handled, and their secrets are never lost for long."""

from __future__ import annotations

import base64
import re
from fnmatch import fnmatchcase

import pytest

from deploy import events
from pulse.inbox import HANDLERS
from pulse.inbox.handlers import handler_of
from pulse.settings import STRIPE_API_VERSION
from stripe_emulator.world.state import PLATFORM as PLATFORM_ACCOUNT
from tests.cloud.standin import PROJECT
from tests.deploy.scene import PARAMETERS, Scene, wrong

SECRETS = f"secretmanager.googleapis.com/projects/{PROJECT}/secrets"
CONNECT, PLATFORM = "STRIPE_CONNECT_WEBHOOK_SECRETS", "STRIPE_WEBHOOK_SECRETS"


@pytest.fixture
def deployed(scene) -> Scene:
    assert wrong(scene.deploy()) == []
    return scene


def hooks(scene: Scene) -> dict[str, dict]:
    """Function -> its endpoint of API v1."""
    return {one["url"].rsplit("/", 1)[-1]: one for one in scene.clients().stripe.all("/v1/webhook_endpoints")}


def hooks_of(scene: Scene) -> list[dict]:
    return list(scene.emulator.store.all(PLATFORM_ACCOUNT, "webhook_endpoint").values())


def destination(scene: Scene) -> dict:
    (one,) = scene.clients().stripe.all(
        "/v2/core/event_destinations", **{"include[0]": "webhook_endpoint.url"}
    )
    return one


def stored(scene: Scene, name: str) -> list[str]:
    versions = scene.cloud.named(f"{SECRETS}/{name}/versions")
    newest = max(versions, key=lambda one: int(one.rsplit("/", 1)[-1]))
    return base64.b64decode(scene.cloud.things[newest]["payload"]["data"]).decode().split(",")


def signing(scene: Scene) -> dict[str, str]:
    """Endpoint -> its secret, as only the emulator knows them."""
    objects = scene.emulator.store.all(PLATFORM_ACCOUNT, "webhook_endpoint")
    return {one["id"]: one["_secret"] for one in objects.values()}


def test_every_type_that_is_handled_is_asked_for_and_no_other():
    asked = {*events.of_the_platform(), *events.of_connected_accounts(), *events.thin()}
    plain = {re.sub(r"\[[^\]]*\]", "", one) for one in asked}

    assert [one for one in asked if handler_of(one) is None] == []
    assert [one for one in HANDLERS if not any(fnmatchcase(each, one) for each in plain)] == []


def test_what_happens_to_connected_accounts_comes_from_them_and_the_rest_from_the_platform():
    families = {one.partition(".")[0] for one in events.of_the_platform()}

    assert families == {"payment_intent", "charge", "refund", "radar", "transfer", "payout", "balance"}
    assert {one.partition(".")[0] for one in events.of_connected_accounts()} == {
        "account", "person", "capability", "payout",
    }  # fmt: skip


def test_the_endpoints_have_those_types_the_pinned_version_and_the_functions_own_addresses(deployed):
    found = hooks(deployed)

    assert {one["api_version"] for one in found.values()} == {STRIPE_API_VERSION}
    assert sorted(found["stripewebhook"]["enabled_events"]) == events.of_the_platform()
    assert sorted(found["stripeconnectwebhook"]["enabled_events"]) == events.of_connected_accounts()
    thin = destination(deployed)
    assert sorted(thin["enabled_events"]) == list(events.thin())
    assert (thin["event_payload"], thin["events_from"]) == ("thin", ["@accounts"])
    assert thin["webhook_endpoint"]["url"] == found["stripeconnectwebhook"]["url"]


def test_each_function_has_the_secrets_of_its_endpoints_and_no_others(deployed):
    secret, found = signing(deployed), hooks(deployed)

    assert stored(deployed, PLATFORM) == [secret[found["stripewebhook"]["id"]]]
    assert secret[found["stripeconnectwebhook"]["id"]] in stored(deployed, CONNECT)
    assert len(stored(deployed, CONNECT)) == 2


def test_types_that_somebody_took_away_are_chosen_again(deployed):
    one = hooks(deployed)["stripewebhook"]
    deployed.clients().stripe.post(
        f"/v1/webhook_endpoints/{one['id']}", {"enabled_events": ["charge.failed"]}
    )

    deployed.deploy()

    assert hooks(deployed)["stripewebhook"]["id"] == one["id"]
    assert sorted(hooks(deployed)["stripewebhook"]["enabled_events"]) == events.of_the_platform()


def test_an_endpoint_whose_secret_nobody_has_is_replaced_and_said_first(deployed):
    former = hooks(deployed)["stripewebhook"]["id"]
    deployed.cloud.things[f"{SECRETS}/{PLATFORM}"]["annotations"] = {}

    (sentence,) = wrong(deployed.look())
    deployed.deploy()

    assert f"takes the place of {former}" in sentence
    (made,) = [one for name, one in hooks(deployed).items() if name == "stripewebhook"]
    assert made["id"] != former
    assert stored(deployed, PLATFORM)[0] == signing(deployed)[made["id"]]


def test_the_secret_of_an_endpoint_that_is_gone_goes_and_one_of_a_person_stays(deployed):
    before = stored(deployed, PLATFORM)
    url = f"secretmanager.googleapis.com/v1/projects/{PROJECT}/secrets/{PLATFORM}:addVersion"
    both = base64.b64encode(f"{before[0]},whsec_of_a_person".encode()).decode()
    deployed.clients().google.send("POST", url, {"payload": {"data": both}})
    one = hooks(deployed)["stripewebhook"]
    deployed.clients().stripe.post(f"/v1/webhook_endpoints/{one['id']}", {"disabled": True})

    deployed.deploy()

    after = stored(deployed, PLATFORM)
    assert before[0] not in after
    assert after[1:] == ["whsec_of_a_person"]


def test_endpoints_of_others_are_left_alone(scene):
    clients = scene.clients()
    theirs = clients.stripe.post(
        "/v1/webhook_endpoints", {"url": "https://app.example.com/hook", "enabled_events": ["charge.failed"]}
    )

    scene.deploy()

    (kept,) = [one for one in clients.stripe.all("/v1/webhook_endpoints") if one["id"] == theirs["id"]]
    assert kept["enabled_events"] == ["charge.failed"]


def test_a_functions_key_that_lacks_a_right_is_named_with_the_right(scene):
    rights = {"balance": "read"}
    key = scene.emulator.control("restricted_keys", name="narrow", rights=rights)["key"]
    scene.given["STRIPE_SECRET_KEY"] = key

    results = scene.deploy()

    (sentence,) = wrong(results[-1:])
    assert results[-1].step.name == "key"
    assert "Disputes" in sentence
    assert "Balance," not in sentence


@pytest.mark.parametrize(
    ("api", "rights", "named"),
    [("v2", "Accounts of API v2, Events of API v2", True), ("v1", "API v2", False)],
)
def test_what_accounts_of_api_v2_take_is_looked_at_where_they_are_made(scene, api, rights, named):
    (scene.root / "functions" / f".env.{PROJECT}").write_text(f"{PARAMETERS}STRIPE_ACCOUNTS={api}\n")
    key = scene.emulator.control("restricted_keys", name="narrow", rights={"balance": "read"})["key"]
    scene.given["STRIPE_SECRET_KEY"] = key

    (sentence,) = wrong(scene.deploy()[-1:])

    assert (rights in sentence) is named


def test_without_a_key_for_the_endpoints_the_deployment_says_which_one(scene):
    scene.setup_key = ""
    every = {"accounts": "write"}
    scene.given["STRIPE_SECRET_KEY"] = scene.emulator.control("restricted_keys", name="none", rights=every)[
        "key"
    ]

    found = scene.step("endpoints")

    assert "STRIPE_SETUP_KEY" in found.plan.decisions[0].instead


def test_a_setup_key_of_the_other_mode_makes_nothing(scene):
    scene.setup_key = "sk_live_" + "setup"

    results = scene.deploy()

    assert wrong(results[-1:]) == [
        "endpoints: STRIPE_SETUP_KEY is a live key, and this project takes only test keys."
    ]
    assert hooks_of(scene) == []


def test_automatic_payouts_become_manual(scene):
    clients = scene.clients()
    clients.stripe.post(
        "/v1/balance_settings", {"payments": {"payouts": {"schedule": {"interval": "daily"}}}}
    )

    scene.deploy()

    settings = clients.stripe.get("/v1/balance_settings")
    assert settings["payments"]["payouts"]["schedule"]["interval"] == "manual"


def test_an_endpoint_is_said_by_the_name_that_its_function_has_in_this_project(root_beside):
    scene = Scene(root_beside)

    before = [change.sentence for change in scene.step("endpoints").plan.changes]
    scene.deploy()

    assert all(" pay-stripe" in one for one in before)
    assert all(" pay-stripe" in one for one in scene.step("endpoints").plan.right)
