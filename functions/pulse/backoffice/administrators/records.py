"""`administrators/{uid}`: which roles a person was given, by whom and why. Their token counts."""

from __future__ import annotations

from datetime import datetime

from pulse.errors import NotAllowed, Refusal
from pulse.ledger import Record
from pulse.ports import StaffRole
from pulse.ports.paths import path


class Administrator(Record):
    user_id: str
    roles: tuple[StaffRole, ...]
    """None for a person who was one."""
    by: str
    reason: str
    at: datetime


class AddressNotConfirmed(Refusal):
    """The person's e-mail address is not confirmed: the terminal knows administrators by theirs."""

    code = "address_not_confirmed"


class NotAnAdministrator(NotAllowed):
    """These credentials belong to nobody who signs in as an administrator."""

    code = "not_an_administrator"


def administrator_path(user_id: str) -> str:
    return path("administrators", user_id)
