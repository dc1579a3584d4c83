"""A person reads what they were told in the language of the page, and says how they want to be told."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser.site import SIGNED_IN, Site

pytestmark = pytest.mark.thorough

STORE = """globalThis.written = [];
const notice = (number) => ({
  createdAt: new Date(2026, 10, number),
  url: 'https://pulse.test/winner/dashboard', text: `Told ${number}.`,
  texts: { en: { title: `Title ${number}`, text: `Told ${number}.` } },
});
const trainers = { ...notice(1), url: 'https://pulse.test/trainer/dashboard', text: 'A sale.', texts: {} };
export const watchNewest = (path, _equal, _by, hear) => {
  hear(path === 'users/person_1/notices' ? [5, 4, 3, 2].map(notice).concat(trainers) : []);
  return () => {};
};
export const watchDocument = (path, hear) => {
  hear(path === 'users/person_1' ? { language: 'de-AT', notify: { push: false } } : null);
  return () => {};
};
export const write = async (path, values) => void globalThis.written.push([path, values]);"""
SHOW = """await import('/app/parts/messages.js');
document.body.innerHTML = '<pulse-messages uid="person_1" side="winner"></pulse-messages>';"""


def show(site: Site) -> None:
    site.stand_in("session.js", SIGNED_IN)
    site.stand_in("store.js", STORE)
    site.evaluate(SHOW)


def test_the_newest_messages_are_seen_at_once_and_older_ones_by_a_tap(site: Site) -> None:
    show(site)
    for number in (5, 4, 3):
        expect(site.page.get_by_text(f"Told {number}.")).to_be_visible()
        expect(site.page.get_by_role("link", name=f"Title {number}")).to_have_attribute(
            "href", "/winner/dashboard"
        )
    expect(site.page.get_by_text("Told 2.")).to_be_hidden()
    site.page.get_by_text("One older message").click()
    expect(site.page.get_by_text("Told 2.")).to_be_visible()
    expect(site.page.get_by_text("A sale.")).to_have_count(0)


def test_what_was_chosen_is_shown_and_what_is_chosen_is_stored(site: Site) -> None:
    show(site)
    page = site.page
    page.get_by_text("How Pulse reaches me").click()
    expect(page.get_by_label("Written in")).to_have_value("de")
    expect(page.get_by_label("By e-mail")).to_be_checked()
    expect(page.get_by_label("On my devices, by the app")).not_to_be_checked()
    page.get_by_label("Written in").select_option("en")
    page.get_by_label("By e-mail").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    chosen = {"language": "en", "notify": {"email": False, "push": False}}
    assert site.evaluate("return globalThis.written;") == [["users/person_1", chosen]]
