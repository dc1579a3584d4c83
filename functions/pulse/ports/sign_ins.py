"""Who can sign in, as Firebase Auth knows them. Asked where prizes are screened and e-mails are sent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class StaffRole(StrEnum):
    """Also the name of the claim in the person's token."""

    ADMIN = "admin"
    SUPPORT = "support"


@dataclass(frozen=True, slots=True)
class SignIn:
    signed_up_at: datetime
    roles: frozenset[StaffRole] = frozenset()
    """By the claims of their tokens."""
    email: str | None = field(default=None, repr=False)
    email_verified: bool = False
    """Whether it is known to be theirs."""

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)


class SignIns(Protocol):
    def find(self, user_ids: Collection[str]) -> Mapping[str, SignIn]:
        """Those of these people who can sign in, by user id.

        Raises *OutcomeUnknown* when Firebase Auth does not answer or cannot be understood.
        """
        ...

    def find_by_address(self, address: str) -> tuple[str, SignIn] | None:
        """Who signs in with this e-mail address, with their user id. Raises *OutcomeUnknown*."""
        ...

    def find_staff(self) -> Mapping[str, SignIn]:
        """Everybody with a role. Reads all sign-ins, so it takes long. Raises *OutcomeUnknown*."""
        ...

    def set_role(self, user_id: str, role: StaffRole, *, granted: bool) -> None:
        """Give a role from the next sign-in on; or take it away, which ends all sign-ins of the person.

        Other claims stay. Raises *OutcomeUnknown*.
        """
        ...
