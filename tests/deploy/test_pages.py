"""What the pages need is said until it is there: their address, a key for browsers, and a web app."""

from __future__ import annotations

import pytest

from deploy.steps.pages import Site, plan_pages
from deploy.wanted import Wanted
from tests.cloud.standin import PROJECT
from tests.deploy.scene import PARAMETERS, root_in

SITE = Site(exists=True, ours=True, releases=1, app_id="1:2:web:3")
SET = {
    "SITE_URL": "https://pay.example.com",
    "PUBLISHABLE_KEY": "pk_test_1",
    "SUPPORT_EMAIL": "help@example.com",
}


def asked(folder, site: Site, *names: str) -> list[str]:
    own = "".join(f"{name}={SET[name]}\n" for name in names)
    plan = plan_pages(site, Wanted.of(PROJECT, root_in(folder, f"{PARAMETERS}{own}")))
    assert not plan.blocks
    return [one.sentence for one in plan.decisions]


def test_nothing_is_asked_once_all_is_there(tmp_path):
    assert asked(tmp_path, SITE, *SET) == []


@pytest.mark.parametrize(
    ("site", "names", "sentence"),
    [
        (SITE, ("PUBLISHABLE_KEY", "SUPPORT_EMAIL"), "SITE_URL is"),
        (SITE, ("SITE_URL", "SUPPORT_EMAIL"), "PUBLISHABLE_KEY is not set"),
        (SITE, ("SITE_URL", "PUBLISHABLE_KEY"), "SUPPORT_EMAIL is not set"),
        (Site(exists=False), tuple(SET), "linked to no web app"),
    ],
)
def test_each_thing_that_is_missing_is_named(tmp_path, site, names, sentence):
    (said,) = asked(tmp_path, site, *names)

    assert sentence in said


def test_what_the_pages_of_every_project_are_told_need_not_be_said_again(tmp_path):
    root = root_in(tmp_path, f"{PARAMETERS}SITE_URL=https://pay.example.com\n")
    (root / "web").unlink()
    (root / "web").mkdir()
    (root / "web" / "settings.json").write_text(
        '{"publishableKey": "pk_test_2", "supportEmail": "us@example.com"}'
    )

    assert plan_pages(SITE, Wanted.of(PROJECT, root)).decisions == ()
