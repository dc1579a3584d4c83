"""The SDK and the API version are upgraded together, by one command."""

from __future__ import annotations

import json
import subprocess

import pytest
import stripe

from local import upgrade_stripe
from local.places import ROOT
from local.upgrade_stripe import (
    NAMING,
    PACKAGE,
    PARAMETERS,
    REQUIREMENTS,
    SETTINGS,
    api_version_of,
    dated,
    gone_parameters,
    main,
    pinned,
)
from pulse.settings import STRIPE_API_VERSION


def test_what_is_pinned_now_is_one_pair():
    assert stripe.api_version == STRIPE_API_VERSION
    assert f"stripe=={stripe.VERSION}" in REQUIREMENTS.read_text()


def test_only_the_version_changes_in_the_requirements():
    old = REQUIREMENTS.read_text()
    assert pinned(old, "99.1.0").replace("stripe==99.1.0", f"stripe=={stripe.VERSION}") == old


def test_every_file_that_serves_or_asks_for_the_api_version_names_it_once():
    assert api_version_of(SETTINGS.read_text()) == STRIPE_API_VERSION
    assert {path: path.read_text().count(STRIPE_API_VERSION) for path in NAMING} == dict.fromkeys(NAMING, 1)
    assert PACKAGE.read_text().count(f'version = "{dated(STRIPE_API_VERSION)}"') == 1


def test_no_other_file_of_the_product_names_it():
    served = (*(ROOT / "functions" / "pulse").rglob("*.py"), *(ROOT / "stripe_emulator").rglob("*.py"))
    named = {path for path in served if STRIPE_API_VERSION in path.read_text()}
    assert named == {path for path in NAMING if path.suffix == ".py"}


def test_settings_without_an_api_version_are_no_settings():
    with pytest.raises(ValueError, match="has no STRIPE_API_VERSION"):
        api_version_of("STRIPE = 1")


def test_anything_but_a_version_is_refused(capsys):
    for arguments in ([], ["latest"], ["16.1.0; rm"], ["1.2.3", "4"]):
        assert main(arguments) == 2
    assert "such as: make stripe VERSION=16.2.0" in capsys.readouterr().out


def test_a_version_that_cannot_be_installed_changes_nothing(monkeypatch, tmp_path, capsys):
    for name in ("REQUIREMENTS", "LOCK"):
        monkeypatch.setattr(upgrade_stripe, name, tmp_path / name)
        (tmp_path / name).write_text("stripe==16.1.0 --hash=x\n")

    def fails(*_):
        assert (tmp_path / "REQUIREMENTS").read_text() == "stripe==99.0.0 --hash=x\n"
        (tmp_path / "LOCK").write_text("half of it")
        raise subprocess.CalledProcessError(1, "uv")

    monkeypatch.setattr(upgrade_stripe, "_run", fails)

    assert main(["99.0.0"]) == 1
    assert "stripe 99.0.0 could not be installed" in capsys.readouterr().out
    assert {path.read_text() for path in tmp_path.iterdir()} == {"stripe==16.1.0 --hash=x\n"}


def test_parameters_that_are_gone_are_named_and_new_ones_are_not():
    before = {"A": {"fields": {"x": "str", "y": "str"}}, "B": {"fields": {"z": "str"}}}
    after = {"A": {"fields": {"y": "int", "new": "str"}}, "C": {"fields": {}}}
    assert gone_parameters(before, after) == ["A.x"]
    tables = json.loads(PARAMETERS.read_text())
    assert gone_parameters(tables, tables) == []
