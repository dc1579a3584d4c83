"""What one language brings: its texts, and how it writes amounts, times and titles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pulse.notices.said import Said


@dataclass(frozen=True, slots=True)
class Text:
    """*title* is the subject of an e-mail and the first line of a push message; *text* is the rest.

    Both may have the placeholders of `words.rendered`. A text is read later, so it says what stays true.
    """

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    code: str
    name: str
    """In the language itself."""
    texts: Mapping[Said, Text]
    bank_failures: Mapping[str, str]
    """By Stripe's code (docs.stripe.com/api/payouts/failures); the code `other` is for all others."""
    title: str
    """How a title is added to a noun: ` "{}"`."""
    of_title: str
    """The same as a genitive: ` of "{}"`."""
    everything: str
    """An amount that is all of a payment."""
    rest: str
    """An amount that is what was left of a payment."""
    decimal_sign: str
    moment: str
    """A form for `strftime`."""
    hours: str
    seconds: str
    greeting: str
    """The first line of an e-mail."""
    link: str
    """Before the address in an e-mail."""
    footer: str
    """Why the person gets e-mails, and how they end."""
    footer_always: str
    """The same for what is told whatever the person chose."""
