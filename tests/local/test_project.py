"""The project that the emulators run: the deployed configuration, and the ports and secrets of this world."""

import json
import stat
import sys

import pytest

from local import project
from local.places import FUNCTIONS, ROOT, Home
from local.ports import WorldPorts


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path)
    home.prepare()
    project.write(
        home, WorldPorts.free(), settings={"SITE_URL": "http://127.0.0.1:1"}, secrets={"KEY": "sk_test_x"}
    )
    return home


def test_every_server_listens_on_this_machine_alone():
    emulators = project.configuration(WorldPorts())["emulators"]
    hosts = {
        name: value["host"]
        for name, value in emulators.items()
        if isinstance(value, dict) and "port" in value
    }
    assert set(hosts.values()) == {"127.0.0.1"}
    assert set(hosts) == {"hub", "logging", "hosting", "functions", "auth", "firestore", "tasks", "eventarc"}


def test_the_chosen_ports_are_used():
    emulators = project.configuration(WorldPorts(firestore=18080, firestore_websocket=19150))["emulators"]
    assert emulators["firestore"] == {"host": "127.0.0.1", "port": 18080, "websocketPort": 19150}


def test_the_rest_is_what_is_deployed_with_this_python():
    deployed = json.loads((ROOT / "firebase.json").read_text())
    local = project.configuration(WorldPorts())
    rest = {name: value for name, value in local["hosting"].items() if name != "headers"}
    assert rest == {name: value for name, value in deployed["hosting"].items() if name != "headers"}
    assert local["firestore"] == deployed["firestore"]
    assert local["functions"]["runtime"] == f"python3{sys.version_info.minor}"


def test_the_policies_of_pages_are_the_deployed_ones_and_allow_the_emulators_alone():
    ports = WorldPorts()
    deployed = json.loads((ROOT / "firebase.json").read_text())["hosting"]["headers"]
    for theirs, ours in zip(deployed, project.configuration(ports)["hosting"]["headers"], strict=True):
        assert ours["source"] == theirs["source"]
        for there, here in zip(theirs["headers"], ours["headers"], strict=True):
            added = set(here["value"].split()) - set(there["value"].split())
            emulators = {f"http://127.0.0.1:{port}" for port in (ports.auth, ports.firestore, ports.stripe)}
            assert added <= emulators
            assert bool(added) == (there["key"] == project.POLICY)


def test_pages_are_links_to_the_real_ones_but_for_the_settings_which_name_the_emulators(home):
    pages = home.project / "web"
    told = json.loads((pages / "settings.json").read_text())

    assert (pages / "index.html").resolve() == ROOT / "web" / "index.html"
    assert not (pages / "settings.json").is_symlink()
    assert set(told["emulators"]) == {"auth", "firestore"}
    assert all(told[name].startswith("http://127.0.0.1:") for name in ("stripeJs", "connectJs"))


def test_with_stripes_test_mode_pages_load_stripes_own_scripts(tmp_path):
    home = Home(tmp_path)
    home.prepare()
    project.write(home, WorldPorts.free(), settings={}, secrets={}, stripe_emulated=False)
    told = json.loads((home.project / "web" / "settings.json").read_text())

    assert told["stripeJs"].startswith("https://js.stripe.com/")
    assert told["publishableKey"] == ""


def test_the_functions_are_links_to_the_real_ones(home):
    requirements = home.project / "functions" / "requirements.txt"
    assert requirements.is_symlink()
    assert requirements.resolve() == (FUNCTIONS / "requirements.txt").resolve()


def test_secrets_are_this_world_s_and_its_owner_s(home):
    secrets = home.project / "functions" / ".secret.local"
    assert secrets.read_text() == 'KEY="sk_test_x"\n'
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    assert not (FUNCTIONS / ".secret.local").exists()


def test_it_can_be_written_again(home):
    project.write(home, WorldPorts.free(), settings={}, secrets={"KEY": "sk_test_y"})
    assert (home.project / "functions" / ".secret.local").read_text() == 'KEY="sk_test_y"\n'


def test_stripe_s_endpoints_are_matched_before_everything_else():
    rewrites = json.loads((ROOT / "firebase.json").read_text())["hosting"]["rewrites"]
    functions = [(rewrite["source"], rewrite["function"]["functionId"]) for rewrite in rewrites]
    assert functions == [
        ("/.netlify/functions/stripe-webhook", "stripewebhook"),
        ("/.netlify/functions/stripe-connect-webhook", "stripeconnectwebhook"),
        ("/api/stripe-webhook", "stripewebhook"),
        ("/api/stripe-connect-webhook", "stripeconnectwebhook"),
        ("/.netlify/functions/**", "api"),
        ("/api/**", "api"),
    ]


def test_the_servers_for_messages_are_no_emulators_of_firebase():
    emulators = project.configuration(WorldPorts())["emulators"]
    assert not {"smtp", "fcm", "stripe"} & emulators.keys()


def test_a_prefix_is_in_every_name_by_which_a_function_is_called():
    local = project.configuration(WorldPorts(), "pay")
    assert local["functions"]["prefix"] == "pay"
    names = [rewrite["function"]["functionId"] for rewrite in local["hosting"]["rewrites"]]
    assert names
    assert [name for name in names if not name.startswith("pay-")] == []


@pytest.mark.parametrize(("environment", "prefix"), [({}, ""), ({"FUNCTION_PREFIX": "pay"}, "pay")])
def test_the_prefix_is_that_of_the_environment_or_of_the_deployed_settings(environment, prefix):
    assert project.function_prefix(environment) == prefix
