"""Give a person the power of an administrator or of support, or take it away: recorded, done, and told.

The record is first, so there is no power without a row of the audit trail. A repeat finishes what failed.
"""

from __future__ import annotations

from dataclasses import dataclass

from pulse import log
from pulse.alerts import causes
from pulse.backoffice.administrators.records import AddressNotConfirmed, Administrator, administrator_path
from pulse.errors import InvalidRequest, NotFound
from pulse.ledger import Change, commit_record, retry_after_conflict
from pulse.ports import Ports, SignIn, StaffRole


@dataclass(frozen=True, slots=True)
class ChangeRole:
    """*actor* is the operator, *reason* is kept in the audit trail."""

    user_id: str
    role: StaffRole
    actor: str
    reason: str


def grant_role(command: ChangeRole, *, ports: Ports) -> Administrator:
    """Their next sign-in has the role; it takes a second factor to use it (decision 0035).

    Raises *NotFound*, *AddressNotConfirmed* and *OutcomeUnknown*.
    """
    found = require_sign_in(command.user_id, ports=ports)
    if not found.email or not found.email_verified:
        raise AddressNotConfirmed("this person has to confirm their e-mail address first")
    return _change(command, granted=True, ports=ports)


def revoke_role(command: ChangeRole, *, ports: Ports) -> Administrator:
    """Their sign-ins end at once. Raises *NotFound* and *OutcomeUnknown*."""
    require_sign_in(command.user_id, ports=ports)
    return _change(command, granted=False, ports=ports)


def require_sign_in(user_id: str, *, ports: Ports) -> SignIn:
    found = ports.sign_ins.find([user_id]).get(user_id)
    if found is None:
        raise NotFound("nobody signs in with this uid", code="user_not_found")
    return found


def _change(command: ChangeRole, *, granted: bool, ports: Ports) -> Administrator:
    if not command.reason.strip():
        raise InvalidRequest("a reason is required", code="reason_required")
    after = retry_after_conflict(
        lambda _: _record(command, granted=granted, ports=ports),
        busy="this person is being changed; please try again",
    )
    ports.sign_ins.set_role(command.user_id, command.role, granted=granted)
    _alert(command, granted=granted, ports=ports)
    return after


def _record(command: ChangeRole, *, granted: bool, ports: Ports) -> Administrator:
    where = administrator_path(command.user_id)
    document = ports.store.get(where)
    before = set(Administrator.of(document).roles) if document else set()
    roles = before | {command.role} if granted else before - {command.role}
    now = ports.clock.now()
    after = Administrator(
        user_id=command.user_id,
        roles=tuple(sorted(roles)),
        by=command.actor,
        reason=log.redacted(command.reason.strip()),
        at=now,
    )
    if document is not None and roles == before:
        return Administrator.of(document)
    act = "administrator.granted" if granted else "administrator.revoked"
    commit_record(ports.store, document, where, after, Change(act, command.actor, now, after.reason))
    return after


def _alert(command: ChangeRole, *, granted: bool, ports: Ports) -> None:
    cause = causes.ADMINISTRATOR_GRANTED if granted else causes.ADMINISTRATOR_REVOKED
    power = "administrator" if command.role is StaffRole.ADMIN else "support"
    ports.alerts.raise_alert(
        cause.alert(
            f"Somebody was made {power}." if granted else f"Somebody is {power} no more.",
            subject=administrator_path(command.user_id),
            facts={"role": command.role.value, "by": command.actor},
            announced=True,
        )
    )
