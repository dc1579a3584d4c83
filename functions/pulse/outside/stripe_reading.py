"""Stripe's answers as our types. An answer with an unknown form is an error, not a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from pulse import log
from pulse.errors import StripeUnreadable
from pulse.ports.stripe_objects import Event, PaymentIntent, StripeObject, StripeObjectT

_THIN = "v2.core.event"
_ACCOUNT_ID = re.compile(r"\bacct_\w+")


class Page(StripeObject):
    """One page of a list, with its items unread."""

    data: list[dict[str, Any]]
    has_more: bool


class PageV2(StripeObject):
    """One page of a list of API v2, with its items unread."""

    data: list[dict[str, Any]]
    next_page_url: str | None


class Returned(StripeObject):
    account_id: str


class ReturnedEvent(StripeObject):
    """`v2.core.account_link.returned`, fetched: only then it says whose link it was."""

    data: Returned


def rfc3339(moment: datetime) -> str:
    """A time in a request to API v2: the SDK would send a `datetime` as a number."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def read(kind: type[StripeObjectT], fields: Mapping[str, Any]) -> StripeObjectT:
    """Stripe's answer. Raises *StripeUnreadable*: the act may have happened, but we cannot read it."""
    try:
        return kind.model_validate(_flattened(fields) if kind is PaymentIntent else fields)
    except (ValidationError, KeyError) as error:
        _log_unreadable(kind.__name__, error)
        raise StripeUnreadable("Stripe's answer has a form that we do not know") from None


def _flattened(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields of a PaymentIntent, with the ids that we use where our type expects them."""
    shared, charge = fields.get("transfer_data"), fields.get("latest_charge")
    destination = shared.get("destination") if isinstance(shared, dict) else None
    return {**fields, "destination": _id_of(destination), "latest_charge": _id_of(charge)}


def event_of(body: Mapping[str, Any]) -> Event:
    """The parts of an event's body that we use: what happened, to which object, on which account.

    Raises *ValueError* (pydantic's too) or *AttributeError* for a body that is not an event.
    """
    if body.get("object") == _THIN:
        return _of_thin(body)
    about = (body.get("data") or {}).get("object") or {}
    return Event.model_validate({**body, "object_id": about.get("id"), "object_type": about.get("object")})


def _of_thin(body: Mapping[str, Any]) -> Event:
    """A thin event names its object and has no snapshot; its time is a text (RFC 3339)."""
    about, created, context = body.get("related_object") or {}, body.get("created"), body.get("context")
    at = datetime.fromisoformat(created) if isinstance(created, str) else None
    return Event.model_validate(
        {
            **body,
            "created": at and int(at.timestamp()),
            "account": _account_of(about, context),
            "object_id": about.get("id"),
            "object_type": about.get("type"),
            "thin": True,
        }
    )


def _account_of(about: Mapping[str, Any], context: Any) -> str | None:
    """The account that a thin event is about: its object, or what its object belongs to.

    The context is a path of ids, `org_x/acct_y`, whose last one acts. It says who may fetch the event; it
    names the account only where the object does not.
    """
    acting = context.rpartition("/")[2] if isinstance(context, str) else None
    for text in (about.get("id"), about.get("url"), acting):
        found = _ACCOUNT_ID.search(text) if isinstance(text, str) else None
        if found:
            return found[0]
    return None


def read_events(items: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
    """An event with an unknown form is logged and left out; the others are returned."""
    for item in items:
        try:
            yield event_of(item)
        except (ValueError, AttributeError) as error:  # pydantic's are ValueErrors too
            _log_unreadable("Event", error)


def _id_of(value: Any) -> Any:
    """The id of an expanded object."""
    return value.get("id") if isinstance(value, dict) else value


def _log_unreadable(kind: str, error: Exception) -> None:
    """Logs the names of the fields, never their values."""
    found = error.errors(include_input=False) if isinstance(error, ValidationError) else []
    fields = [".".join(map(str, one["loc"])) for one in found]
    log.write("stripe.unreadable", severity="ERROR", kind=kind, error=type(error).__name__, fields=fields)
