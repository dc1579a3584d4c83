"""Firestore tells of a change, at least once, in no order, and sometimes not at all: the sweep looks too.

A trigger that raises is delivered again for up to a day, if that is switched on: the decorator has no
parameter for it (firebase-functions-python issue 165), so it is set on the manifest entry.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from firebase_functions import firestore_fn
from firebase_functions.firestore_fn import Event

from pulse import log
from pulse.doors.deployment import SLACK, options
from pulse.doors.gate import Gates, gate
from pulse.errors import InvalidRequest, NotFound, Refusal
from pulse.ports import Ports
from pulse.prizes import AwardPrizes, award_prizes, project_winner

Written = Event[Any]
"""`data.before` and `data.after`: snapshots, None where the document is not."""

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


def _retried(function: FunctionT) -> FunctionT:
    function.__firebase_endpoint__.eventTrigger["retry"] = True  # type: ignore[attr-defined]
    return function


@_retried
@firestore_fn.on_document_written(document="challenges/{challengeId}", **options(SLACK, timeout_seconds=540))
def onchallengewritten(event: Written) -> None:
    challenge_written(event, gate)


@_retried
@firestore_fn.on_document_written(document="prizeRecords/{prizeRecordId}", **options())
def onprizerecordwritten(event: Written) -> None:
    prize_record_written(event, gate)


def challenge_written(event: Written, gates: Gates) -> None:
    """A challenge becomes `completed`: its prizes are awarded."""
    before, after = _value(event.data.before, "status"), _value(event.data.after, "status")
    if after == "completed" and before != "completed":
        _worked("onchallengewritten", event, gates, partial(_award, event.params["challengeId"]))


def prize_record_written(event: Written, gates: Gates) -> None:
    """A prize changes: the winner's part of their user document is rebuilt from all their records."""
    user_id = _value(event.data.after, "userId") or _value(event.data.before, "userId")
    if isinstance(user_id, str):
        _worked("onprizerecordwritten", event, gates, lambda ports: project_winner(user_id, ports=ports))


def _award(challenge_id: str, ports: Ports) -> None:
    try:
        award_prizes(AwardPrizes(challenge_id, "system:onchallengewritten"), ports=ports)
    except (Refusal, InvalidRequest, NotFound) as refusal:
        # A repetition mends none of these: the challenge is gone, or promises what cannot be paid.
        log.write("award.refused", severity="WARNING", challenge_id=challenge_id, code=refusal.code)


def _worked(name: str, event: Written, gates: Gates, work: Callable[[Ports], object]) -> None:
    """Raises after logging: Eventarc delivers again."""
    with log.context(request_id=uuid.uuid4().hex, operation=name, event_id=event.id):
        try:
            work(gates().ports)
        except Exception as error:
            log.write_exception("trigger.failed", error)
            raise


def _value(snapshot: Any, field: str) -> Any:
    fields = snapshot.to_dict() if snapshot is not None else None
    return (fields or {}).get(field)
