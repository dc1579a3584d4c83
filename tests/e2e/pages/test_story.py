"""The story of the guide, clicked: an account, a sale, and a prize that finds its way to its winner."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import Browser, expect

from local.endpoints import Endpoints
from local.story.onboarding_form import ANSWERS
from tests.e2e.js.scene import Scene
from tests.e2e.pages.axe import serious_findings
from tests.e2e.pages.visitor import Visitor, somebody


def set_up_account(visitor: Visitor) -> None:
    """From a page that says so, by its only primary button, through Stripe's form and back."""
    page = visitor.page
    page.get_by_role("link", name="Set up my payout account").click()
    page.get_by_role("button", name="Set up my account").click()
    visitor.fill_in_onboarding(ANSWERS)
    page.wait_for_url("**/dashboard?complete=true")
    expect(page.locator(".badge.ready")).to_be_visible()


def test_the_story_is_clicked_from_no_account_to_paid_money(
    browser: Browser, where: Endpoints, scene: Scene
) -> None:
    trainer, buyer, winner = (scene.person(name) for name in ("trainer", "buyer", "winner"))

    with somebody(browser, where, trainer, "/trainer/dashboard", "story-1-trainer-sets-up") as visitor:
        set_up_account(visitor)
    challenge = scene.ended(trainer, winner)
    scene.stage.store.document(f"challenges/{challenge}").update(
        {"endDate": datetime(2099, 1, 1, tzinfo=UTC)}
    )

    with somebody(browser, where, buyer, f"/pay?challengeId={challenge}", "story-2-buyer-pays") as visitor:
        page = visitor.page
        page.get_by_role("button", name="Pay by card").click()
        visitor.type_card("4000000000000002")
        page.get_by_role("button", name="Pay USD 100.00").click()
        expect(page.get_by_role("alert").filter(has_text="Your card was declined.")).to_be_visible()
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert serious_findings(page) + serious_findings(visitor.card_document()) == [], scheme
        visitor.type_card()
        page.get_by_role("button", name="Pay USD 100.00").click()
        expect(page.get_by_text("Thank you. You take part in Evening Stretch.")).to_be_visible()

    with somebody(browser, where, trainer, "/trainer/dashboard", "story-3-trainer-sees-the-sale") as visitor:
        expect(visitor.page.locator("#situation")).to_contain_text("USD 97.00 after fees")
        sale = visitor.page.get_by_role("row", name="Evening Stretch")
        expect(sale).to_contain_text("USD 100.00")
        expect(sale).to_contain_text("USD 3.00")
        expect(sale).to_contain_text("USD 97.00")

    ended = {"status": "completed", "endDate": datetime.now(UTC)}
    scene.stage.store.document(f"challenges/{challenge}").update(ended)
    with somebody(browser, where, winner, "/winner/dashboard", "story-4-winner-is-paid") as visitor:
        situation = visitor.page.locator("#situation")
        expect(situation).to_contain_text("USD 97.00 wait for you")
        visitor.keep_picture("story-3-winner-is-told-what-to-do")
        set_up_account(visitor)
        expect(situation).to_have_text("Every prize is paid. You need not do anything.")
        expect(visitor.page.get_by_role("article")).to_contain_text("Paid")
        expect(visitor.page.get_by_role("region", name="Paid to you in")).to_contain_text("USD 97.00")
