"""I9: no work is stuck once nothing prevents it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from pulse.backoffice.checks.invariants.facts import Facts, Violation
from pulse.inbox import EventStatus
from pulse.ports import Document
from pulse.prizes import PrizeRecord, PrizeStatus, Reason

LEASE_AGE_MAX = timedelta(minutes=15)
EVENT_AGE_MAX = timedelta(minutes=15)
OVERDUE_MAX = timedelta(hours=1)
_LEASE = timedelta(minutes=10)


def liveness_violations(facts: Facts) -> Iterator[Violation]:
    for document in facts.unreadable:
        yield Violation("I9", document.path, "cannot be read, so it is not processed")
    for record in facts.prizes:
        if not record.settled:
            yield from _prize_moves(record, facts)
    for award in facts.awards:
        if facts.settled and award.status != "recorded":
            yield Violation(
                "I9", f"awards/{award.challenge_id}", "is decided, and its prizes are not recorded"
            )
    for event in facts.events:
        if event.fields.get("status") == EventStatus.RECEIVED.value:
            yield from _event_is_handled(event, facts)


def _event_is_handled(event: Document, facts: Facts) -> Iterator[Violation]:
    received_at = event.fields.get("receivedAt")
    if not isinstance(received_at, datetime):
        yield Violation("I9", event.path, "cannot be read, so it is not handled")
    elif facts.settled or received_at < facts.now - EVENT_AGE_MAX:
        yield Violation("I9", event.path, "was received and has not been handled")


def _prize_moves(record: PrizeRecord, facts: Facts) -> Iterator[Violation]:
    if record.lease and record.lease.until - _LEASE < facts.now - LEASE_AGE_MAX:
        yield Violation("I9", record.path, "has a lease that is older than 15 minutes")
    for_a_person = record.path in facts.adopted and record.attempt is None
    if record.next_check_at is None and not for_a_person:
        yield Violation("I9", record.path, "is not settled, and nothing will look at it again")
    if record.next_check_at is not None and record.next_check_at < facts.now - OVERDUE_MAX:
        yield Violation("I9", record.path, "has been due for over an hour")
    stuck = record.status is PrizeStatus.PROCESSING or record.reason is Reason.RETRYING
    if facts.settled and stuck:
        yield Violation("I9", record.path, f"is stuck in {record.status}, {record.reason}")
    if record.reason is None or not record.next_action:
        yield Violation("I9", record.path, "is not paid, and does not say why or what to do")
