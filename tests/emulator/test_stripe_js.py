"""The card form as files: where they are, and what may be done with them."""

import re

import pytest

from stripe_emulator import Emulator, Request, Response
from stripe_emulator.http_server import answer
from stripe_emulator.pages import stripe_js


def get(emulator: Emulator, path: str) -> Response:
    return answer(emulator, Request("GET", path))


@pytest.mark.parametrize(
    "path", ["/v3", "/v3/", "/js/stripe.js", "/acacia/stripe.js", "/basil/stripe.js", "/clover/stripe.js"]
)
def test_the_script_is_where_stripe_has_it(emulator: Emulator, path: str) -> None:
    """docs.stripe.com/js/including, docs.stripe.com/sdks/stripejs-versioning."""
    found = get(emulator, path)
    assert (found.status, found.headers["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert "window.Stripe = " in found.body


@pytest.mark.parametrize(
    "path", ["/v3/none.js", "/v3/../stripe.js", "/v3/frames/frame.js", "/v3/__init__.py"]
)
def test_nothing_else_is_served(emulator: Emulator, path: str) -> None:
    assert get(emulator, path).status == 404


@pytest.mark.parametrize("path", sorted(stripe_js.FRAMES))
def test_a_frame_loads_only_what_is_here(emulator: Emulator, path: str) -> None:
    found = get(emulator, path)
    assert (found.status, found.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert found.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    for file in re.findall(r'(?:src|href)="([^"]+)"', found.body):
        assert get(emulator, file).status == 200


def test_every_module_imports_files_that_are_served(emulator: Emulator) -> None:
    imported = re.findall(r"from '\./([\w.]+)'", "".join(stripe_js._files().values()))
    assert imported
    for name in imported:
        assert get(emulator, f"/v3/{name}").status == 200


def test_the_control_is_not_open_to_the_shop(emulator: Emulator) -> None:
    """A page that holds the card form is a web page like any other."""
    headers = {"origin": "https://shop.test"}
    assert answer(emulator, Request("GET", "/_emulator/state", headers=headers)).status == 403
