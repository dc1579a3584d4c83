"""How much a page loads, how many requests come before its first figure, and what it shows without one."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Request, Response, expect

from local.people import Person
from tests.e2e.js.scene import Sale, Scene
from tests.e2e.pages.visitor import SLOW, Visitor

BYTES_MAX = 200_000
SDK = "/vendor/firebase.js"
ROUND_TRIPS_MAX = 2
MARK_THE_FIGURE = """new MutationObserver((_, observer) => {
  if (!document.querySelector('%s')) return;
  performance.mark('figure');
  observer.disconnect();
}).observe(document, { childList: true, subtree: true })"""
WHEN = "performance.timeOrigin + performance.getEntriesByName('figure')[0].startTime"


def chain_before(moment: float, requests: list[Request]) -> int:
    """The most requests that lay one after another: each began when the one before it had been answered."""
    answers = [
        (one.timing["startTime"], one.timing["startTime"] + one.timing["responseStart"]) for one in requests
    ]
    length = 0
    free_from = 0.0
    for begun, answered in sorted(answers, key=lambda one: one[1]):
        if begun >= free_from and answered <= moment:
            length, free_from = length + 1, answered
    return length


@dataclass(frozen=True)
class Shown:
    path: str
    figure: str
    """What holds the page's first figure."""
    script: str
    says: str


PAGES = {
    "winner": Shown("/winner/dashboard", "#situation", "/app/winner/page.js", "97.00"),
    "trainer": Shown("/trainer/dashboard", "#situation", "/app/trainer/page.js", "97.00"),
    "winner's account": Shown("/winner/connect-account", "#state", "/app/connect/winner.js", "Not set up"),
    "trainer's account": Shown("/trainer/connect-account", "#state", "/app/connect/trainer.js", "Ready"),
    "buyer": Shown("/pay?challengeId={round}", ".figures dd", "/app/pay/page.js", "100.00"),
    "console": Shown("/operator", ".figures dd", "/app/operator/page.js", ""),
}
ASKS_NO_DOCUMENT = {"console"}
"""Its first figures are an operation's answer."""


@pytest.fixture(scope="module")
def sale(scene: Scene) -> Sale:
    return scene.sale()


@pytest.fixture(scope="module")
def people(scene: Scene, sale: Sale) -> dict[str, Person]:
    """Who looks at each page."""
    winner = scene.person("winner")
    scene.prize(winner)
    return {
        "winner": winner,
        "winner's account": winner,
        "trainer": sale.trainer,
        "trainer's account": sale.trainer,
        "buyer": scene.person("buyer"),
        "console": scene.administrator(),
    }


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_small_and_shows_its_first_figure_after_two_requests(
    name: str, people: dict[str, Person], sale: Sale, visitor: Visitor
) -> None:
    shown, page = PAGES[name], visitor.page
    figure = page.locator(shown.figure).first
    page.add_init_script(MARK_THE_FIGURE % shown.figure)
    visitor.visit(shown.path.format(round=sale.challenge_id))
    visitor.sign_in(people[name])
    expect(figure).to_contain_text(shown.says)
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one))
    page.reload()
    expect(figure).to_contain_text(shown.says)
    page.wait_for_load_state("load")

    since = page.evaluate("performance.timeOrigin")
    requests = [one.request for one in answers if one.url.startswith(visitor.where.firestore)]
    asked = [one for one in requests if one.timing["startTime"] >= since]
    fewest = 0 if name in ASKS_NO_DOCUMENT else 1
    assert fewest <= chain_before(page.evaluate(WHEN), asked) <= ROUND_TRIPS_MAX
    files = {one.url.removeprefix(visitor.where.hosting): one for one in answers}
    sizes = {
        path: len(one.body())
        for path, one in files.items()
        if path.startswith("/") and not path.startswith("/api/") and path != SDK
    }
    assert shown.script in sizes
    assert sum(sizes.values()) < BYTES_MAX, sizes


def test_without_an_answer_of_firestore_a_page_waits_and_says_nothing_of_money(
    visitor: Visitor, scene: Scene
) -> None:
    """Its SDK then answers from its memory, which is empty: that is not the truth about anybody's prizes."""
    winner, page = scene.person("winner"), visitor.page
    scene.prize(winner)
    firestore = f"{visitor.where.firestore}/**"
    page.route(firestore, lambda route: route.abort())
    visitor.visit("/winner/dashboard")
    with page.expect_console_message(lambda message: SLOW in message.text):
        visitor.sign_in(winner)

    expect(page.get_by_text("One moment")).to_be_visible()
    expect(page.locator("#situation")).to_have_count(0)
    page.unroute(firestore)
    expect(page.locator("#situation")).to_contain_text("97.00")
