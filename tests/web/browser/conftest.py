"""The site's own files in a real browser, without emulators: Firebase is behind two modules of the site."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route

from tests.browser import browser, page
from tests.named import ROOT
from tests.web.browser.site import SITE, Site

__all__ = ["browser", "page"]

WEB = ROOT / "web"
EMPTY = "<!doctype html><body>"
SETTINGS = json.loads((WEB / "settings.json").read_text())
"""As they are deployed before anybody has set them."""


@pytest.fixture
def site(page: Page) -> Iterator[Site]:
    """At an empty page of it. No exception of a script may go unheard."""
    opened = Site(page)
    page.on("pageerror", lambda error: opened.unheard.append(str(error)))
    page.route(f"{SITE}/**", _serve)
    page.route(f"{SITE}/", lambda route: route.fulfill(body=EMPTY, content_type="text/html"))
    page.route(f"{SITE}/settings.json", lambda route: route.fulfill(json=SETTINGS))
    page.route(f"{SITE}/__/firebase/init.json", lambda route: route.fulfill(json={}))
    page.goto(f"{SITE}/")
    yield opened
    assert opened.unheard == []


def _serve(route: Route) -> None:
    path = WEB / route.request.url.removeprefix(f"{SITE}/").partition("?")[0]
    if not path.is_file():
        return route.fulfill(status=404)
    return route.fulfill(path=path, content_type=mimetypes.guess_type(path.name)[0])
