"""Events that were never delivered, fetched from Stripe's own list into the same inbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pulse import log
from pulse.accounts import list_account_ids
from pulse.batches import Patience
from pulse.errors import StripeRefused, StripeUnavailable
from pulse.inbox.receive_event import queue_event, store_event
from pulse.inbox.records import Endpoint, event_path
from pulse.ports import Ports
from pulse.ports.store import Merge
from pulse.ports.stripe_objects import Event

_UNDELIVERED_FOR = timedelta(days=3)
"""Stripe gives up delivering after this long (docs.stripe.com/webhooks#retries)."""
_LATELY = timedelta(hours=1)
_OVERLAP = timedelta(minutes=10)
"""An event may be listed a little after its time."""
_ACCOUNTS_AT_ONCE = 25
_CURSOR = "control/catchUp"


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many events were new, and how many connected accounts were asked about."""

    events: int
    accounts: int
    problems: tuple[str, ...] = ()
    """Accounts that Stripe gave no clear answer for, as `subject: machine word`."""


def catch_up(*, ports: Ports, since: datetime | None = None, every_account: bool = False) -> CaughtUp:
    """List what Stripe could not deliver, and everything since *since* (default: since the last time).

    The platform's events each time; connected accounts in turns, a batch a call, unless *every_account*.
    Raises *StripeUnavailable* where Stripe is away; what was found until then is stored.
    """
    now, cursor = ports.clock.now(), ports.store.get(_CURSOR)
    last = cursor.fields.get("platformUntil") if cursor else None
    platform = _fetched(None, since or (last - _OVERLAP if last else None), ports=ports)
    ports.store.commit([Merge(_CURSOR, {"platformUntil": now})])
    after = cursor.fields.get("accountId") if cursor else None
    accounts = list_account_ids(ports=ports) if every_account else _next_accounts(after, ports=ports)
    connected, problems = _of_each(accounts, since, ports=ports)
    log.write("inbox.caught_up", events=platform + connected, accounts=len(accounts))
    return CaughtUp(platform + connected, len(accounts), tuple(problems))


def _of_each(accounts: Iterable[str], since: datetime | None, *, ports: Ports) -> tuple[int, list[str]]:
    """The cursor is past them already: one that cannot be listed must not hide the others of its batch."""
    events, problems, patience = 0, [], Patience()
    for account_id in accounts:
        try:
            events += _fetched(account_id, since, ports=ports)
            patience.answered()
        except StripeUnavailable as error:
            if patience.ends_with(error):
                raise
            problems.append(f"stripeAccounts/{account_id}: {error.code}")
    return events, problems


def _fetched(account_id: str | None, since: datetime | None, *, ports: Ports) -> int:
    now = ports.clock.now()
    undelivered = {"delivery_success": False, **_from(now - _UNDELIVERED_FOR)}
    listed = {event.id: event for event in _listed(undelivered, account_id, ports=ports)}
    listed |= {event.id: event for event in _listed(_from(since or now - _LATELY), account_id, ports=ports)}
    known = ports.store.get_all([event_path(event_id) for event_id in listed]) if listed else {}
    fresh = [event for event in listed.values() if event_path(event.id) not in known]
    return sum(_kept(event, account_id, ports=ports) for event in sorted(fresh, key=_happened))


def _listed(params: dict[str, Any], account_id: str | None, *, ports: Ports) -> list[Event]:
    try:
        return ports.stripe.list_events(params, account=account_id)
    except StripeRefused:
        if account_id is None:
            raise
        return []  # an account that has disconnected shows us nothing any more


def _kept(event: Event, account_id: str | None, *, ports: Ports) -> bool:
    """Stripe's list leaves out whose event it is; we know whom we asked."""
    owned = event.model_copy(update={"account": account_id})
    endpoint = Endpoint.CONNECT if account_id else Endpoint.PLATFORM
    stored = store_event(owned, endpoint, owned.model_dump_json(), ports=ports)
    queue_event(event.id, ports=ports)
    return stored


def _next_accounts(after: str | None, *, ports: Ports) -> list[str]:
    batch = list_account_ids(ports=ports, after=after, limit=_ACCOUNTS_AT_ONCE)
    last = batch[-1] if len(batch) == _ACCOUNTS_AT_ONCE else None
    ports.store.commit([Merge(_CURSOR, {"accountId": last})])
    return batch


def _from(moment: datetime) -> dict[str, Any]:
    return {"created": {"gte": int(moment.timestamp())}}


def _happened(event: Event) -> tuple[int, str]:
    return event.created, event.id
