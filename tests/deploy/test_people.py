"""Sign-in, App Check and administrators: what the app has stays, and what only people can do is named."""

from __future__ import annotations

import pytest

from deploy.steps import people
from deploy.steps.people import App
from deploy.wanted import Wanted
from tests.cloud.standin import PROJECT
from tests.deploy.scene import PARAMETERS, root_in

CODES = {"state": "ENABLED", "totpProviderConfig": {"adjacentIntervals": 5}}


@pytest.fixture(scope="module")
def monitored(tmp_path_factory) -> Wanted:
    return Wanted.of(PROJECT, root_in(tmp_path_factory.mktemp("monitored")))


@pytest.fixture(scope="module")
def enforced(tmp_path_factory) -> Wanted:
    folder = tmp_path_factory.mktemp("enforced")
    return Wanted.of(PROJECT, root_in(folder, f"{PARAMETERS}APP_CHECK=enforce\n"))


def test_a_second_factor_that_is_there_is_left_as_it_is(monitored):
    found = {"mfa": {"state": "ENABLED", "providerConfigs": [CODES]}, "signIn": {"email": {"enabled": True}}}

    assert people.plan_sign_in(found, monitored).changes == ()


@pytest.mark.parametrize(
    "mfa",
    [
        {},
        {"state": "DISABLED", "providerConfigs": [CODES]},
        {"state": "ENABLED", "enabledProviders": ["PHONE_SMS"]},
    ],
)
def test_without_codes_of_an_app_they_are_switched_on(monitored, mfa):
    found = {"mfa": mfa, "signIn": {"email": {"enabled": True}}}

    (change,) = people.plan_sign_in(found, monitored).changes

    assert "authenticator" in change.sentence


def test_an_app_without_a_provider_is_named_and_stops_only_where_it_would_be_refused(monitored, enforced):
    found = [App("Pulse iOS", attested=True), App("Pulse Android", attested=False)]

    (noted,) = people.plan_app_check(found, monitored).decisions
    (stopped,) = people.plan_app_check(found, enforced).decisions

    assert "Pulse Android" in noted.sentence
    assert "Pulse iOS" not in noted.sentence
    assert (noted.blocks, stopped.blocks) == (False, True)


def test_no_app_at_all_stops_only_where_every_call_would_be_refused(monitored, enforced):
    assert people.plan_app_check([], monitored).decisions == ()
    assert people.plan_app_check([], enforced).blocks


@pytest.mark.parametrize(("ready", "asked"), [(0, 1), (1, 1), (2, 0), (3, 0)])
def test_two_administrators_need_a_second_factor(monitored, ready, asked):
    found = [{"mfaInfo": [{}]}] * ready + [{}]

    assert len(people.plan_administrators(found, monitored).decisions) == asked
