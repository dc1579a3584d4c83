"""A trainer sees on their page what becomes of a pool, to the cent: paid in, awarded, paid and returned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, expect

from local.people import Person
from local.story.expect import eventually
from tests.e2e.js.scene import Scene
from tests.e2e.pages.visitor import Visitor

PAID_IN = "Paid in and not returned"
SHARES = (50, 30, 20)
"""Of three places two are taken, so the third's share of 250.00 goes back. The app says so; the page pays."""


def test_a_pool_is_paid_in_awarded_and_paid_and_what_no_prize_takes_comes_back(
    visitor: Visitor, scene: Scene
) -> None:
    trainer, winners = scene.trainer(), [scene.winner(), scene.winner()]
    challenge = scene.challenge(trainer)
    split = {"distributionType": "custom", "customDistribution": list(SHARES), "winnerCount": len(SHARES)}
    scene.does(trainer, "fundPrizePool", challengeId=challenge, amount=25_000, **split)
    visitor.visit("/trainer/dashboard")
    visitor.sign_in(trainer)
    pay_in(visitor, "250")
    pool = shown(visitor, "Filled", "filled")
    figures_are(pool, {PAID_IN: "USD 250.00", "Awarded": "USD 0.00", "Paid to winners": "USD 0.00"})

    award(scene, trainer, challenge, winners)
    pool = shown(visitor, "Awarded", "awarded")
    figures_are(pool, {PAID_IN: "USD 250.00", "Awarded": "USD 200.00", "Returned": "USD 0.00"})

    eventually(
        "both prizes paid and the rest returned",
        lambda: scene.there(f"prizePools/{challenge}"),
        lambda found: found.get("phase") == "settled",
    )
    pool = shown(visitor, "Finished", "finished")
    expect(pool.get_by_role("link", name="Pay in")).to_have_count(0)
    figures_are(
        pool,
        {
            PAID_IN: "USD 200.00",
            "Awarded": "USD 200.00",
            "Paid to winners": "USD 200.00",
            "Returned": "USD 50.00",
        },
    )
    row = pool.get_by_role("row", name="USD 250.00")
    expect(row.get_by_role("cell")).to_have_text(["USD 250.00", "USD 7.78", "Paid in", "USD 50.00"])


def pay_in(visitor: Visitor, amount: str) -> None:
    """By a card whose bank asks."""
    page = visitor.page
    page.get_by_role("link", name="Pay in").click()
    page.get_by_label("Amount for the prizes").fill(amount)
    page.get_by_role("button", name="Pay by card").click()
    visitor.type_card("4000002500003155")
    visitor.keep_picture("pool-story-0-paying")
    page.get_by_role("button", name="Pay USD").click()
    bank = page.frame_locator('iframe[title="3D Secure"]').frame_locator("#challengeFrame")
    bank.get_by_role("button", name="Complete").click()
    expect(page.get_by_text("The money is in the prize pool of Evening Stretch.")).to_be_visible()
    page.get_by_role("link", name="To my sales").click()


def award(scene: Scene, trainer: Person, challenge: str, winners: list[Person]) -> None:
    """The challenge ends now, with as many points for each as decide the places."""
    now = datetime.now(UTC)
    for place, person in enumerate(winners, 1):
        entry = {
            "id": f"{challenge}_{person.uid}",
            "challengeId": challenge,
            "userId": person.uid,
            "username": person.username,
            "joinDate": now - timedelta(days=29),
            "isCompleted": True,
            "completedAt": now - timedelta(days=1),
            "pulsePoints": {"totalPoints": 1_000 - 100 * place},
        }
        scene.stage.store.document(f"user-challenge/{entry['id']}").set(entry)
    scene.stage.store.document(f"challenges/{challenge}").update({"endDate": now - timedelta(minutes=1)})
    scene.does(trainer, "calculateWinners", challengeId=challenge)


def shown(visitor: Visitor, state: str, picture: str) -> Locator:
    """The pool as the page has it when it is asked for again, in light and in dark."""
    page = visitor.page
    pool = page.get_by_role("article", name="Evening Stretch")
    pool.get_by_role("button", name="Show the prize pool").click()
    expect(pool.locator(".badge").get_by_text(state, exact=True)).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        visitor.keep_picture(f"pool-story-{picture}-{scheme}")
    return pool


def figures_are(pool: Locator, amounts: dict[str, str]) -> None:
    for name, amount in amounts.items():
        figure = pool.locator("dl.figures div").filter(has=pool.page.get_by_text(name, exact=True))
        expect(figure.locator("dd").first).to_have_text(amount)
