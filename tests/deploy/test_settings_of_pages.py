"""Preflight names what the pages' own settings lack: nothing else would say it before a person needs it."""

from __future__ import annotations

import json

import pytest

from deploy.steps.pages import Site, plan_pages
from deploy.wanted import Wanted
from tests.cloud.standin import PROJECT
from tests.deploy.scene import PARAMETERS, Scene, root_in

ADDRESS = {"supportEmail": "help@example.com"}


def said(tmp_path, parameters: str, **settings: str) -> list[str]:
    wanted = Wanted.of(PROJECT, root_in(tmp_path, f"{parameters}SITE_URL=https://pay.example.com\n"))
    decisions = plan_pages(Site(exists=True, releases=1, settings=settings), wanted).decisions
    assert not any(one.blocks for one in decisions)
    return [one.sentence for one in decisions]


def test_nothing_is_asked_where_all_is_set(tmp_path):
    assert said(tmp_path, PARAMETERS, **ADDRESS, publishableKey="pk_test_1") == []


def test_an_address_of_support_that_is_missing_is_named(tmp_path):
    (only,) = said(tmp_path, PARAMETERS, publishableKey="pk_test_1")

    assert only == "supportEmail in web/settings.json is empty, so no page says where people reach you."


@pytest.mark.parametrize(
    ("mode", "key", "wrong"),
    [
        ("test", "", "is empty, so no page takes cards"),
        ("test", "pk_live_", "is not of the mode of this project"),
        ("live", "pk_test_1", "is not of the mode of this project"),
        ("test", "pk_test_1", ""),
        ("live", "pk_live_", ""),
    ],
)
def test_a_key_for_browsers_is_of_the_projects_mode(tmp_path, mode, key, wrong):
    parameters = f"STRIPE_MODE={mode}\nALERT_EMAILS=night@example.com\n"
    sentences = said(tmp_path, parameters, **ADDRESS, publishableKey=key)

    assert [wrong in one for one in sentences] == ([True] if wrong else [])


def test_the_step_reads_the_settings_that_would_be_deployed(tmp_path):
    scene = Scene(root_in(tmp_path))
    web = scene.wanted.root / "web"
    web.unlink()
    web.mkdir()
    (web / "settings.json").write_text(json.dumps({**ADDRESS, "publishableKey": "pk_test_1"}))
    (step,) = [one for one in scene.look() if one.step.name == "pages"]

    assert "settings.json" not in str(step.plan.decisions)
