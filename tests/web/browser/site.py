"""What a test says about the site."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.named import ROOT

SITE = "https://pulse.test"
RULES = json.loads((ROOT / "firebase.json").read_text())["hosting"]["headers"]


def headers_of(source: str) -> dict[str, str]:
    """Those of every page, and what the rule for *source* sends instead."""
    rules = [rule for rule in RULES if rule["source"] in {"**", source}]
    return {header["key"]: header["value"] for rule in rules for header in rule["headers"]}


HEADERS = headers_of("**")
"""Of every page that has no policy of its own."""
SIGNED_IN = "export const idToken = async () => 'a-token', uid = () => 'somebody', firestore = null;"


@dataclass
class Site:
    page: Page
    unheard: list[str] = field(default_factory=list)
    """Exceptions that no code took."""

    def stand_in(self, module: str, code: str) -> None:
        """For one of the modules that talk to Firebase: `session.js` or `store.js`."""
        self.page.route(
            f"{SITE}/app/{module}",
            lambda route: route.fulfill(body=code, content_type="text/javascript"),
        )

    def answer(self, operation: str, **answer: Any) -> None:
        self.page.route(f"{SITE}/api/{operation}", lambda route: route.fulfill(**answer))

    def evaluate(self, code: str) -> Any:
        """*code* is the body of an async function."""
        return self.page.evaluate(f"async () => {{ {code} }}")

    def serve(self, name: str) -> None:
        """One of the site's own pages, with the headers that Hosting sends."""
        document = ROOT / "web" / f"{name}.html"
        self.page.route(
            f"{SITE}/{name}",
            lambda route: route.fulfill(path=document, content_type="text/html", headers=HEADERS),
        )

    def visit(self, name: str) -> None:
        self.serve(name)
        self.page.goto(f"{SITE}/{name}")
