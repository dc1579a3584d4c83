"""An authenticator app is connected in a page: Firebase's own library, answers of `google.py`."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.pages.axe import serious_findings
from tests.pictures import picture_of
from tests.web.browser.google import EMAIL, FACTOR, NEW, PROJECT, Google
from tests.web.browser.site import SITE, Site

pytestmark = pytest.mark.thorough

KEY = base64.b32encode(NEW).decode()
POWERLESS = "With the password alone you can read nothing."
LOST = "If you lose the phone, tell another administrator at once"


def signed_in(site: Site, page: str = "second-factor", **options: Any) -> Google:
    """At *page*, with the password, and with a code where an app is connected."""
    google = Google(site.page, **{"factors": [], **options})
    site.page.route(f"{SITE}/__/firebase/init.json", lambda route: route.fulfill(json=PROJECT))
    site.visit(page)
    site.page.get_by_label("E-mail address").fill(EMAIL)
    site.page.get_by_label("Password").fill("correct-horse-battery")
    site.page.get_by_role("button", name="Sign in").click()
    if google.factors:
        site.page.get_by_label("The six digits").fill(google.code())
        site.page.get_by_role("button", name="Confirm").click()
    site.page.get_by_role("button", name="Sign out").wait_for()
    return google


def connect(site: Site, code: str) -> None:
    site.page.get_by_label("The six digits that the app shows now").fill(code)
    site.page.get_by_role("button", name="Connect the app").click()


def show_key(site: Site) -> None:
    site.page.get_by_role("button", name="Show the QR code").click()
    expect(site.page.get_by_role("img", name="QR code with the key below")).to_be_visible()


def test_an_app_is_connected_by_its_key_and_a_code(site: Site) -> None:
    google = signed_in(site)
    expect(site.page.get_by_text(POWERLESS)).to_be_visible()
    show_key(site)
    key = site.page.locator("code.secret")
    link = site.page.get_by_role("link", name="Open it in the app on this device").get_attribute("href")
    expect(key).to_have_text(" ".join(KEY[at : at + 4] for at in range(0, len(KEY), 4)))
    assert link == (
        "otpauth://totp/Pulse%20(demo-pulse):admin%40example.com"
        f"?secret={KEY}&issuer=Pulse%20(demo-pulse)&algorithm=SHA1&digits=6"
    )
    connect(site, google.code("app_new"))

    expect(site.page.get_by_role("status").first).to_contain_text("The app is connected.")
    assert [one["mfaEnrollmentId"] for one in google.factors] == ["app_new"]
    site.serve("operator")
    site.page.get_by_role("button", name="Sign in with a code").click()
    site.page.wait_for_url(f"{SITE}/operator")
    expect(site.page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_wrong_code_connects_nothing_and_the_key_stays(site: Site) -> None:
    google = signed_in(site)
    show_key(site)
    connect(site, f"{(int(google.code('app_new')) + 1) % 1_000_000:06}")
    expect(site.page.get_by_role("alert").filter(has_text="This code is not right")).to_be_visible()
    assert google.factors == []

    connect(site, google.code("app_new"))
    expect(site.page.get_by_text("The app is connected.")).to_be_visible()


def test_a_new_phone_ends_the_old_one(site: Site) -> None:
    google = signed_in(site, factors=[FACTOR])
    expect(site.page.get_by_text("An authenticator app is connected since Nov 1, 2026.")).to_be_visible()
    show_key(site)
    connect(site, google.code("app_new"))

    expect(site.page.get_by_text("The app is connected.")).to_be_visible()
    assert [one["mfaEnrollmentId"] for one in google.factors] == ["app_new"]


def test_that_an_old_phone_still_works_is_said(site: Site) -> None:
    google = signed_in(site, factors=[FACTOR])
    google.refusals["mfaEnrollment:withdraw"] = "INTERNAL_ERROR"
    show_key(site)
    connect(site, google.code("app_new"))

    expect(site.page.get_by_role("status").first).to_contain_text("an old one could not be ended")


def test_an_address_is_confirmed_before_an_app_is_connected(site: Site) -> None:
    google = signed_in(site, is_confirmed=False)
    expect(site.page.get_by_text(f"First confirm that {EMAIL} is yours")).to_be_visible()
    site.page.get_by_role("button", name="Send me the e-mail").click()
    expect(site.page.get_by_text("The e-mail is on its way.")).to_be_visible()
    assert ("accounts:sendOobCode", "VERIFY_EMAIL") in [
        (name, sent.get("requestType")) for name, sent in google.sent
    ]
    site.page.get_by_role("button", name="I opened the link").click()
    expect(site.page.get_by_text("Firebase does not know of it yet.")).to_be_visible()

    google.is_confirmed = True
    site.page.get_by_role("button", name="I opened the link").click()
    expect(site.page.get_by_role("button", name="Show the QR code")).to_be_visible()


@pytest.mark.parametrize(
    ("says", "told"),
    [
        ("CREDENTIAL_TOO_OLD_LOGIN_AGAIN", "Your sign-in is too old for this."),
        ("OPERATION_NOT_ALLOWED", "Authenticator apps are not switched on in this project"),
        ("SECOND_FACTOR_LIMIT_EXCEEDED", "Your account has as many second factors as it may have."),
        ("SOMETHING_NEW", "That did not work."),
    ],
)
def test_what_google_refuses_is_told_in_words(says: str, told: str, site: Site) -> None:
    google = signed_in(site)
    google.refusals["mfaEnrollment:start"] = says
    site.page.get_by_role("button", name="Show the QR code").click()

    expect(site.page.get_by_role("alert")).to_contain_text(told)


def test_an_administrator_with_a_password_alone_is_led_here_and_nothing_is_asked(site: Site) -> None:
    site.stand_in("store.js", "export const LIST_MAX = 100; export const watchDocument = null,"
                  "watchEqual = null, watchOldest = null, readDocument = null;")  # fmt: skip
    asked: list[str] = []
    site.page.route(f"{SITE}/api/**", lambda route: (asked.append(route.request.url), route.abort()))
    signed_in(site, "operator")

    expect(site.page.get_by_text("You signed in with a password alone.")).to_be_visible()
    way = site.page.get_by_role("link", name="Set up an authenticator app")
    assert way.get_attribute("href") == "/second-factor"
    assert asked == []


def test_the_local_world_says_that_it_knows_no_authenticator_apps(site: Site) -> None:
    emulators = {"auth": "https://identitytoolkit.googleapis.com", "firestore": "http://127.0.0.1:1"}
    settings = {"publishableKey": "", "supportEmail": "", "emulators": emulators}
    site.page.route(f"{SITE}/settings.json", lambda route: route.fulfill(json=settings))
    signed_in(site)

    expect(site.page.get_by_text("People sign in there with codes of text messages")).to_be_visible()
    expect(site.page.get_by_role("button", name="Show the QR code")).to_have_count(0)


def test_who_reads_the_page_learns_what_to_do_when_the_phone_is_lost(site: Site) -> None:
    google = signed_in(site)
    expect(site.page.get_by_text(LOST)).to_be_visible()
    show_key(site)
    connect(site, google.code("app_new"))
    expect(site.page.get_by_text("The app is connected.")).to_be_visible()

    expect(site.page.get_by_text(LOST)).to_be_visible()


def test_the_page_suits_everybody_on_every_screen(site: Site) -> None:
    signed_in(site)
    show_key(site)
    page, wrong = site.page, []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        wrong += serious_findings(page)
        for width in (320, 768, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 800})
            wrong += [width] if page.evaluate("document.documentElement.scrollWidth") > width else []
            if picture := picture_of(f"second-factor-{width}-{scheme}"):
                page.screenshot(path=picture, full_page=True)

    assert wrong == []
