"""The console: support reads, administrators act, and each act gives its row of the audit trail."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, expect

from local.endpoints import Endpoints
from tests.e2e.js.scene import Scene
from tests.e2e.pages.axe import serious_findings
from tests.e2e.pages.visitor import Visitor


def test_an_administrator_finds_a_prize_by_its_winner_and_holds_it(visitor: Visitor, scene: Scene) -> None:
    winner, page = scene.person("winner"), visitor.page
    prize = scene.prize(winner)
    visitor.visit("/operator")
    visitor.sign_in(scene.administrator())
    page.get_by_label("Uid, e-mail address").fill(winner.email)
    page.get_by_role("button", name="Find", exact=True).first.click()
    page.get_by_role("listitem").filter(has_text=prize).get_by_role("button", name="Explain").first.click()
    shown = page.get_by_role("region", name=prize)
    expect(shown.get_by_role("row", name="prize.awarded")).to_contain_text(f"prizeRecords_{prize}_1")

    _act(visitor, "Hold this prize", "the winner asked us to wait")
    expect(shown.get_by_role("row", name="the winner asked us to wait")).to_be_visible()
    held = scene.there(f"prizeRecords/{prize}")
    expect(shown.get_by_text(f"Done. Audit: prizeRecords_{prize}_{held['audit']['number']}")).to_be_visible()
    assert (held["held"], held["reason"]) == (True, "held_for_approval")
    assert serious_findings(page) == []


def test_support_reads_and_is_offered_no_act(visitor: Visitor, scene: Scene) -> None:
    prize, page = scene.prize(scene.person("winner")), visitor.page
    visitor.visit("/operator")
    visitor.sign_in(scene.person("support", phone="+15555570002", support=True))
    page.get_by_label("Uid, e-mail address").fill(prize)
    page.get_by_role("button", name="Find", exact=True).first.click()
    page.get_by_role("button", name="Explain").first.click()

    expect(page.get_by_role("row", name="prize.awarded")).to_be_visible()
    for act in ("Hold this prize", "Cancel this prize", "Pause all payouts"):
        expect(page.get_by_role("button", name=act)).to_have_count(0)


def test_the_pause_is_seen_by_all_staff_and_two_administrators_end_it(
    browser: Browser, where: Endpoints, visitor: Visitor, scene: Scene
) -> None:
    visitor.visit("/operator")
    visitor.sign_in(scene.administrator())
    other = Visitor.of(browser, where)
    other.visit("/operator")
    other.sign_in(scene.administrator())
    paused = "All payouts of prizes are paused."
    try:
        _act(visitor, "Pause all payouts")
        for one in (visitor, other):
            expect(one.page.get_by_role("alert").filter(has_text=paused)).to_be_visible()
        _act(visitor, "Request to resume payouts")
        _act(other, "Approve and do it", within=other.page.get_by_role("article", name="resume-payouts"))
        for one in (visitor, other):
            expect(one.page.get_by_role("alert").filter(has_text=paused)).to_have_count(0)
    finally:
        scene.resume_payouts()
        other.page.context.close()
    assert other.complaints == []


def _act(visitor: Visitor, name: str, why: str = "a drill", within: Locator | None = None) -> None:
    (within or visitor.page).get_by_role("button", name=name).click()
    box = visitor.page.get_by_role("dialog")
    box.get_by_label("Why? It stays in the audit trail.").fill(why)
    box.get_by_role("button", name="Do it").click()
    expect(box).to_have_count(0)


def test_who_is_no_staff_is_told_so(visitor: Visitor, scene: Scene) -> None:
    visitor.visit("/operator")
    visitor.sign_in(scene.person("stranger"))

    expect(visitor.page.get_by_text("This page is for the staff of Pulse.")).to_be_visible()
