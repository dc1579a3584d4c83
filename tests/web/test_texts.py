"""Every sentence of the pages stands in both languages, and every word of the backend has a sentence."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from pulse.backoffice import Act
from pulse.pools import FundingStatus, PoolStatus
from pulse.pools.lines import Term
from pulse.prizes import PrizeStatus, Reason
from pulse.prizes.reasons import LOST, PARTLY_REVERSED, REVERSED, SENTENCES
from pulse.sales import PaymentStatus
from tests.web.node import APP, evaluate

LANGUAGES = ("en", "de")
NO_PRIZE = {"alert", "approval", "contest", "damaged", "difference", "refund_request"}
"""What may wait beside prizes; those are listed by their reason."""
UNPAID = {"requires_payment", "processing", "failed", "canceled"}


@cache
def texts(language: str) -> dict[str, Any]:
    return {
        **evaluate(f"texts/{language}.js", "m.texts"),
        **evaluate("texts/second-factor.js", f"m.secondFactor.{language}"),
    }


def names_in(text: Any) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", str(text) if isinstance(text, str) else " ".join(text.values())))


def test_both_languages_have_the_same_sentences_with_the_same_places():
    english, german = (texts(language) for language in LANGUAGES)

    assert english.keys() == german.keys()
    assert [key for key in english if names_in(english[key]) != names_in(german[key])] == []
    assert [key for key in english if type(english[key]) is not type(german[key])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_written_twice_under_one_name(language):
    keys = re.findall(r"^  '([^']+)':", (APP / "texts" / f"{language}.js").read_text(), re.MULTILINE)

    assert sorted(keys) == sorted(set(keys))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_pays_into_a_pool_reads_beside_the_button_that_it_binds_what_comes_back_and_what_does_not(
    language,
):
    page = (APP / "pay" / "page.js").read_text()
    shown = re.search(r"TERMS_OF_POOL = \[(.*)\]", page)
    assert shown is not None
    keys = re.findall(r"'([^']+)'", shown[1])

    assert keys == ["pay.pool_binding", "pay.pool_rest", "pay.pool_fee"]
    assert all(texts(language)[key].endswith(".") for key in keys)
    form = page[page.index("  form() {") : page.index("  async pay(")]
    assert form.index("TERMS_OF_POOL") < form.index("pay.pay")


def test_a_winner_reads_of_each_reason_what_the_backend_says():
    told = {reason.value: sentences.winner for reason, sentences in SENTENCES.items()}
    shown = {
        key.removeprefix("reason."): text for key, text in texts("en").items() if key.startswith("reason.")
    }

    instead = {"reversed": REVERSED, "partly_reversed": PARTLY_REVERSED, "lost": LOST}
    assert shown == {**told, **{name: sentences.winner for name, sentences in instead.items()}}


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("prize.status.", {one.value for one in PrizeStatus}),
        ("sale.status.", {one.value for one in PaymentStatus} - UNPAID),
        ("pool.status.", {one.value for one in PoolStatus}),
        ("pool.payment.", {one.value for one in FundingStatus}),
        ("pool_term.", {one.value for one in Term}),
        ("asked.", {one.value for one in Act}),
        ("work.", {one.value for one in Reason} | NO_PRIZE),
    ],
)
def test_every_word_for_a_state_has_a_sentence(prefix, words):
    shown = {key.removeprefix(prefix) for key in texts("en") if key.startswith(prefix)}

    assert shown == words


def test_every_sentence_that_a_page_asks_for_is_there():
    code = [path.read_text() for path in APP.rglob("*.js") if path.parent.name != "texts"]
    asked = {key for text in code for key in re.findall(r"\bt\('([^'$]+)'", text)}

    assert asked - texts("en").keys() == set()
