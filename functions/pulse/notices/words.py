"""The words of a notice in a language: amounts, times and titles as that language writes them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from pulse.money import written
from pulse.notices.said import Said
from pulse.notices.texts import Language, Text

_HOUR = 3_600
TITLE_LENGTH_MAX = 100
_ADDRESS = re.compile(r"://|\bwww\.|@|\.[a-z]{2,}/", re.IGNORECASE)
"""What mail programs make a link of."""


@dataclass(frozen=True, slots=True)
class Amount:
    """In minor units of *currency*."""

    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Rest:
    """All that was left of a payment; *whole*: nothing went back before."""

    amount: int
    currency: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Lasting:
    seconds: int


@dataclass(frozen=True, slots=True)
class BankFailure:
    """Stripe's code for why a bank sent money back; None or an unknown one says only that it did."""

    code: str | None


Word: TypeAlias = str | int | datetime | Amount | Rest | Lasting | BankFailure


def rendered(said: Said, language: Language, title: str | None = None, **words: Word) -> Text:
    """*title* is a challenge's, for `{title}` and `{of_title}`: nothing where there is none.

    A trainer wrote it, and it is sent in our name: a title with an address in it is left out.
    """
    named = _one_line(title or "")
    told = {name: in_words(word, language) for name, word in words.items()}
    shown = bool(named) and not _ADDRESS.search(named)
    told["title"] = language.title.format(named) if shown else ""
    told["of_title"] = language.of_title.format(named) if shown else ""
    text = language.texts[said]
    return Text(text.title.format(**told), text.text.format(**told))


def in_words(word: Word, language: Language) -> str:
    match word:
        case Amount(amount, currency):
            told = written(amount, currency).replace(".", language.decimal_sign)
        case Rest(amount, currency, whole):
            form = language.everything if whole else language.rest
            told = form.format(in_words(Amount(amount, currency), language))
        case Lasting(seconds):
            hours = seconds // _HOUR
            told = language.hours.format(hours) if hours else language.seconds.format(seconds)
        case BankFailure(code):
            told = language.bank_failures.get(code or "other", language.bank_failures["other"])
        case datetime():
            told = word.strftime(language.moment)
        case _:
            told = str(word)
    return told


def _one_line(text: str) -> str:
    printable = "".join(one if one.isprintable() else " " for one in text)
    joined = " ".join(printable.split())
    return joined if len(joined) <= TITLE_LENGTH_MAX else f"{joined[: TITLE_LENGTH_MAX - 1]}…"
