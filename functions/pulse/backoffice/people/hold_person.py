"""Stop a person: nothing more is sold for them, and no prize of theirs is sent. Two administrators end it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pulse import log
from pulse.accounts import PersonHold, person_hold_path
from pulse.alerts import causes
from pulse.documents import require_user
from pulse.errors import Conflict, OutcomeUnknown, Refusal
from pulse.ledger import Change, commit_record, commit_update, retry_after_conflict
from pulse.ports import Ports
from pulse.ports.store import Write
from pulse.prizes import ChangedMeanwhile, wake_person
from pulse.sales import find_open, revoke_all


class PersonNotHeld(Refusal):
    code = "not_held"


@dataclass(frozen=True, slots=True)
class HoldPerson:
    """*actor* is the administrator; *reason* is kept for staff and in the audit trail."""

    user_id: str
    actor: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReleasePerson:
    user_id: str
    actor: str
    reason: str
    others: tuple[Write, ...] = ()
    """Writes of the same commit: the second administrator's approval."""


def hold_person(command: HoldPerson, *, ports: Ports) -> PersonHold:
    """Store the hold; then cancel the open payments for the person's rounds, and look at their prizes.

    A repeat keeps the first reason and finishes what the first call left undone. From the commit on
    every payment that is created or recorded, and every prize that a worker claims, reads the hold. A worker
    that claimed a prize before may send it until its deadline, as with the switch for all payouts.
    Raises *NotFound* for an unknown person, and *OutcomeUnknown* when Stripe or Firestore is silent: the hold
    stands, and the sweep cancels what is left.
    """
    require_user(command.user_id, ports.store)
    hold, is_new = retry_after_conflict(
        lambda _: _store_hold(command, ports=ports), busy="this person is being changed; please try again"
    )
    if is_new:
        _alert(hold, ports=ports)
    _wake(command.user_id, ports=ports)
    revoke_all(find_open("ownerId", command.user_id, ports=ports), ports=ports)
    return hold


def release_person(command: ReleasePerson, *, ports: Ports) -> PersonHold:
    """End the hold and queue the prizes that waited. Payments that were canceled stay so: buyers begin anew.

    Raises *PersonNotHeld* and *ChangedMeanwhile*.
    """
    where = person_hold_path(command.user_id)
    document = ports.store.get(where)
    if document is None or not PersonHold.of(document).held:
        raise PersonNotHeld("this person is not on hold")
    released = _hold(command.user_id, command.actor, command.reason, ports.clock.now(), held=False)
    change = Change("person.released", command.actor, released.at, command.reason)
    try:
        commit_update(ports.store, document, released, change, *command.others)
    except Conflict as error:
        raise ChangedMeanwhile("this person was changed by another request just now") from error
    _wake(command.user_id, ports=ports)
    return released


def read_person_hold(user_id: str, *, ports: Ports) -> PersonHold | None:
    document = ports.store.get(person_hold_path(user_id))
    return PersonHold.of(document) if document else None


def _store_hold(command: HoldPerson, *, ports: Ports) -> tuple[PersonHold, bool]:
    """Also whether this call has changed anything."""
    where = person_hold_path(command.user_id)
    document = ports.store.get(where)
    if document is not None and (before := PersonHold.of(document)).held:
        return before, False
    hold = _hold(command.user_id, command.actor, command.reason, ports.clock.now(), held=True)
    change = Change("person.held", command.actor, hold.at, command.reason)
    commit_record(ports.store, document, where, hold, change)
    return hold, True


def _hold(user_id: str, actor: str, reason: str, at: datetime, *, held: bool) -> PersonHold:
    return PersonHold(user_id=user_id, held=held, reason=log.redacted(reason), by=actor, at=at)


def _wake(user_id: str, *, ports: Ports) -> None:
    """Each prize says at once why it waits, or is paid. If Firestore is silent, it happens when it is due."""
    try:
        wake_person(user_id, ports=ports)
    except OutcomeUnknown as error:
        log.write("person.not_woken", severity="WARNING", user=log.uid_hash(user_id), code=error.code)


def _alert(hold: PersonHold, *, ports: Ports) -> None:
    ports.alerts.raise_alert(
        causes.PERSON_HELD.alert(
            "An administrator stopped a person's sales and prizes. Two administrators let them go on.",
            subject=person_hold_path(hold.user_id),
            user_id=hold.user_id,
            facts={"by": hold.by, "reason": hold.reason},
        )
    )
