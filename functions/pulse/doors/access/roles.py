"""What a signed-in person may do: for themselves, as a challenge's owner, or as an administrator.

An administrator's power is used only where it is needed, and then requires more than the claim: a second
factor, a recent sign-in, and an allowed address. Pure: time and settings are arguments.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from ipaddress import ip_address, ip_network

from pulse.doors.access.caller import Caller
from pulse.errors import NotAllowed, NotSignedIn, PulseError
from pulse.settings import Settings


class Access(StrEnum):
    PERSON = "person"
    """Any signed-in person, for themselves; an administrator for anyone."""
    ONESELF = "oneself"
    """Any signed-in person, only for themselves."""
    CHALLENGE_OWNER = "challenge_owner"
    """The owner of the challenge, or an administrator. The use case checks the ownership."""
    ADMIN = "admin"
    """Only an administrator, for any person."""
    STAFF = "staff"
    """Support or an administrator. It only reads, so its sign-in may be older than that of an act."""
    OWN_OR_STAFF = "own_or_staff"
    """Any signed-in person, for themselves; as STAFF for anyone. It only reads."""

    @property
    def is_for_support(self) -> bool:
        return self in {Access.STAFF, Access.OWN_OR_STAFF}


STAFF_SESSION_SECONDS = 12 * 60 * 60
"""As in `firestore.rules`, under which staff read documents."""


def admin_obstacle(
    caller: Caller, settings: Settings, *, address: str | None, now: datetime
) -> PulseError | None:
    """Why this caller may not use administrator power right now; None when they may."""
    if not caller.has_admin_claim:
        return NotAllowed("This is not yours, and you are not an administrator")
    return _sign_in_obstacle(
        caller, settings, address=address, now=now, seconds_max=settings.admin_session_seconds
    )


def staff_obstacle(
    caller: Caller, settings: Settings, *, address: str | None, now: datetime
) -> PulseError | None:
    """Why this caller may not read as staff right now; None when they may."""
    if not (caller.has_admin_claim or caller.has_support_claim):
        return NotAllowed("Only support and administrators may read this")
    return _sign_in_obstacle(caller, settings, address=address, now=now, seconds_max=STAFF_SESSION_SECONDS)


def _sign_in_obstacle(
    caller: Caller, settings: Settings, *, address: str | None, now: datetime, seconds_max: int
) -> PulseError | None:
    if settings.admin_second_factor_required and not caller.has_second_factor:
        return NotAllowed("Staff must sign in with a second factor for this", code="second_factor_required")
    if now.timestamp() - caller.signed_in_at > seconds_max:
        return NotSignedIn("Please sign in again: this requires a recent sign-in", code="sign_in_again")
    if settings.admin_ip_allowlist and not _within(address, settings.admin_ip_allowlist):
        return NotAllowed("Staff may not do this from this address", code="address_not_allowed")
    return None


def authorize(access: Access, caller: Caller, claimed: Iterable[str], *, obstacle: PulseError | None) -> bool:
    """Whether the call uses the power of staff, given the user ids that it claims to come from.

    Raises when *caller* may not call. Only an administrator may send another person's id, and support where
    it reads (decision 0009): old panels send the winner's when they ask for a payment.
    """
    others = any(user_id != caller.user_id for user_id in claimed)
    if others and access is Access.ONESELF:
        raise NotAllowed("You can only do this for yourself: leave out userId and buyerId, or send your own")
    if not others and access not in {Access.ADMIN, Access.STAFF}:
        return False
    if obstacle is not None:
        raise obstacle
    return True


def _within(address: str | None, allowed: Iterable[str]) -> bool:
    if address is None:
        return False
    return any(ip_address(address) in ip_network(network, strict=False) for network in allowed)
