"""What notices say in each language, and how amounts, times and titles are written in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.notices import LANGUAGES, Amount, BankFailure, Lasting, Rest, Said
from pulse.notices.texts import Text
from pulse.notices.words import TITLE_LENGTH_MAX, rendered
from tests import code_facts

ENGLISH = LANGUAGES["en"]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WORDS = {
    "amount": Amount(9_700, "usd"),
    "placement": 1,
    "lasts": Lasting(48 * 3_600),
    "due": NOON,
    "why": BankFailure("account_closed"),
    "why_declined": "the round has ended",
}
SOON_FALSE = r"\b(now|today|currently|yet|soon|jetzt|heute|derzeit|gerade|bald)\b"
LANGUAGE = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)


def placeholders(text: Text) -> set[str]:
    """A language may add a title as `of` or beside the noun."""
    named = {name for part in (text.title, text.text) for _, name, _, _ in Formatter().parse(part) if name}
    return {"title" if name == "of_title" else name for name in named}


@LANGUAGE
def test_each_language_says_everything_with_the_same_facts(language):
    assert set(language.texts) == set(Said)
    assert set(language.bank_failures) == set(ENGLISH.bank_failures)
    for said in Said:
        assert placeholders(language.texts[said]) == placeholders(ENGLISH.texts[said]), said


@LANGUAGE
@pytest.mark.parametrize("said", Said)
def test_a_notice_is_a_short_title_and_sentences_that_stay_true(language, said):
    text = rendered(said, language, "Morning Mobility", **WORDS)

    assert 5 <= len(text.title) <= 60
    assert text.title[-1] != "."
    assert re.fullmatch(r"[A-ZÄÖÜ0-9].+", text.text)
    assert not re.search(r"[{}]|None", text.title + text.text)
    assert not re.search(SOON_FALSE, f"{text.title} {text.text}", re.IGNORECASE)


def test_german_writes_amounts_and_titles_as_germans_do():
    german = LANGUAGES["de"]

    assert rendered(Said.PRIZE_PAID, german, "Morning Mobility", amount=Amount(123_456, "eur")).text == (
        "Dein Preis von „Morning Mobility“ wurde gezahlt: 1234,56 EUR sind auf deinem Stripe-Konto. Von dort "
        "zahlt Stripe das Geld an deine Bank aus."
    )
    assert "23.11.2026, 12:00 UTC" in rendered(Said.BANK_CHANGED_PRIZES_WAIT, german, due=NOON).text


@pytest.mark.parametrize(
    ("whole", "told"), [(True, "everything, 5.00 USD"), (False, "what was left, 5.00 USD")]
)
def test_a_refund_says_whether_it_is_everything(whole, told):
    said = rendered(Said.ROUND_CANCELLED, ENGLISH, amount=Rest(500, "usd", whole))

    assert f"You get back {told};" in said.text


@pytest.mark.parametrize(("seconds", "told"), [(5, "5 seconds"), (3_599, "3599 seconds"), (7_200, "2 hours")])
def test_a_review_lasts_seconds_or_hours(seconds, told):
    assert told in rendered(Said.RESULT_RECORDED, ENGLISH, placement=2, lasts=Lasting(seconds)).text


@pytest.mark.parametrize("code", [None, "of_tomorrow", ""])
def test_a_failure_that_we_do_not_know_says_that_the_bank_sent_the_money_back(code):
    said = rendered(Said.PAYOUT_FAILED, ENGLISH, amount=Amount(1, "usd"), why=BankFailure(code))

    assert "did not reach your bank because the bank sent the money back." in said.text


@pytest.mark.parametrize(
    "title",
    ["win at https://evil.example", "www.evil.example", "Evil.Example/now", "ask me@evil.example"],
)
def test_a_title_with_an_address_is_left_out_for_mail_programs_would_link_it(title):
    assert rendered(Said.PRIZE_PAID, ENGLISH, title, amount=Amount(1, "usd")).text.startswith(
        "Your prize was paid:"
    )


@given(st.text(max_size=400))
def test_whatever_a_trainer_calls_a_round_a_notice_stays_one_line(title):
    text = rendered(Said.ROUND_CANCELLED, ENGLISH, title, amount=Amount(1, "usd")).text

    assert text.isprintable()
    assert len(text) <= TITLE_LENGTH_MAX + 120


def test_every_notice_is_made_in_one_place():
    made = [
        str(file.relative_to(code_facts.ROOT))
        for file in (code_facts.ROOT / "functions" / "pulse").rglob("*.py")
        if re.search(r'path\([^)]*"notices"', file.read_text())
    ]
    assert made == ["functions/pulse/notices/build.py"]
