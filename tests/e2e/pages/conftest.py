"""A browser at the pages of the running world, and people of these tests alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from local.endpoints import Endpoints
from local.story.stage import Stage
from tests.browser import browser
from tests.e2e.js.scene import Scene
from tests.e2e.pages.over_http import OverHttp
from tests.e2e.pages.visitor import Visitor

__all__ = ["browser"]

PATIENCE_MS = 60_000
"""The functions of the emulators start when they are called first."""

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def scene(stage: Stage, where: Endpoints) -> Scene:
    return Scene(stage, OverHttp(where))


@pytest.fixture
def visitor(browser: Browser, where: Endpoints, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """Somebody with a browser of their own, whose pages must break no policy and print no error."""
    opened = Visitor.of(browser, where)
    yield opened
    opened.keep_picture(request.node.name)
    opened.page.context.close()
    assert opened.complaints == []
