"""Who can sign in, as Firebase Auth knows them. It is asked rarely: only where a prize is screened."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SignIn:
    signed_up_at: datetime
    is_staff: bool = False
    """An administrator or support, by the claims of their tokens."""


class SignIns(Protocol):
    def find(self, user_ids: Collection[str]) -> Mapping[str, SignIn]:
        """Those of these people who can sign in, by user id.

        Raises *OutcomeUnknown* when Firebase Auth does not answer or cannot be understood.
        """
        ...
