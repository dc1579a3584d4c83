"""The SDK and the API version are upgraded together, by one command."""

from __future__ import annotations

import stripe

from local.upgrade_stripe import REQUIREMENTS, SETTINGS, main, pinned, with_api_version
from pulse.settings import STRIPE_API_VERSION


def test_what_is_pinned_now_is_one_pair():
    assert stripe.api_version == STRIPE_API_VERSION
    assert f"stripe=={stripe.VERSION}" in REQUIREMENTS.read_text()


def test_only_the_two_versions_change():
    old, settings = REQUIREMENTS.read_text(), SETTINGS.read_text()
    assert pinned(old, "99.1.0").replace("stripe==99.1.0", f"stripe=={stripe.VERSION}") == old
    changed = with_api_version(settings, "2099-01-01.new")
    assert changed.replace("2099-01-01.new", STRIPE_API_VERSION) == settings
    assert changed != settings


def test_anything_but_a_version_is_refused(capsys):
    for arguments in ([], ["latest"], ["16.1.0; rm"], ["1.2.3", "4"]):
        assert main(arguments) == 2
    assert "such as: make stripe VERSION=16.2.0" in capsys.readouterr().out
