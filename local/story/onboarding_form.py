"""Stripe's onboarding page as a person meets it: the form is read from the page, filled in and submitted."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from local.story.expect import expect

TIMEOUT_SECONDS = 30


@dataclass
class Form(HTMLParser):
    """The first form of a page: where it goes, and its fields with what the page filled in."""

    action: str = ""
    method: str = "get"
    fields: dict[str, str] = field(default_factory=dict)
    inside: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.action:
            self.inside = True
            self.action = attributes.get("action", "")
            self.method = attributes.get("method", "get")
        elif self.inside and tag == "input" and attributes.get("name"):
            self.fields[attributes["name"]] = attributes.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"


def submit(account_link: str) -> str:
    """Follows *account_link*, submits the form, and returns the address where the person ends up."""
    with httpx.Client(follow_redirects=True, timeout=TIMEOUT_SECONDS, trust_env=False) as browser:
        page = browser.get(account_link)
        expect(page.is_success, f"the onboarding page answers HTTP {page.status_code}")
        form = Form()
        form.feed(page.text)
        expect(form.method.lower() == "post", "the onboarding page has no form that can be submitted")
        arrived = browser.post(urljoin(str(page.url), form.action), data=form.fields)
        expect(arrived.is_success, f"after onboarding {arrived.url} answers HTTP {arrived.status_code}")
        return str(arrived.url)
