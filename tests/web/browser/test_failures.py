"""What fails on a page is told on the page, and what was done is not told as failed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser.site import SIGNED_IN, Site

pytestmark = pytest.mark.thorough

SESSION = f"""{SIGNED_IN}
export const onPerson = (hear) => hear({{ uid: 'a', email: 'a@example.com' }});
export const signIn = async () => {{}}; export const sendNewPassword = signIn; export const leave = signIn;
export const auth = null;"""
REFUSED = {"success": False, "code": "party_to_it", "error": "you are a party"}
UNREADABLE = "export const readDocument = async () => { throw new Error('permission-denied'); };"
HELD = "let row = 6; export const readDocument = async () => ({ audit: { number: row++ } });"
"""The act writes row 7."""
HOLD = """await import('/app/operator/act-dialog.js');
document.body.innerHTML = '<pulse-act-dialog name="hold_prize" subject="prize_1"></pulse-act-dialog>';"""
PAGE = """const { Page } = await import('/app/page.js');
class Failing extends Page {
  title() { return 'Mine'; }
  async begin() { throw new Error('The figures could not be read.'); }
  content() { return ''; }
}
customElements.define('pulse-failing', Failing);
document.body.append(document.createElement('pulse-failing'));"""


def hold(site: Site) -> None:
    site.evaluate(HOLD)
    site.page.get_by_role("button", name="Hold this prize").click()
    site.page.get_by_label("Why? It stays in the audit trail.").fill("a drill")
    site.page.get_by_role("button", name="Do it").click()


@pytest.mark.parametrize(
    ("store", "trace"), [(HELD, "prizeRecords_prize_1_7"), (UNREADABLE, "prizeRecords/prize_1")]
)
def test_an_act_that_was_done_is_told_as_done_also_where_its_row_cannot_be_read(
    store: str, trace: str, site: Site
) -> None:
    site.stand_in("session.js", SESSION)
    site.stand_in("store.js", store)
    site.answer("hold-prize", json={"success": True})
    hold(site)

    expect(site.page.get_by_text(f"Done. Audit: {trace}")).to_be_visible()
    expect(site.page.get_by_role("dialog")).to_have_count(0)


def test_an_act_that_was_refused_stays_open_with_the_reason(site: Site) -> None:
    site.stand_in("session.js", SESSION)
    site.stand_in("store.js", HELD)
    site.answer("hold-prize", status=403, json=REFUSED)
    hold(site)

    expect(site.page.get_by_role("dialog").get_by_role("alert")).to_have_text("you are a party")


def test_staff_read_the_backends_own_sentence_where_people_read_another(site: Site) -> None:
    site.stand_in("session.js", SESSION)
    site.stand_in("store.js", HELD)
    named = {"success": False, "code": "document_invalid", "error": "payments/pi_1: amount must be whole"}
    site.answer("hold-prize", status=409, json=named)
    hold(site)

    expect(site.page.get_by_role("dialog").get_by_role("alert")).to_have_text(named["error"])


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("permission-denied", "You may not see this."),
        ("unavailable", "There is no connection to Pulse."),
        ("failed-precondition", "Something went wrong at Pulse."),
    ],
)
def test_what_firestore_says_to_programs_is_said_to_people(code: str, told: str, site: Site) -> None:
    site.stand_in("session.js", SESSION)
    thrown = (
        f"throw Object.assign(new Error('FAILED_PRECONDITION'), {{ name: 'FirebaseError', code: '{code}' }});"
    )
    site.evaluate(PAGE.replace("throw new Error('The figures could not be read.');", thrown))

    expect(site.page.get_by_role("alert")).to_contain_text(told)
    expect(site.page.get_by_role("alert")).not_to_contain_text("FAILED")


def test_a_read_that_fails_is_told_on_the_page(site: Site) -> None:
    site.stand_in("session.js", SESSION)
    site.evaluate(PAGE)

    expect(site.page.get_by_role("alert")).to_have_text("The figures could not be read.")
