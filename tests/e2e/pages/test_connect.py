"""The page of one's account tells its states apart, and gives a fresh link that keeps challenge and place."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from local.story import onboarding_form
from local.story.onboarding_form import ANSWERS
from tests.e2e.js.scene import Scene
from tests.e2e.pages.visitor import Visitor

PAGE = "/winner/connect-account"


@pytest.mark.parametrize(
    ("ssn", "state", "says"),
    [
        ("000000000", "Ready", "Your account is ready"),
        ("111111111", "Something is due", "a photo of an identity document"),
        ("222222222", "Being checked", "Stripe checks what you entered"),
        ("333333333", "Refused by Stripe", "Stripe closed this account for good"),
    ],
)
def test_a_submitted_account_has_its_state(
    visitor: Visitor, scene: Scene, ssn: str, state: str, says: str
) -> None:
    person = scene.person()
    onboarding_form.submit(scene.does(person, "createWinnerConnectedAccount")["accountLink"], ssn=ssn)
    visitor.visit(PAGE)
    visitor.sign_in(person)

    expect(visitor.page.locator("#state")).to_have_text(state)
    expect(visitor.page.locator("main")).to_contain_text(says)


def test_an_old_link_leads_here_and_a_fresh_one_keeps_the_challenge_and_place(
    visitor: Visitor, scene: Scene
) -> None:
    person, page = scene.person(), visitor.page
    challenge = scene.challenge(scene.person())
    link = scene.does(person, "createWinnerConnectedAccount", challengeId=challenge, placement=1)[
        "accountLink"
    ]
    httpx.get(link, trust_env=False, timeout=60)
    page.goto(link)
    expect(page.get_by_text("setup links work once and for a few minutes.")).to_be_visible()
    assert page.url.endswith(f"{PAGE}?challengeId={challenge}&placement=1")

    visitor.sign_in(person)
    expect(page.locator("#state")).to_have_text("Not finished")
    with page.expect_request("**/api/create-winner-connected-account") as asked:
        page.get_by_role("button", name="Continue at Stripe").click()
    assert asked.value.post_data_json == {"challengeId": challenge, "placement": 1}
    page.wait_for_url("**/setup/**")
    visitor.fill_in_onboarding(ANSWERS)
    page.wait_for_url("**/winner/dashboard?complete=true")
    expect(page.locator(".badge.ready")).to_be_visible()


def test_with_a_publishable_key_stripes_form_appears_in_the_page(visitor: Visitor, scene: Scene) -> None:
    person, page = scene.person(), visitor.page
    scene.does(person, "createWinnerConnectedAccount")
    visitor.visit(PAGE)
    visitor.sign_in(person)
    page.get_by_role("button", name="Continue in this page").click()

    form = page.frame_locator('iframe[title="Stripe account onboarding"]')
    for name, answer in ANSWERS.items():
        form.locator(f"[name={name}]").fill(answer)
    form.locator("form button").first.click()
    expect(page.locator("#state")).to_have_text("Ready")


def test_without_a_publishable_key_only_stripes_own_page_is_offered(visitor: Visitor, scene: Scene) -> None:
    person, page = scene.person(), visitor.page
    scene.does(person, "createWinnerConnectedAccount")
    told = httpx.get(f"{visitor.where.hosting}/settings.json", trust_env=False).json()
    page.route("**/settings.json", lambda route: route.fulfill(json={**told, "publishableKey": ""}))
    visitor.visit(PAGE)
    visitor.sign_in(person)

    expect(page.get_by_role("button", name="Continue at Stripe")).to_be_visible()
    expect(page.get_by_role("button", name="Continue in this page")).to_have_count(0)
