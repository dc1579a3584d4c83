"""A shop with a strict policy, on another port than the emulator, and a buyer in a real browser."""

import http.server
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import stripe
from playwright.sync_api import FrameLocator, Page, expect

from stripe_emulator import Emulator
from stripe_emulator.http_server import EmulatorServer
from tests.browser import browser, page
from tests.emulator.test_http import serve

__all__ = ["browser", "page"]

SITE = Path(__file__).parent / "site"
TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
POLICY = (
    "default-src 'none'; script-src 'self' {script}; frame-src {frame}; connect-src {connect}; "
    "style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""As strict as a page of the product, and the least that the card form needs on top."""

REPORTS = (
    "addEventListener('securitypolicyviolation', (one) => (window.violations ??= []).push(one.blockedURI))"
)


class Shop(http.server.BaseHTTPRequestHandler):
    """Serves `site/`; `stripe` is the address of the script."""

    stripe: str
    policy: str

    def do_GET(self) -> None:
        file = SITE / self.path.partition("?")[0].lstrip("/")
        text = file.read_text().replace("{{stripe}}", self.stripe) if file.is_file() else ""
        self.send_response(200 if text else 404)
        self.send_header("Content-Type", TYPES.get(file.suffix, "text/plain"))
        self.send_header("Content-Security-Policy", self.policy)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


def shop(stripe_origin: str, policy: str) -> Iterator[str]:
    handler = type("Fresh", (Shop,), {"stripe": stripe_origin, "policy": policy})
    yield from serve(http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler))


@pytest.fixture
def stripe_url(emulator: Emulator) -> Iterator[str]:
    yield from serve(EmulatorServer(emulator, 0))


@pytest.fixture
def shop_url(stripe_url: str) -> Iterator[str]:
    yield from shop(stripe_url, POLICY.format(script=stripe_url, frame=stripe_url, connect="'self'"))


@pytest.fixture
def intent(client: stripe.StripeClient, trainer: str) -> stripe.PaymentIntent:
    """What the server of the shop made for this buyer."""
    return client.v1.payment_intents.create(
        params={
            "amount": 10_000,
            "currency": "usd",
            "application_fee_amount": 300,
            "transfer_data": {"destination": trainer},
            "automatic_payment_methods": {"enabled": True},
        }
    )


@dataclass
class Buyer:
    """A person before the page of the shop."""

    page: Page
    url: str
    intent: stripe.PaymentIntent

    def visit(self, path: str = "payment.html", **query: str) -> None:
        more = "".join(f"&{name}={value}" for name, value in query.items())
        self.page.add_init_script(REPORTS)
        self.page.goto(f"{self.url}/{path}?client_secret={self.intent.client_secret}{more}")

    @property
    def form(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="Secure payment input frame"]')

    @property
    def bank(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="3D Secure"]').frame_locator("#challengeFrame")

    def type_card(self, number: str, expiry: str = "12/34", cvc: str = "123") -> None:
        self.form.get_by_label("Card number").fill(number)
        self.form.get_by_label("Expiration date").fill(expiry)
        self.form.get_by_label("Security code").fill(cvc)

    def pay(self) -> None:
        self.page.get_by_role("button", name="Pay").click()

    def is_told(self, text: str) -> None:
        expect(self.page.locator("#result")).to_have_text(text)

    def seen(self, event: str) -> list[dict[str, Any]]:
        """What the page's code was told."""
        return [one for one in self.page.evaluate("window.seen") if one["event"] == event]

    def violations(self) -> list[str]:
        """What the policy of the page refused."""
        return list(self.page.evaluate("window.violations ?? []"))


@pytest.fixture
def buyer(page: Page, shop_url: str, intent: stripe.PaymentIntent) -> Buyer:
    return Buyer(page, shop_url, intent)
