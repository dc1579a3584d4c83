"""Erase a person's data.

Profile, links, names, e-mail addresses, notices, errors and the texts of Stripe's events are deleted. Rows
about money stay, because tax and anti-money-laundering law require it, under the uid as a pseudonym.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pulse import log
from pulse.backoffice.privacy.mark import Erasure, ErasureStatus, erasure_path
from pulse.backoffice.privacy.money import find_obstacles
from pulse.backoffice.privacy.traces import (
    collect_account_writes,
    collect_card_writes,
    collect_event_writes,
    collect_name_writes,
    collect_profile_writes,
)
from pulse.backoffice.privacy.words import collect_word_writes
from pulse.batches import chunks
from pulse.documents import require_user
from pulse.errors import Busy, Conflict, InvalidRequest, Refusal
from pulse.ledger import (
    Change,
    commit_create,
    commit_update,
    retry_after_conflict,
)
from pulse.notices import queue_farewell
from pulse.pools import find_open_fundings, revoke_fundings
from pulse.ports import Document, Ports
from pulse.ports.store import WRITES_PER_COMMIT_MAX, Write
from pulse.sales import find_open, revoke_all


class MoneyOnItsWay(Refusal):
    """`facts["obstacles"]` lists what has to be finished first."""

    code = "money_on_its_way"


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseUser:
    """*actor*: the person, or an administrator."""

    user_id: str
    actor: str
    reason: str


def delete_my_data(user_id: str, *, ports: Ports) -> Erasure:
    """For a person's own request. Raises what `erase_user` raises."""
    return erase_user(EraseUser(user_id=user_id, actor=user_id, reason="asked by the person"), ports=ports)


def erase_user(command: EraseUser, *, ports: Ports) -> Erasure:
    """Erase the person. A repeat is harmless and finishes what the first call left undone.

    The caller deletes the sign-in itself at Firebase Auth.
    Raises *NotFound* for an unknown person, *MoneyOnItsWay*, and *StripeUnavailable* if Stripe cannot say
    whether it holds their money.
    """
    if not command.reason.strip():
        raise InvalidRequest("a reason is required to erase a person", code="reason_required")
    if found := find_obstacles(command.user_id, ports=ports):
        raise MoneyOnItsWay("money is on its way; please try again once it has arrived", obstacles=found)
    document, erasure = _start(command, ports=ports)
    queue_farewell(command.user_id, ports=ports)
    # From here on no payment of theirs is handed out; those that are open could still be paid.
    revoke_all(find_open("buyerId", command.user_id, ports=ports), ports=ports)
    revoke_fundings(find_open_fundings("payerId", command.user_id, ports=ports), ports=ports)
    change = Change("person.erased", command.actor, ports.clock.now(), erasure.reason)
    retry_after_conflict(
        lambda _: _erase(command.user_id, change, ports=ports),
        busy="these records are being changed; please try again",
        code="erasure_busy",
    )
    log.write("person.erased", user=log.uid_hash(command.user_id), own_wish=command.actor == command.user_id)
    return _finish(document, erasure, change, ports=ports)


def _start(command: EraseUser, *, ports: Ports) -> tuple[Document, Erasure]:
    where = erasure_path(command.user_id)
    document = ports.store.get(where)
    if document is not None:
        return document, Erasure.of(document)
    require_user(command.user_id, ports.store)
    now = ports.clock.now()
    erasure = Erasure(
        user_id=command.user_id,
        status=ErasureStatus.STARTED,
        requested_by=command.actor,
        reason=log.redacted(command.reason.strip()),
        requested_at=now,
    )
    change = Change("erasure.started", command.actor, now, erasure.reason)
    try:
        return commit_create(ports.store, where, erasure, change), erasure
    except Conflict as error:
        raise Busy("this person is already being erased", code="erasure_busy") from error


def _erase(user_id: str, change: Change, *, ports: Ports) -> None:
    for writes in _collect_writes(user_id, change, ports=ports):
        for chunk in chunks(writes, WRITES_PER_COMMIT_MAX):
            ports.store.commit(chunk)


def _collect_writes(user_id: str, change: Change, *, ports: Ports) -> Iterator[list[Write]]:
    """First what is found through the person's records, then these records, then the profile.

    Without a profile no account is reserved any more, so the second look at accounts finds the last one.
    """
    yield from collect_event_writes(user_id, ports=ports)
    yield from collect_name_writes(user_id, ports=ports)
    yield from collect_word_writes(user_id, change, ports=ports)
    yield from collect_card_writes(user_id, ports=ports)
    yield from collect_account_writes(user_id, change, ports=ports)
    yield from collect_profile_writes(user_id, ports=ports)
    yield from collect_account_writes(user_id, change, ports=ports)


def _finish(document: Document, erasure: Erasure, change: Change, *, ports: Ports) -> Erasure:
    if erasure.status is ErasureStatus.DONE:
        return erasure
    done = erasure.but(status=ErasureStatus.DONE, done_at=change.at)
    try:
        finished = Change("erasure.done", change.actor, change.at, change.reason)
        commit_update(ports.store, document, done, finished)
    except Conflict:
        log.write("erasure.done_by_another")
    return done
