"""The console: support reads, administrators act, and each act gives its row of the audit trail."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, expect

from local.endpoints import Endpoints
from local.story import onboarding_form
from local.story.expect import eventually
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

    _act(visitor, "Hold this prize", "the winner asked us to wait", shows=(winner.email, "USD 97.00"))
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


def test_support_reads_a_pool_line_by_line_and_payouts_to_the_bank(visitor: Visitor, scene: Scene) -> None:
    trainer, page = scene.trainer(), visitor.page
    challenge = scene.challenge(trainer)
    unpaid = scene.does(trainer, "fundPrizePool", challengeId=challenge, amount=10_000)
    card = {"payment_method": "pm_card_visa", "return_url": scene.stage.where.hosting}
    scene.stage.stripe.v1.payment_intents.confirm(unpaid["paymentIntentId"], card)
    scene.does(trainer, "completePoolFunding", challengeId=challenge, paymentId=unpaid["paymentIntentId"])
    visitor.visit(f"/operator#find={challenge}")
    visitor.sign_in(scene.person("support", phone="+15555570003", support=True))
    page.get_by_role("button", name="Show it line by line").click()
    shown = page.get_by_role("region", name="Prize pool")
    expect(shown.get_by_role("row", name="Paid in")).to_contain_text("USD 100.00")
    visitor.keep_picture("operator-support-pool")

    page.get_by_label("Uid, e-mail address").fill(trainer.uid)
    page.get_by_role("button", name="Find", exact=True).first.click()
    _explain(visitor, "acct_")
    page.get_by_role("button", name="Show payouts to the bank").click()
    expect(page.get_by_role("region", name="Payouts to the person")).to_be_visible()
    assert page.locator("pulse-act-dialog").count() == 0
    assert scene.there(f"disclosures/{trainer.uid}")["operation"] == "get-payouts"
    assert page.evaluate("location.search") == ""


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


def _act(
    visitor: Visitor,
    name: str,
    why: str | None = "a drill",
    within: Locator | None = None,
    typed: tuple[str, str] | None = None,
    shows: tuple[str, ...] = (),
) -> None:
    """*shows*: what the dialog says before the act."""
    (within or visitor.page).get_by_role("button", name=name, exact=True).first.click()
    box = visitor.page.get_by_role("dialog")
    for one in shows:
        expect(box).to_contain_text(one)
    if typed:
        box.get_by_label(typed[0]).fill(typed[1])
    if why is not None:
        box.get_by_label("Why? It stays in the audit trail.").fill(why)
    box.get_by_role("button", name="Do it").click()
    expect(box).to_have_count(0)


def _look_for(visitor: Visitor, scene: Scene, name: str) -> None:
    """As an administrator whose address names what they look for."""
    visitor.visit(f"/operator#find={name}")
    visitor.sign_in(scene.administrator())


def _explain(visitor: Visitor, kind: str) -> None:
    line = visitor.page.get_by_role("listitem").filter(has_text=kind)
    line.get_by_role("button", name="Explain").first.click()


def test_an_event_of_stripes_is_found_by_its_id_and_handled_again(visitor: Visitor, scene: Scene) -> None:
    event_id = scene.event_about(scene.trainer())
    _look_for(visitor, scene, event_id)
    _act(visitor, "Replay", "the key had lacked a right")

    expect(visitor.page.get_by_text(f"Done. Audit: replays_{event_id}_1")).to_be_visible()
    path = f"stripeEvents/{event_id}"
    eventually(f"{path} handled", lambda: scene.there(path), lambda seen: seen["status"] == "done")
    assert scene.there(f"replays/{event_id}")["reason"] == "the key had lacked a right"


def test_what_an_account_lacks_is_read_in_words_and_stripe_is_asked_again(
    visitor: Visitor, scene: Scene
) -> None:
    person, page = scene.person(), visitor.page
    link = scene.does(person, "createWinnerConnectedAccount")["accountLink"]
    onboarding_form.submit(link, ssn="111111111")
    scene.does(person, "completeWinnerStripeOnboarding")
    _look_for(visitor, scene, person.uid)
    _explain(visitor, "acct_")
    shown = page.get_by_role("region", name=f"account at Stripe {person.uid}")
    expect(shown).to_contain_text("a photo of an identity document")
    expect(shown).to_contain_text("Cannot receive money")
    visitor.keep_picture("operator-account")

    _act(visitor, "Ask Stripe about this account", why=None)
    row = re.compile(rf"winnerStripeConnect_{person.uid}_\d+")
    expect(page.get_by_text(row).first).to_be_visible()
    page.get_by_role("button", name="Show payouts to the bank").click()
    expect(page.get_by_role("region", name="Payouts to the person")).to_be_visible()
    assert serious_findings(page) == []


def test_a_sale_is_read_as_a_story_and_a_part_of_it_refunded(visitor: Visitor, scene: Scene) -> None:
    payment_id, page = scene.sale().payment_id, visitor.page
    _look_for(visitor, scene, payment_id)
    _explain(visitor, payment_id)
    shown = page.get_by_role("region", name=payment_id)
    expect(shown.get_by_role("row", name="payment.recorded")).to_be_visible()
    _act(visitor, "Refund", why=None, typed=("Amount in USD (empty: all of it)", "5.00"))

    expect(shown.get_by_role("row", name="refund.reserved").first).to_be_visible()
    expect(shown.locator(".badge.partially_refunded")).to_be_visible()
    assert scene.there(f"payments/{payment_id}")["refundedAmount"] == 500
    visitor.keep_picture("operator-sale")


def test_who_is_no_staff_is_told_so(visitor: Visitor, scene: Scene) -> None:
    visitor.visit("/operator")
    visitor.sign_in(scene.person("stranger"))

    expect(visitor.page.get_by_text("This page is for the staff of Pulse.")).to_be_visible()
