from pulse.inbox.book_payout import book_payout
from pulse.inbox.catch_up import CaughtUp, catch_up
from pulse.inbox.handle_event import handle_event
from pulse.inbox.handlers import HANDLERS
from pulse.inbox.receive_event import PayloadTooLarge, Receipt, receive_event
from pulse.inbox.records import EventStatus, StoredEvent, event_path
from pulse.inbox.replay import (
    ReplayFilter,
    find_matching_events,
    queue_stale_events,
    replay,
    revive_unanswered,
)

__all__ = [
    "receive_event",
    "Receipt",
    "PayloadTooLarge",
    "handle_event",
    "HANDLERS",
    "EventStatus",
    "StoredEvent",
    "event_path",
    "book_payout",
    "catch_up",
    "CaughtUp",
    "replay",
    "ReplayFilter",
    "find_matching_events",
    "queue_stale_events",
    "revive_unanswered",
]
