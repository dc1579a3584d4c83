"""What a person was told, in which words, and how they want to be told: as the backend reads it."""

from __future__ import annotations

import json

import pytest

from pulse.notices.recipients import language_of
from pulse.notices.texts import LANGUAGES
from tests.web.node import evaluate
from tests.web.test_texts import LANGUAGES as SPOKEN

TEXTS = {"en": {"title": "Won", "text": "You won."}, "de": {"title": "Gewonnen", "text": "Sie gewannen."}}
SITE = "https://pulse.example"


def ask(name, *given):
    return evaluate("parts/notices.js", f"m.{name}({', '.join(map(json.dumps, given))})")


@pytest.mark.parametrize(("language", "title"), [("de", "Gewonnen"), ("en", "Won"), ("fr", "Won")])
def test_a_notice_is_read_in_the_language_of_the_page(language, title):
    assert ask("worded", {"text": "old", "texts": TEXTS}, language)["title"] == title


def test_a_notice_from_before_there_were_languages_has_its_one_text():
    assert ask("worded", {"text": "You won."}, "de") == {"title": "", "text": "You won."}


@pytest.mark.parametrize(
    ("url", "page"),
    [
        (
            f"{SITE}/winner/connect-account?challengeId=a&placement=1",
            "/winner/connect-account?challengeId=a&placement=1",
        ),
        (SITE, None),
        ("javascript:alert(1)", None),
        (f"{SITE}//elsewhere.example", None),
        ("no address", None),
        (None, None),
    ],
)
def test_a_notice_leads_to_a_page_of_this_site_alone(url, page):
    assert ask("pageOf", {"url": url}) == page


def test_a_page_shows_the_notices_of_its_role_and_those_of_none():
    notices = [{"url": f"{SITE}/{one}"} for one in ("winner/dashboard", "trainer/dashboard", "")]

    assert ask("ofRole", notices, "winner") == [notices[0], notices[2]]
    assert ask("ofRole", notices, "trainer") == [notices[1], notices[2]]


@pytest.mark.parametrize(
    ("notify", "wanted"),
    [
        (None, {"email": True, "push": True}),
        ({"email": False}, {"email": False, "push": True}),
        ({"email": True, "push": False}, {"email": True, "push": False}),
    ],
)
def test_what_is_not_switched_off_is_wanted(notify, wanted):
    assert ask("wanted", {"notify": notify}) == wanted


@pytest.mark.parametrize("chosen", ["de", "de-AT", "DE_at", "en-GB", "fr", "", None])
def test_the_page_and_the_backend_take_a_language_for_the_same(chosen):
    assert ask("languageOf", {"language": chosen}, list(SPOKEN)) == language_of(chosen)


def test_the_pages_speak_every_language_of_the_notices():
    assert set(SPOKEN) == set(LANGUAGES)
