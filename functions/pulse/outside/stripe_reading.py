"""Stripe's answers as our types. An answer with an unknown form is an error, not a guess."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from pulse import log
from pulse.errors import StripeUnreadable
from pulse.ports.stripe_objects import Event, PaymentIntent, StripeObject, StripeObjectT

_THIN = "v2.core.event"


class Page(StripeObject):
    """One page of a list, with its items unread."""

    data: list[dict[str, Any]]
    has_more: bool


class PageV2(StripeObject):
    """One page of a list of API v2, with its items unread."""

    data: list[dict[str, Any]]
    next_page_url: str | None


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
    """A thin event names its object and has no snapshot; its time is a text."""
    about, created = body.get("related_object") or {}, body.get("created")
    at = datetime.fromisoformat(created) if isinstance(created, str) else None
    return Event.model_validate(
        {
            **body,
            "created": at and int(at.timestamp()),
            "account": body.get("context"),
            "object_id": about.get("id"),
            "object_type": about.get("type"),
        }
    )


def read_events(items: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
    """An event with an unknown form is logged and left out; the others are returned."""
    for item in items:
        try:
            yield event_of(item)
        except (ValidationError, AttributeError) as error:
            _log_unreadable("Event", error)


def _id_of(value: Any) -> Any:
    """The id of an expanded object."""
    return value.get("id") if isinstance(value, dict) else value


def _log_unreadable(kind: str, error: Exception) -> None:
    """Logs the names of the fields, never their values."""
    found = error.errors(include_input=False) if isinstance(error, ValidationError) else []
    fields = [".".join(map(str, one["loc"])) for one in found]
    log.write("stripe.unreadable", severity="ERROR", kind=kind, error=type(error).__name__, fields=fields)
