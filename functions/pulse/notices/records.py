"""`users/{uid}/notices/{id}` as it is sent: where to, how often it was tried, and what came of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from pulse.ledger import Record


class TryState(StrEnum):
    SENDING = "sending"
    """A worker is at it, or was when it ended."""
    WAITING = "waiting"
    """It failed and is tried again."""
    SENT = "sent"
    REFUSED = "refused"
    """This address takes no messages."""
    GIVEN_UP = "given_up"
    """It failed too often."""


OPEN = (TryState.SENDING, TryState.WAITING)


class Delivery(Record):
    """To one address: the person's e-mail, or one of their devices."""

    state: TryState
    tries: int
    at: datetime
    code: str | None = None


class Wording(Record):
    title: str
    text: str


class Notice(Record):
    texts: dict[str, Wording] = Field(default_factory=dict)
    """By language."""
    url: str = ""
    created_at: datetime
    send_at: datetime | None = None
    """When the next try is due; None: nothing is left to send."""
    always: bool = False
    """Sent by e-mail whatever the person chose."""
    deliveries: dict[str, Delivery] = Field(default_factory=dict)
    """By target: `email`, or `push_{device}`."""

    @property
    def open(self) -> bool:
        return any(one.state in OPEN for one in self.deliveries.values())


class MailRefusal(Record):
    """`mailRefusals/{uid}`: the person's address takes no e-mail. The address itself is not stored."""

    user_id: str
    mark: str
    """Of the address: another one is tried again."""
    code: str | None = None
    refused_at: datetime
    expire_at: datetime
