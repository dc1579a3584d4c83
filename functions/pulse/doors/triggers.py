"""Firestore reports a change at least once, in any order, and sometimes not at all: the sweep looks too.

A trigger that raises is delivered again for up to a day if its `retry` is on. The decorator has no parameter
for that (firebase-functions-python issue 165), so it is set on the manifest entry.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from firebase_functions import firestore_fn
from firebase_functions.firestore_fn import Event

from pulse import log, notices, pools, prizes, sales
from pulse.documents import Challenge, is_cancelled, is_completed, is_sold_otherwise
from pulse.doors.clients import Connect, connect
from pulse.doors.deployment import SLACK, STRIPE, WORKERS, options
from pulse.errors import InvalidRequest, NotFound, Refusal
from pulse.ports import Document, Ports
from pulse.ports.paths import is_id

Written = Event[Any]
"""`data.before` and `data.after`: snapshots, None where there is no document."""

Created = Event[Any]
"""`data`: the snapshot of the new document."""

FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


def _retried(function: FunctionT) -> FunctionT:
    function.__firebase_endpoint__.eventTrigger["retry"] = True  # type: ignore[attr-defined]
    return function


@_retried
@firestore_fn.on_document_written(
    document="challenges/{challengeId}", **options(STRIPE, SLACK, account=WORKERS, timeout_seconds=540)
)
def onchallengewritten(event: Written) -> None:
    challenge_written(event, connect)


@_retried
@firestore_fn.on_document_written(document="prizeRecords/{prizeRecordId}", **options(account=WORKERS))
def onprizerecordwritten(event: Written) -> None:
    prize_record_written(event, connect)


@_retried
@firestore_fn.on_document_created(document="users/{userId}/notices/{noticeId}", **options(account=WORKERS))
def onnoticecreated(event: Written) -> None:
    notice_created(event, connect)


def challenge_written(event: Written, connect: Connect) -> None:
    """When a challenge becomes `completed`, award its prizes. A cancellation after its end is undone,
    and one after its award holds its prizes.

    What may take back the reason of an open payment is looked at last: by then the challenge says what holds.
    """
    before, after = _fields(event.data.before), _fields(event.data.after)
    challenge_id = event.params["challengeId"]
    if is_completed(after) and not is_completed(before):
        _work("onchallengewritten", event, connect, partial(_award, challenge_id))
    elif is_cancelled(after) and not is_cancelled(before) and before:
        former = Challenge.of(Document(f"challenges/{challenge_id}", before, None))
        undo = partial(prizes.undo_cancellation, former, event.time)
        _work("onchallengewritten", event, connect, lambda ports: undo(ports=ports))
    if is_cancelled(after) and not is_cancelled(before):
        _work("onchallengewritten", event, connect, partial(_hold, challenge_id))
    if is_sold_otherwise(before, after):
        _work("onchallengewritten", event, connect, partial(_revoke, challenge_id))


def prize_record_written(event: Written, connect: Connect) -> None:
    """When a prize changes, rebuild the winner's part of their user document from all their records.

    A record of nobody projects nothing, however often it is told: the sweep names it as damaged.
    """
    record = _fields(event.data.after) or _fields(event.data.before) or {}
    user_id = record.get("userId")
    if isinstance(user_id, str) and is_id(user_id):
        _work(
            "onprizerecordwritten", event, connect, lambda ports: prizes.project_winner(user_id, ports=ports)
        )


def notice_created(event: Created, connect: Connect) -> None:
    """Queue a new notice for sending, if it leaves the app."""
    user_id, notice_id = event.params["userId"], event.params["noticeId"]
    due = (_fields(event.data) or {}).get("sendAt")
    if isinstance(due, datetime):
        _work("onnoticecreated", event, connect, partial(_queue_notice, user_id, notice_id, due))


def _queue_notice(user_id: str, notice_id: str, due: datetime, ports: Ports) -> None:
    if ports.channels:
        notices.queue_notice(user_id, notice_id, due, ports=ports)


def _award(challenge_id: str, ports: Ports) -> None:
    try:
        prizes.award_prizes(prizes.AwardPrizes(challenge_id, "system:onchallengewritten"), ports=ports)
    except (Refusal, InvalidRequest, NotFound) as refusal:
        # Trying again helps with none of these: the challenge is gone, or promises what cannot be paid.
        log.write("award.refused", severity="WARNING", challenge_id=challenge_id, code=refusal.code)


def _hold(challenge_id: str, ports: Ports) -> None:
    prizes.hold_prizes_of_cancelled(challenge_id, actor="system:onchallengewritten", ports=ports)


def _revoke(challenge_id: str, ports: Ports) -> None:
    sales.revoke_all(sales.find_open("challengeId", challenge_id, ports=ports), ports=ports)
    pools.revoke_fundings(pools.find_open_fundings("challengeId", challenge_id, ports=ports), ports=ports)


def _work(name: str, event: Written, connect: Connect, work: Callable[[Ports], object]) -> None:
    """Raises after logging: Eventarc delivers again."""
    with log.context(request_id=uuid.uuid4().hex, operation=name, event_id=event.id):
        try:
            work(connect().ports)
        except Exception as error:
            log.write_exception("trigger.failed", error)
            raise


def _fields(snapshot: Any) -> dict[str, Any] | None:
    return snapshot.to_dict() if snapshot is not None else None
