"""`.local/endpoints.json`: what other programs read to find the world."""

import json
import stat

from local.endpoints import of
from local.places import Home
from local.ports import WorldPorts


def test_the_file_holds_base_urls_secrets_and_pids(tmp_path):
    secrets = {"platform": "whsec_1", "connect": "whsec_2"}
    where = of(WorldPorts(), stripe="http://127.0.0.1:12111", webhook_secrets=secrets)
    where.write(Home(tmp_path))
    written = json.loads((tmp_path / "endpoints.json").read_text())
    assert written == {
        "project": "demo-pulse",
        "region": "us-central1",
        "hosting": "http://127.0.0.1:5002",
        "functions": "http://127.0.0.1:5001",
        "auth": "http://127.0.0.1:9099",
        "firestore": "http://127.0.0.1:8080",
        "tasks": "http://127.0.0.1:9499",
        "stripe": "http://127.0.0.1:12111",
        "webhookSecrets": secrets,
        "pids": {},
    }
    assert stat.S_IMODE((tmp_path / "endpoints.json").stat().st_mode) == 0o600


def test_an_operation_goes_through_hosting_and_a_function_past_it():
    where = of(WorldPorts(), stripe="", webhook_secrets={})
    assert where.operation("get-earnings") == "http://127.0.0.1:5002/.netlify/functions/get-earnings"
    assert where.function("stripewebhook") == "http://127.0.0.1:5001/demo-pulse/us-central1/stripewebhook"


def test_a_prefix_is_part_of_a_functions_name_and_not_of_an_operations():
    where = of(WorldPorts(), stripe="", webhook_secrets={}, prefix="pay")
    assert where.function("stripewebhook").endswith("/us-central1/pay-stripewebhook")
    assert where.own_functions.endswith("/us-central1")
    assert where.operation("get-earnings").endswith("/get-earnings")
