"""Attacks that no other room tests: ids and links that lead elsewhere, and keys of the wrong mode."""

from __future__ import annotations

import ast
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulse.accounts import Role
from pulse.accounts.links import refresh_url, return_url
from pulse.errors import InvalidRequest, Misconfigured
from pulse.ports.paths import path
from pulse.settings import SECRETS, Settings, secret, stripe_key
from tests import code_facts
from tests.rules.table import TABLE

SITE = Settings(site_url="https://pulse.example")
LOCAL, PRODUCTION = Settings(environment="local"), Settings(environment="production")
EMULATOR_VARIABLES = ("FIREBASE_AUTH_EMULATOR_HOST", "FIRESTORE_EMULATOR_HOST", "CLOUD_TASKS_EMULATOR_HOST")


def key(kind: str, mode: str) -> str:
    return f"{kind}_{mode}_{'x' * 24}"


@given(st.text())
@example("../users/admin")
@example("a/b")
@example("a%2Fb")
@example("..")
@example("__name__")
@example("x" * 401)
@example("\uff41")
@example("a\n")
@example("")
def test_no_id_reaches_into_another_collection(text):
    try:
        built = path("users", text)
    except InvalidRequest:
        return
    assert built.split("/") == ["users", text]
    assert text not in {"", ".", ".."}
    assert len(text.encode()) <= 1_500


@given(st.text(min_size=1), st.integers())
@example("https://evil.example", 1)
@example("@evil.example/", 1)
@example("&return_url=https://evil.example", 1)
@example("\r\nLocation: https://evil.example", 1)
@example("#", 1)
def test_stripe_is_never_asked_to_send_people_elsewhere(challenge_id, placement):
    for url in (refresh_url(Role.WINNER, SITE, challenge_id, placement), return_url(Role.WINNER, SITE)):
        parts = urlsplit(url)
        assert (parts.scheme, parts.netloc, parts.fragment) == ("https", "pulse.example", "")
        assert url.isprintable()
    query = parse_qs(urlsplit(refresh_url(Role.WINNER, SITE, challenge_id, placement)).query)
    assert query == {"challengeId": [challenge_id], "placement": [str(placement)]}


@pytest.mark.parametrize("variable", EMULATOR_VARIABLES)
def test_emulator_variables_stop_a_production_process(variable):
    with pytest.raises(Misconfigured, match=variable):
        Settings.from_environment({variable: "127.0.0.1:9099"})
    assert Settings.from_environment({variable: "127.0.0.1:9099", "PULSE_ENVIRONMENT": "local"}).local


@pytest.mark.parametrize(
    ("settings", "given_key"),
    [
        (LOCAL, key("sk", "live")),
        (LOCAL, key("rk", "live")),
        (Settings(stripe_mode="live"), key("sk", "test")),
        (Settings(stripe_mode="test"), key("rk", "live")),
        (PRODUCTION, key("pk", "live")),
        (PRODUCTION, "whsec_" + "x" * 24),
        (PRODUCTION, "x"),
        (PRODUCTION, ""),
        (Settings(stripe_api_base="http://127.0.0.1:12111"), key("sk", "live")),
    ],
)
def test_a_key_of_the_wrong_kind_or_mode_is_never_used_and_never_told(settings, given_key):
    with pytest.raises(Misconfigured) as refused:
        stripe_key(settings, {"STRIPE_SECRET_KEY": given_key})
    assert len(given_key) < 2 or given_key not in refused.value.message


@pytest.mark.parametrize(
    ("settings", "given_key"),
    [
        (LOCAL, key("sk", "test")),
        (PRODUCTION, key("rk", "live")),
        (Settings(environment="production", stripe_mode="test"), key("sk", "test")),
        (Settings(stripe_mode="live"), key("rk", "live")),
    ],
)
def test_a_key_of_the_right_mode_is_taken(settings, given_key):
    assert stripe_key(settings, {"STRIPE_SECRET_KEY": given_key}) == given_key


@pytest.mark.parametrize("name", SECRETS)
def test_an_unbound_secret_stops_with_a_sentence_that_names_it(name):
    with pytest.raises(Misconfigured, match=name):
        secret(name, {})


@pytest.mark.parametrize("value", ["all", "-1", "10001", ""])
def test_a_setting_that_is_none_stops_with_a_sentence_that_names_it(value):
    with pytest.raises(Misconfigured, match="PLATFORM_FEE_BPS"):
        Settings.from_environment({"PLATFORM_FEE_BPS": value})


def test_every_collection_that_the_code_names_has_its_row_in_the_table_of_access():
    rows = {row.document.split("/")[0] for row in TABLE} | {row.id for row in TABLE}
    named = {
        value
        for call in code_facts.calls("path", "Query")
        if call.args and isinstance(call.args[0], ast.Constant) and (value := call.args[0].value)
    }
    assert {one.split("/")[0] for one in named} - rows == set()
