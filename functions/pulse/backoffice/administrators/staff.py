"""Who has power, by their tokens, and whether a record says who gave it to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulse.backoffice.administrators.records import Administrator, NotAnAdministrator
from pulse.batches import partition
from pulse.ports import Ports, SignIn, StaffRole
from pulse.ports.store import Query


@dataclass(frozen=True, slots=True)
class Staff:
    """*unrecorded*: roles in their token that no record gives, as ones that were set by hand."""

    user_id: str
    roles: tuple[StaffRole, ...]
    record: Administrator | None
    unrecorded: tuple[StaffRole, ...]


def list_staff(*, ports: Ports) -> Sequence[Staff]:
    """First those whose power no record gives. Reads all sign-ins. Raises *OutcomeUnknown*."""
    records, _ = partition(Administrator, ports.store.query(Query("administrators")))
    known = {one.user_id: one for one in records}
    staff = [_staff(uid, one, known.get(uid)) for uid, one in ports.sign_ins.find_staff().items()]
    return sorted(staff, key=lambda one: (not one.unrecorded, one.user_id))


def identify_administrator(address: str, *, ports: Ports) -> str:
    """The uid of the administrator whose confirmed address this is, so that nobody counts as two people.

    Raises *NotAnAdministrator* and *OutcomeUnknown*.
    """
    found = ports.sign_ins.find_by_address(address)
    if found is None or not found[1].email_verified or StaffRole.ADMIN not in found[1].roles:
        raise NotAnAdministrator(
            "this takes a person who is an administrator: sign in to Google with the address with which you "
            "sign in to Pulse, and not as a service account"
        )
    return found[0]


def require_administrator(user_id: str, *, ports: Ports) -> str:
    """For the local world, whose emulator asks nobody who they are. Raises *NotAnAdministrator*."""
    found = ports.sign_ins.find([user_id]).get(user_id)
    if found is None or StaffRole.ADMIN not in found.roles:
        raise NotAnAdministrator("this is no administrator")
    return user_id


def _staff(user_id: str, sign_in: SignIn, record: Administrator | None) -> Staff:
    roles = tuple(sorted(sign_in.roles))
    given = set(record.roles) if record else set()
    return Staff(user_id, roles, record, tuple(one for one in roles if one not in given))
