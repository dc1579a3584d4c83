"""A real browser for tests: import `browser` and `page` into the conftest of a folder that needs them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from local import chromium
from tests.pictures import picture_of

PATIENCE_MS = 20_000
"""Other tests run at the same time, some of them on emulators."""

expect.set_options(timeout=PATIENCE_MS)


# A module, not a session: while Playwright runs, no other test of this process can run an asyncio loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = chromium.find()
    if program is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=chromium.FLAGS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in a fresh context; `PULSE_SCREENSHOTS=folder` keeps a picture of how each test ended."""
    context = browser.new_context(locale="en-US", timezone_id="UTC", viewport={"width": 800, "height": 700})
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    if picture := picture_of(f"{request.path.stem}-{request.node.name}"):
        opened.screenshot(path=picture)
    context.close()
