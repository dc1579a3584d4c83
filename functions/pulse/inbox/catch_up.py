"""Events that were never delivered, fetched from Stripe's list into the same inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pulse import log
from pulse.accounts import AccountsApi, account_is_gone, find_account_owner, list_account_ids
from pulse.alerts import notify_missing_rights
from pulse.batches import TimeLimit, each
from pulse.errors import StripeRefused
from pulse.inbox.receive_event import queue_event, store_event
from pulse.inbox.records import Endpoint, event_path
from pulse.ports import Document, Ports
from pulse.ports.paths import is_segment
from pulse.ports.store import Merge
from pulse.ports.stripe_objects import Event

_UNDELIVERED_FOR = timedelta(days=3)
"""Stripe gives up delivering after this long (docs.stripe.com/webhooks#retries)."""
_LATELY = timedelta(hours=1)
_OVERLAP = timedelta(minutes=10)
"""Stripe may list an event a little after its time."""
_ACCOUNTS_AT_ONCE = 25
_CURSOR = "control/catchUp"


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many events were new, and for how many connected accounts Stripe was asked."""

    events: int
    accounts: int
    problems: tuple[str, ...] = ()
    """Accounts without a clear answer, as `subject: machine word`."""


def catch_up(
    *,
    ports: Ports,
    since: datetime | None = None,
    every_account: bool = False,
    limit: TimeLimit | None = None,
) -> CaughtUp:
    """Fetch what Stripe could not deliver, and everything since *since* (default: since the last call).

    Each call asks for the platform's events and for those of the next batch of connected accounts, or of all
    with *every_account*. Raises *StripeUnavailable* during an outage; what was found before is stored.
    """
    now, cursor = ports.clock.now(), ports.store.get(_CURSOR)
    last, after = _read_cursor(cursor, now)
    platform = _fetch_new(None, since or (last - _OVERLAP if last else None), ports=ports)
    ports.store.commit([Merge(_CURSOR, {"platformUntil": now})])
    accounts = list_account_ids(ports=ports) if every_account else _take_next_accounts(after, ports=ports)
    connected = each(
        accounts,
        lambda account_id: _fetch_new(account_id, since, ports=ports),
        lambda account_id: f"stripeAccounts/{account_id}",
        limit=limit,
    )
    notify_missing_rights(connected.missing_rights, ports=ports)
    events = platform + connected.done
    log.write("inbox.caught_up", events=events, accounts=len(accounts))
    return CaughtUp(events, len(accounts), connected.problems)


def _read_cursor(cursor: Document | None, now: datetime) -> tuple[datetime | None, str | None]:
    """Until when the platform's events are known, and the last account.

    A time that cannot be read counts as three days ago: further back no event is looked for.
    """
    fields = cursor.fields if cursor else {}
    until, account_id = fields.get("platformUntil"), fields.get("accountId")
    is_lost = until is not None and not (isinstance(until, datetime) and until <= now)
    return (
        now - _UNDELIVERED_FOR if is_lost else until,
        account_id if isinstance(account_id, str) and is_segment(account_id) else None,
    )


def _fetch_new(account_id: str | None, since: datetime | None, *, ports: Ports) -> int:
    now = ports.clock.now()
    undelivered = {"delivery_success": False, **_created_since(now - _UNDELIVERED_FOR)}
    listed = {event.id: event for event in _list_events(undelivered, account_id, ports=ports)}
    listed |= {
        event.id: event
        for event in _list_events(_created_since(since or now - _LATELY), account_id, ports=ports)
    }
    listed |= {
        event.id: event for event in _list_thin(since or now - _UNDELIVERED_FOR, account_id, ports=ports)
    }
    known = ports.store.get_all([event_path(event_id) for event_id in listed]) if listed else {}
    fresh = [event for event in listed.values() if event_path(event.id) not in known]
    return sum(_store_and_queue(event, account_id, ports=ports) for event in sorted(fresh, key=_by_time))


def _list_events(params: dict[str, Any], account_id: str | None, *, ports: Ports) -> list[Event]:
    try:
        return ports.stripe.list_events(params, account=account_id)
    except StripeRefused as refused:
        if account_id is None or not account_is_gone(refused):
            raise
        return []  # Stripe no longer shows us a disconnected account


def _list_thin(since: datetime, account_id: str | None, *, ports: Ports) -> list[Event]:
    """The events of an account of API v2, in its own context. Stripe does not say which were delivered."""
    owner = find_account_owner(account_id, ports=ports) if account_id else None
    if account_id is None or owner is None or owner.api is not AccountsApi.V2:
        return []
    try:
        return ports.stripe.list_events_v2(object_id=account_id, created_from=since, context=account_id)
    except StripeRefused as refused:
        if not account_is_gone(refused):
            raise
        return []


def _store_and_queue(event: Event, account_id: str | None, *, ports: Ports) -> bool:
    """True when it was new. Stripe's list does not name the account, so the one we asked for is filled in."""
    owned = event.model_copy(update={"account": account_id})
    endpoint = Endpoint.CONNECT if account_id else Endpoint.PLATFORM
    stored = store_event(owned, endpoint, owned.model_dump_json(), ports=ports)
    queue_event(event.id, ports=ports)
    return stored


def _take_next_accounts(after: str | None, *, ports: Ports) -> list[str]:
    batch = list_account_ids(ports=ports, after=after, limit=_ACCOUNTS_AT_ONCE)
    last = batch[-1] if len(batch) == _ACCOUNTS_AT_ONCE else None
    ports.store.commit([Merge(_CURSOR, {"accountId": last})])
    return batch


def _created_since(moment: datetime) -> dict[str, Any]:
    return {"created": {"gte": int(moment.timestamp())}}


def _by_time(event: Event) -> tuple[int, str]:
    return event.created, event.id
