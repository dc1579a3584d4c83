"""Who can sign in, as Firebase Auth knows them. Asked where prizes are screened and e-mails are sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SignIn:
    signed_up_at: datetime
    is_staff: bool = False
    """An administrator or support, by the claims of their tokens."""
    email: str | None = field(default=None, repr=False)
    email_verified: bool = False
    """Whether it is known to be theirs."""


class SignIns(Protocol):
    def find(self, user_ids: Collection[str]) -> Mapping[str, SignIn]:
        """Those of these people who can sign in, by user id.

        Raises *OutcomeUnknown* when Firebase Auth does not answer or cannot be understood.
        """
        ...
