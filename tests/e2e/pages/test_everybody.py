"""Every page for everybody: each sees their own money and nobody else's, on any screen, with any sense."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from local.endpoints import Endpoints
from local.people import PASSWORD, Person
from tests.e2e.js.scene import Scene
from tests.e2e.pages.axe import serious_findings
from tests.e2e.pages.visitor import Visitor

WIDTHS = (320, 768, 1280, 1920)
PAGES = (
    "/",
    "/winner/dashboard",
    "/trainer/dashboard",
    "/winner/connect-account",
    "/trainer/connect-account",
    "/pay",
    "/operator",
    "/second-factor",
)
ROUND = "Evening Stretch"
"""The title of every challenge of a scene."""
RETURNED_TO = {
    "/": ("Payments", "Trainers sell rounds and winners receive prizes through Stripe."),
    "/trainer/dashboard?complete=true": ("My sales", "Sign in to see your sales"),
    "/trainer/connect-account": ("My account at Stripe", "setup links work once"),
    "/winner/dashboard?complete=true": ("My prizes", "Sign in to see your prizes"),
    "/winner/connect-account?challengeId=challenge_789&placement=1": (
        "My account at Stripe",
        "setup links work once",
    ),
}
"""By Stripe's form; many people are signed out by then."""
SHOWS_IT = {("winner", "/winner/dashboard"), ("trainer", "/trainer/dashboard")}
WAITING = re.compile("One moment")


@dataclass(frozen=True)
class Town:
    """A trainer with a sale, a winner whose prize waits, and people who have neither."""

    trainer: Person
    winner: Person
    stranger: Person
    support: Person
    administrator: Person


@pytest.fixture(scope="module")
def town(scene: Scene) -> Town:
    trainer, winner = scene.sale().trainer, scene.person("winner")
    scene.prize(winner)
    support = scene.person("support", phone="+15555570001", support=True)
    return Town(trainer, winner, scene.person("stranger"), support, scene.administrator())


@contextmanager
def seen_by(
    browser: Browser, where: Endpoints, person: Person | None, **options: object
) -> Iterator[Visitor]:
    visitor = Visitor.of(browser, where, **options)
    if person is not None:
        visitor.visit("/winner/dashboard")
        visitor.sign_in(person)
    yield visitor
    visitor.page.context.close()
    assert visitor.complaints == []


def open_page(visitor: Visitor, path: str) -> None:
    """Until it shows what it has to show."""
    visitor.visit(path)
    expect(visitor.page.locator("main[aria-busy=false]")).to_be_visible()
    expect(visitor.page.locator("main").get_by_text(WAITING)).to_have_count(0)


def suits_everybody(visitor: Visitor, name: str) -> list[str]:
    """Serious findings in light and dark, and the widths at which a reader would have to scroll sideways."""
    found = []
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        found += [f"{name} in {scheme}: {one}" for one in serious_findings(visitor.page)]
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 800})
        if visitor.page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} is wider than {width}")
        visitor.keep_picture(f"{name}-{width}")
    return found


@pytest.mark.parametrize("role", ["trainer", "winner", "stranger", "support", "administrator"])
def test_a_person_sees_their_own_money_and_nobody_elses(
    browser: Browser, where: Endpoints, town: Town, role: str
) -> None:
    with seen_by(browser, where, getattr(town, role)) as visitor:
        for path in PAGES:
            open_page(visitor, path)
            assert (ROUND in visitor.text()) == ((role, path) in SHOWS_IT), path
            assert ("97.00" in visitor.text()) == ((role, path) in SHOWS_IT), path
            if path.startswith(f"/{role}/"):
                assert suits_everybody(visitor, f"{role}{path.replace('/', '-')}") == []
        open_page(visitor, "/winner/dashboard")  # the console asks for a sign-in of its own
        visitor.page.get_by_role("button", name="Sign out").click()
        expect(visitor.page.get_by_label("Password", exact=True)).to_be_visible()


def test_who_is_signed_out_is_asked_to_sign_in_and_sees_no_money(browser: Browser, where: Endpoints) -> None:
    with seen_by(browser, where, None) as visitor:
        for path in PAGES:
            open_page(visitor, path)
            asked = visitor.page.get_by_role("button", name="Sign in").count()
            assert asked == (path != "/"), path
            assert "USD" not in visitor.text()
            assert suits_everybody(visitor, f"signed-out{path.replace('/', '-')}") == []


@pytest.mark.parametrize(("path", "title", "says"), [(path, *shown) for path, shown in RETURNED_TO.items()])
def test_a_page_that_stripe_returns_to_says_what_it_is_for(
    browser: Browser, where: Endpoints, path: str, title: str, says: str
) -> None:
    with seen_by(browser, where, None) as visitor:
        open_page(visitor, path)
        expect(visitor.page.get_by_role("heading", level=1)).to_have_text(title)
        expect(visitor.page.locator("main")).to_contain_text(says)
        expect(visitor.page).to_have_title(f"{title} · Pulse")


def test_a_wrong_password_and_a_wrong_code_are_said(browser: Browser, where: Endpoints, town: Town) -> None:
    with seen_by(browser, where, None) as visitor:
        visitor.visit("/winner/dashboard")
        page = visitor.page
        page.get_by_label("E-mail address").fill(town.administrator.email)
        page.get_by_label("Password", exact=True).fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_have_text("The e-mail address or the password is not right.")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("The six digits").fill("000000")
        page.get_by_role("button", name="Confirm").click()
        expect(page.get_by_role("alert")).to_have_text("This code is not right. Please use the newest one.")


def test_a_person_signs_in_by_keyboard_alone(browser: Browser, where: Endpoints, town: Town) -> None:
    with seen_by(browser, where, None) as visitor:
        visitor.visit("/winner/dashboard")
        keys = visitor.page.keyboard
        expect(visitor.page.get_by_label("E-mail address")).to_be_visible()
        keys.press("Tab")
        expect(visitor.page.get_by_role("link", name="To the content")).to_be_focused()
        for typed in ("", "", town.winner.email, PASSWORD):
            keys.press("Tab")
            keys.type(typed)
        keys.press("Enter")
        expect(visitor.page.locator("#situation")).to_contain_text("97.00")


def test_who_reads_german_reads_german(browser: Browser, where: Endpoints, town: Town) -> None:
    with seen_by(browser, where, None, locale="de-AT") as visitor:
        visitor.visit("/winner/dashboard")
        page = visitor.page
        page.get_by_label("E-Mail-Adresse").fill(town.winner.email)
        page.get_by_label("Passwort", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Anmelden").click()
        expect(page.locator("#situation")).to_contain_text("97,00")
        assert page.evaluate("document.documentElement.lang") == "de"
        assert "Gebühr von Pulse" in visitor.text()
        page.get_by_label("Sprache").select_option("en")
        expect(page.locator("#situation")).to_contain_text("USD 97.00 wait for you")


def test_without_javascript_a_page_says_that_it_needs_it(browser: Browser, where: Endpoints) -> None:
    with seen_by(browser, where, None, java_script_enabled=False) as visitor:
        for path in PAGES:
            visitor.visit(path)
            for said in visitor.page.locator("noscript p").all():
                expect(said).to_be_visible()
            expect(visitor.page.locator("noscript p")).to_have_count(2)
