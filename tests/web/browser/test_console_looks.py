"""Every card of the console with content, as at the worst moment: for every sense and on every screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.pages.axe import serious_findings
from tests.pictures import picture_of
from tests.web.browser.bad_night import ADMIN, EVENT, PRIZE, look_at, open_console
from tests.web.browser.site import Site

pytestmark = pytest.mark.thorough

WIDTHS = (320, 768, 1280, 1920)
LOOKS = {
    "prize": ("needs_review", "Explain"),
    "sale": ("Sale", "Explain"),
    "account": ("acct_", "Explain"),
    "pool": ("Prize pool", "Show it line by line"),
}


def found(site: Site) -> None:
    """Everything that waits for a click is open, and a search has found one of each kind."""
    site.page.get_by_label("Uid, e-mail address").fill("ada")
    site.page.get_by_role("button", name="Find", exact=True).click()
    site.page.get_by_role("button", name="Show them").click()
    site.page.get_by_role("button", name="Measure").click()
    expect(site.page.get_by_role("row", name="error_rate")).to_be_visible()
    expect(site.page.locator("#found")).to_be_visible()


def unfit(site: Site, name: str, within: str = "html") -> list[str]:
    """Serious findings in light and dark; widths at which the page scrolls sideways or cuts something off."""
    page, wrong = site.page, []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        wrong += [f"{name} in {scheme}: {one}" for one in serious_findings(page, within)]
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append(f"{name} is wider than {width}")
        wrong += [f"{name} cuts off at {width}: {one}" for one in page.evaluate(CUT_OFF)]
        if picture := picture_of(f"console-{name}-{width}"):
            page.screenshot(path=picture, full_page=True)
    return wrong


CUT_OFF = """[...document.querySelectorAll('main *')]
  .filter((one) => one.checkVisibility() && one.matches('td, th, p, code, button, h2, h3, select, .scroll'))
  .filter((one) => !one.closest('thead') && one.scrollWidth > one.clientWidth + 1 && one.clientWidth)
  .filter((one) => getComputedStyle(one).display !== 'inline')
  .map((one) => one.textContent.trim().slice(0, 60))"""


def test_the_console_suits_everybody_on_every_screen(site: Site) -> None:
    open_console(site, "admin")
    found(site)

    assert unfit(site, "all") == []


@pytest.mark.parametrize("name", LOOKS)
def test_a_closer_look_suits_everybody_on_every_screen(name: str, site: Site) -> None:
    open_console(site, "admin")
    found(site)
    look_at(site, *LOOKS[name])
    if name == "account":
        site.page.get_by_role("button", name="Show payouts to the bank").click()
    expect(site.page.locator("#seen section").first).to_be_visible()

    assert unfit(site, name, within="#seen") == []


def test_what_an_act_asks_fits_on_a_phone(site: Site) -> None:
    open_console(site, "admin")
    found(site)
    look_at(site, *LOOKS["pool"])
    site.page.get_by_role("button", name="Request to cover or cut what is missing").click()

    assert unfit(site, "dialog", within="dialog[open]") == []
    site.page.set_viewport_size({"width": 320, "height": 800})
    box = site.page.get_by_role("dialog")
    for part in [*box.get_by_role("button").all(), *box.locator("select, input").all()]:
        assert _right_edge(part) <= _right_edge(box)


def _right_edge(part: Locator) -> float:
    place = part.bounding_box()
    assert place is not None
    return place["x"] + place["width"]


def test_only_what_is_final_looks_dangerous(site: Site) -> None:
    open_console(site, "admin")
    found(site)
    look_at(site, *LOOKS["sale"])
    shown = site.page.locator("#seen")

    expect(shown.locator("button.danger:not(dialog *)")).to_have_text(["Refund"])
    expect(shown.get_by_role("button", name="Decline the refund")).to_be_visible()


def test_the_pause_is_told_once_with_who_paused_and_why(site: Site) -> None:
    open_console(site, "admin")
    expect(site.page.get_by_role("alert").first).to_contain_text("All payouts of prizes are paused.")
    expect(site.page.get_by_text(f"{ADMIN} paused them: two amounts for one prize")).to_have_count(1)
    expect(site.page.get_by_role("region", name="Wrong now")).to_contain_text("Books and Stripe differ")
    expect(site.page.get_by_role("region", name="Wrong now")).not_to_contain_text("paused")


@pytest.mark.parametrize(("role", "card", "line"), [("admin", 1, 0), ("support", 0, 1)])
def test_a_request_to_approve_is_told_once(role: str, card: int, line: int, site: Site) -> None:
    """Administrators have a card for it; support reads it among what waits."""
    open_console(site, role)
    expect(site.page.get_by_text("A damaged record")).to_be_visible()

    expect(site.page.get_by_text("A request to approve")).to_have_count(line)
    expect(site.page.get_by_role("article", name="refund-payment")).to_have_count(card)


def test_what_is_wrong_leads_to_where_more_is_said_of_it(site: Site) -> None:
    open_console(site, "admin")
    links = site.page.get_by_role("region", name="Wrong now").get_by_role("link")
    expect(links.first).to_be_visible()

    assert {one.get_attribute("href") for one in links.all()} == {
        "#audit", "#invariants", "#work", "#unpaid", "#inbox",
    }  # fmt: skip
    for one in links.all():
        expect(site.page.locator(one.get_attribute("href") or "")).to_be_visible()


def test_the_oldest_prize_of_a_reason_is_one_click_away(site: Site) -> None:
    open_console(site, "support")
    site.page.get_by_role("row", name="needs_review").get_by_role("button").click()

    expect(site.page.get_by_role("region", name=PRIZE)).to_contain_text("Do not believe this history")


def test_a_story_names_each_row_in_full_also_on_a_phone(site: Site) -> None:
    open_console(site, "support")
    found(site)
    site.page.set_viewport_size({"width": 320, "height": 800})
    look_at(site, *LOOKS["prize"])
    shown = site.page.get_by_role("region", name="History")

    for name in (f"prizeRecords_{PRIZE}_3", EVENT):
        place = shown.get_by_text(name, exact=True).bounding_box()
        assert place is not None
        assert place["x"] + place["width"] <= 320


def test_a_payout_that_failed_is_not_said_to_be_at_the_bank(site: Site) -> None:
    open_console(site, "admin")
    found(site)
    look_at(site, *LOOKS["account"])
    site.page.get_by_role("button", name="Show payouts to the bank").click()
    payouts = site.page.get_by_role("region", name="Payouts to the person")

    expect(payouts.get_by_role("row", name="Failed").locator("td").last).to_have_text("")
    expect(payouts.get_by_role("row", name="Arrived").locator("td").last).to_have_text("Nov 28, 2026")
