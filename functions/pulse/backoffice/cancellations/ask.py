"""Reserve a cancellation: from this commit on the round is not sold, and nothing of it is awarded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulse import log
from pulse.backoffice.cancellations.records import (
    Cancellation,
    CancellationStatus,
    cancellation_path,
)
from pulse.documents import Challenge, ChallengeStatus, fetch, known_challenge, mark_cancel_asked
from pulse.errors import Conflict, Refusal
from pulse.ledger import Change, audited
from pulse.ports import Document, Ports
from pulse.ports.store import Query, Write
from pulse.prizes import ChangedMeanwhile, award_path
from pulse.sales import UNREFUNDED

_CANCELLABLE = frozenset({ChallengeStatus.DRAFT, ChallengeStatus.PUBLISHED, ChallengeStatus.ACTIVE})


class NotCancellable(Refusal):
    """The challenge has ended, is cancelled or awarded, or is being cancelled already."""

    code = "not_cancellable"


@dataclass(frozen=True, slots=True)
class AskCancellation:
    """*actor* is the second administrator; *others* are the writes that use up the approval."""

    challenge_id: str
    actor: str
    reason: str
    others: tuple[Write, ...] = ()


def ask_cancellation(command: AskCancellation, *, ports: Ports) -> Cancellation:
    """One commit: the cancellation, `cancelAskedAt` of the challenge, and the approval.

    The trigger on challenges then cancels the open payments, and the sweep does the rest.
    Raises *NotFound*, *NotCancellable* and *ChangedMeanwhile*.
    """
    challenge, before = _read_cancellable(command.challenge_id, ports=ports)
    now = ports.clock.now()
    cancellation = Cancellation(
        challenge_id=command.challenge_id,
        status=CancellationStatus.ASKED,
        by=command.actor,
        reason=log.redacted(command.reason),
        asked_at=now,
    )
    change = Change("cancellation.asked", command.actor, now, command.reason)
    where = cancellation_path(command.challenge_id)
    writes = [*audited(before, where, cancellation, change), mark_cancel_asked(challenge, now)]
    try:
        ports.store.commit([*writes, *command.others])
    except Conflict as error:
        raise ChangedMeanwhile("the challenge was changed just now; please try again") from error
    return cancellation


def read_extent(challenge_id: str, *, ports: Ports) -> Mapping[str, Any]:
    """What two administrators agree to: how many sales go back. More may be sold until then.

    Raises *NotFound* and *NotCancellable*.
    """
    _read_cancellable(challenge_id, ports=ports)
    where: Any = [
        ("challengeId", "==", challenge_id),
        ("status", "in", [status.value for status in UNREFUNDED]),
    ]
    return {"sales": ports.store.totals(Query("payments", where)).count}


def _read_cancellable(challenge_id: str, *, ports: Ports) -> tuple[Challenge, Document | None]:
    where, award = cancellation_path(challenge_id), award_path(challenge_id)
    found = fetch(ports.store, where, award, challenge=challenge_id)
    challenge = known_challenge(found.challenge)
    if challenge.cancel_asked_at is not None:
        raise NotCancellable("this challenge is being cancelled already")
    if award in found.ours:
        raise NotCancellable("this challenge was awarded; cancel or hold its prizes instead")
    if challenge.status.value_or(ChallengeStatus.PUBLISHED) not in _CANCELLABLE:
        raise NotCancellable("this challenge is over or cancelled")
    ends_at = challenge.ends_at.value_or(None)
    if ends_at is not None and ends_at <= ports.clock.now():
        raise NotCancellable("this challenge has ended: its winners have won")
    return challenge, found.ours.get(where)
