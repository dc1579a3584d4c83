"""One person before the pages, in a browser context of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import httpx
from playwright.sync_api import Browser, ConsoleMessage, Frame, FrameLocator, Page, Response

from local.endpoints import Endpoints
from local.people import PASSWORD, Person
from tests.pictures import picture_of

VIOLATIONS = """addEventListener('securitypolicyviolation', (one) =>
  console.error(`policy: ${one.violatedDirective} refuses ${one.blockedURI}`))"""
REFUSED = "Failed to load resource"
SLOW = "Could not reach Cloud Firestore backend."
"""What its SDK prints when an answer takes ten seconds. It asks again, and the page waits."""
PROBE = "https://www.google.com/images/cleardot.gif"
"""With this picture its SDK looks for a connection when there is no answer. The policy rightly refuses it."""
CARD = "4242424242424242"


@dataclass
class Visitor:
    page: Page
    where: Endpoints
    complaints: list[str] = field(default_factory=list)
    """Errors on the console, what the policy refused, and exceptions of scripts."""

    @classmethod
    def of(cls, browser: Browser, where: Endpoints, **options: Any) -> Self:
        shown = {
            "locale": "en-US",
            "timezone_id": "UTC",
            "viewport": {"width": 1000, "height": 800},
            **options,
        }
        page = browser.new_context(**shown).new_page()
        page.set_default_timeout(60_000)
        page.add_init_script(VIOLATIONS)
        visitor = cls(page, where)
        page.on("console", visitor._hear)
        page.on("response", visitor._look_at)
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        return visitor

    def _hear(self, message: ConsoleMessage) -> None:
        expected = any(one in message.text for one in (REFUSED, SLOW, PROBE))
        if message.type == "error" and not expected:
            self.complaints.append(message.text)

    def _look_at(self, response: Response) -> None:
        """Every file of the site is there. Operations and Stripe refuse, and pages say so."""
        path = response.url.removeprefix(self.where.hosting)
        if path.startswith("/") and not path.startswith("/api/") and response.status >= 400:
            self.complaints.append(f"{response.status} {path}")

    def visit(self, path: str) -> None:
        self.page.goto(self.where.hosting + path)

    def sign_in(self, person: Person) -> None:
        """With the code that the Auth emulator keeps, where the person has a second factor."""
        self.page.get_by_label("E-mail address").fill(person.email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        if person.phone:
            field = self.page.get_by_label("The six digits")
            field.wait_for()
            field.fill(self._newest_code(person))
            self.page.get_by_role("button", name="Confirm").click()
        self.page.get_by_role("button", name="Sign out").wait_for()

    def _newest_code(self, person: Person) -> str:
        sent = f"{self.where.auth}/emulator/v1/projects/{self.where.project}/verificationCodes"
        codes = httpx.get(sent, timeout=30, trust_env=False).json()["verificationCodes"]
        return str([one["code"] for one in codes if one["phoneNumber"] == person.phone][-1])

    @property
    def card_form(self) -> FrameLocator:
        return self.page.frame_locator('iframe[title="Secure payment input frame"]')

    def card_document(self) -> Frame:
        """The document in the frame of the card form."""
        element = self.page.locator('iframe[title="Secure payment input frame"]').element_handle()
        frame = element.content_frame()
        assert frame is not None
        return frame

    def type_card(self, number: str = CARD) -> None:
        self.card_form.get_by_label("Card number").fill(number)
        self.card_form.get_by_label("Expiration date").fill("12/34")
        self.card_form.get_by_label("Security code").fill("123")

    def fill_in_onboarding(self, answers: dict[str, str]) -> None:
        """Stripe's form, on the page that is open now."""
        self.page.locator("form").wait_for()
        for name, answer in answers.items():
            self.page.locator(f"[name={name}]").fill(answer)
        self.page.locator("form button").first.click()

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def keep_picture(self, name: str) -> None:
        """Where somebody wants pictures."""
        if picture := picture_of(name):
            self.page.screenshot(path=picture, full_page=True)


@contextmanager
def somebody(
    browser: Browser, where: Endpoints, person: Person, path: str, picture: str
) -> Iterator[Visitor]:
    """*person*, signed in at *path*; a picture of how they left is kept."""
    visitor = Visitor.of(browser, where)
    visitor.visit(path)
    visitor.sign_in(person)
    yield visitor
    visitor.keep_picture(picture)
    visitor.page.context.close()
    assert visitor.complaints == []
