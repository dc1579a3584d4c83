"""How much a page loads, how many requests come before its first figure, and what it shows without one."""

from __future__ import annotations

from playwright.sync_api import Request, Response, expect

from tests.e2e.js.scene import Scene
from tests.e2e.pages.visitor import SLOW, Visitor

BYTES_MAX = 200_000
SDK = "/vendor/firebase.js"
ROUND_TRIPS_MAX = 2
MARK_THE_FIGURE = """new MutationObserver((_, observer) => {
  if (!document.querySelector('#situation')) return;
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


def test_a_page_is_small_and_shows_its_first_figure_after_two_requests(
    visitor: Visitor, scene: Scene
) -> None:
    winner, page = scene.person("winner"), visitor.page
    scene.prize(winner)
    page.add_init_script(MARK_THE_FIGURE)
    visitor.visit("/winner/dashboard")
    visitor.sign_in(winner)
    expect(page.locator("#situation")).to_contain_text("97.00")
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one))
    page.reload()
    expect(page.locator("#situation")).to_contain_text("97.00")
    page.wait_for_load_state("load")

    since = page.evaluate("performance.timeOrigin")
    requests = [one.request for one in answers if one.url.startswith(visitor.where.firestore)]
    asked = [one for one in requests if one.timing["startTime"] >= since]
    assert 1 <= chain_before(page.evaluate(WHEN), asked) <= ROUND_TRIPS_MAX
    files = {one.url.removeprefix(visitor.where.hosting): one for one in answers}
    sizes = {
        path: len(one.body())
        for path, one in files.items()
        if path.startswith("/") and not path.startswith("/api/") and path != SDK
    }
    assert "/app/winner/page.js" in sizes
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
