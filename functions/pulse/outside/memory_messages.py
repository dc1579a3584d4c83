"""A channel in memory, for tests and the simulation: it keeps what was sent, and answers as it is told."""

from __future__ import annotations

from collections import deque

from pulse.ports import Message, Outcome, Sending


class MemoryChannel:
    def __init__(self) -> None:
        self.sent: list[Message] = []
        self.tried: list[Message] = []
        self.answers: deque[Outcome] = deque()
        """For the next tries, in order; afterwards everything is sent."""
        self.refused: set[str] = set()
        """Addresses that take nothing."""

    def send(self, message: Message) -> Outcome:
        self.tried.append(message)
        outcome = self.answers.popleft() if self.answers else Outcome(Sending.SENT)
        if message.to in self.refused:
            return Outcome(Sending.REFUSED, "smtp_550")
        if outcome.sending is Sending.SENT:
            self.sent.append(message)
        return outcome
