"""Stripe's onboarding page: the form is read from the page, filled in and submitted, as a person does."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from local.story.expect import expect

TIMEOUT_SECONDS = 30

ANSWERS = {
    "first_name": "Jordan",
    "last_name": "Rivera",
    "dob": "1990-01-01",
    "ssn": "000000000",
    "line1": "1 Main Street",
    "city": "Springfield",
    "state": "IL",
    "postal_code": "62701",
    "routing_number": "110000000",
    "account_number": "000123456789",
}
"""Test data of docs/guide.md (Testing Onboarding Flow, Test Environment Setup). Verified at once."""


@dataclass
class Form(HTMLParser):
    """The first form of a page: its address, its method and its fields."""

    action: str = ""
    method: str = "get"
    fields: list[str] = field(default_factory=list)
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
            self.fields.append(attributes["name"])

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "form"


def submit(account_link: str, **other: str) -> str:
    """Follows *account_link*, submits the form and returns the address of the page that follows.

    *other* answers replace those of the story: `ssn="333333333"`.
    """
    with httpx.Client(follow_redirects=True, timeout=TIMEOUT_SECONDS, trust_env=False) as browser:
        page = browser.get(account_link)
        expect(page.is_success, f"the onboarding page answers HTTP {page.status_code}")
        form = Form()
        form.feed(page.text)
        expect(form.method.lower() == "post", "the onboarding page has no form that can be submitted")
        unknown = set(form.fields) - set(ANSWERS)
        expect(not unknown, f"the onboarding page asks for {sorted(unknown)}, which the story does not know")
        answers = {name: other.get(name, ANSWERS[name]) for name in form.fields}
        arrived = browser.post(urljoin(str(page.url), form.action), data=answers)
        expect(arrived.is_success, f"after onboarding {arrived.url} answers HTTP {arrived.status_code}")
        return str(arrived.url)
