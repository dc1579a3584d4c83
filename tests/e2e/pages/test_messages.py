"""A person reads what they were told in their language, and chooses how Pulse reaches them."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.e2e.js.scene import Scene
from tests.e2e.pages.axe import serious_findings
from tests.e2e.pages.visitor import Visitor


def test_a_winner_reads_each_message_in_the_language_of_the_page(visitor: Visitor, scene: Scene) -> None:
    winner, page = scene.person("winner"), visitor.page
    scene.prize(winner)
    told = [one.to_dict() for one in scene.stage.store.collection(f"users/{winner.uid}/notices").get()]
    assert told
    visitor.visit("/winner/dashboard")
    visitor.sign_in(winner)
    messages = page.get_by_role("region", name="Messages")
    for one in told:
        expect(messages).to_contain_text(one["texts"]["en"]["text"])

    page.get_by_label("Language").select_option("de")
    messages = page.get_by_role("region", name="Nachrichten")
    for one in told:
        expect(messages).to_contain_text(one["texts"]["de"]["text"])


def test_a_choice_of_language_and_channel_is_stored_and_shown_again(visitor: Visitor, scene: Scene) -> None:
    winner, page = scene.person("winner"), visitor.page
    visitor.visit("/winner/dashboard")
    visitor.sign_in(winner)
    page.get_by_text("How Pulse reaches me").click()
    page.get_by_label("By e-mail").uncheck()
    page.get_by_label("Written in").select_option("de")
    assert serious_findings(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()

    kept = scene.there(f"users/{winner.uid}")
    assert (kept["language"], kept["notify"]) == ("de", {"email": False, "push": True})
    assert kept["username"] == winner.username
    page.reload()
    page.get_by_text("How Pulse reaches me").click()
    expect(page.get_by_label("By e-mail")).not_to_be_checked()
    expect(page.get_by_label("On my devices, by the app")).to_be_checked()
    expect(page.get_by_label("Written in")).to_have_value("de")
