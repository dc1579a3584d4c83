"""A person at a task: each click and each field that they need is counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page, expect

from local.endpoints import Endpoints
from local.people import Person
from tests.e2e.pages.visitor import Visitor


@dataclass
class Hand:
    visitor: Visitor
    clicks: int = 0
    typed: int = 0
    seen: list[str] = field(default_factory=list)

    @property
    def page(self) -> Page:
        return self.visitor.page

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """The button or link of this name."""
        place = within or self.page
        button = place.get_by_role("button", name=name, exact=True)
        self.click(button.or_(place.get_by_role("link", name=name, exact=True)).first)

    def click(self, what: Locator) -> None:
        what.click()
        self.clicks += 1

    def type(self, label: str, text: str, *, within: Locator | None = None) -> None:
        (within or self.page).get_by_label(label).fill(text)
        self.typed += 1

    def act(self, name: str, *, why: str | None = "as was asked", **typed: str) -> None:
        """An act of the console: its button, what it asks for, and that it is to be done."""
        self.press(name)
        box = self.page.get_by_role("dialog")
        for label, text in typed.items():
            self.type(label, text, within=box)
        if why is not None:
            self.type("Why? It stays in the audit trail.", why, within=box)
        self.press("Do it", within=box)
        expect(box).to_have_count(0)

    def find(self, text: str) -> None:
        self.type("Uid, e-mail address", text)
        self.click(self.page.get_by_role("button", name="Find", exact=True).first)
        expect(self.found(text)).to_be_visible()

    def found(self, text: str) -> Locator:
        """What was found comes first; what waits below may say the same."""
        return self.page.get_by_role("listitem").filter(has_text=text).first

    def reads(self, *texts: str) -> None:
        """Without a click more, the page says this."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)
        self.seen += texts


@contextmanager
def at(browser: Browser, where: Endpoints, person: Person, path: str, picture: str) -> Iterator[Hand]:
    """*person*, signed in at *path*: nothing is counted yet."""
    visitor = Visitor.of(browser, where)
    visitor.visit(path)
    visitor.sign_in(person)
    yield Hand(visitor)
    visitor.keep_picture(picture)
    visitor.page.context.close()
    assert visitor.complaints == []
