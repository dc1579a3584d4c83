"""A person changes the language while the page is open: nothing begins anew, and nothing typed is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser.site import SIGNED_IN, SITE, Site

pytestmark = pytest.mark.thorough

SESSION = f"""{SIGNED_IN}
globalThis.begun = 0;
export const onPerson = (hear) => hear({{ uid: 'a', email: 'a@example.com' }});
export const signIn = async () => {{}}, sendNewPassword = signIn, leave = signIn, auth = null;"""
PAGE = """const { html } = await import('/vendor/lit.js');
const { Page } = await import('/app/page.js');
const { t } = await import('/app/texts.js');
class Speaking extends Page {
  title() { return t('winner.title'); }
  begin() { globalThis.begun += 1; }
  content() { return html`<p>${t('page.newest_100')}</p><input aria-label="typed" />`; }
}
customElements.define('pulse-speaking', Speaking);
document.body.append(document.createElement('pulse-speaking'));"""


@pytest.fixture
def shown(site: Site) -> Site:
    site.stand_in("session.js", SESSION)
    site.evaluate(PAGE)
    site.page.get_by_label("typed").fill("not sent yet")
    return site


def test_the_page_goes_on_in_the_chosen_language(shown: Site) -> None:
    page = shown.page
    page.get_by_label("Language").select_option("de")

    expect(page.get_by_role("heading", level=1)).to_have_text("Meine Preise")
    expect(page.get_by_text("Das sind die neuesten 100.")).to_be_visible()
    expect(page).to_have_title("Meine Preise · Pulse")
    expect(page.get_by_label("typed")).to_have_value("not sent yet")
    state = "return [document.documentElement.lang, localStorage['pulse.language'], globalThis.begun];"
    assert shown.evaluate(state) == ["de", "de", 1]


def test_without_a_connection_the_language_stays_and_the_page_says_why(shown: Site) -> None:
    page = shown.page
    page.route(f"{SITE}/app/texts/de.js", lambda route: route.abort())
    page.get_by_label("Language").select_option("de")

    expect(page.get_by_role("alert")).to_contain_text("There is no connection to Pulse.")
    expect(page.get_by_label("Language")).to_have_value("en")
    expect(page.get_by_role("heading", level=1)).to_have_text("My prizes")
    assert shown.evaluate("return localStorage['pulse.language'] ?? null;") is None
