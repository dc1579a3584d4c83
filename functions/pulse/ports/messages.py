"""Messages that leave the app: an e-mail or a push message to one address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Medium(StrEnum):
    EMAIL = "email"
    PUSH = "push"


@dataclass(frozen=True, slots=True)
class Message:
    """*key* is the same each time the message is sent: by it a receiver or a device sees the repeat."""

    key: str
    to: str
    """An e-mail address, or a device's token."""
    title: str
    text: str
    """The text without the link."""
    body: str
    """A whole e-mail, with greeting, link and footer."""
    url: str
    language: str
    at: datetime


class Sending(StrEnum):
    """What became of one try."""

    SENT = "sent"
    """The other side took it. It may still be lost behind it."""
    REFUSED = "refused"
    """This address takes no messages, and will not."""
    FAILED = "failed"
    """It may work later. It may also have been sent: the answer can be lost."""


@dataclass(frozen=True, slots=True)
class Outcome:
    sending: Sending
    code: str | None = None
    """The other side's machine word."""


class Channel(Protocol):
    def send(self, message: Message) -> Outcome:
        """One try, without repeats. Never raises for an answer, or for the lack of one."""
        ...
