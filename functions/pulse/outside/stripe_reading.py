"""Stripe's answers as our types, whatever a later version or a broken day puts into them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from pulse import log
from pulse.errors import StripeUnreadable
from pulse.ports.stripe_objects import Event, PaymentIntent, StripeObject, StripeObjectT


class Page(StripeObject):
    """One page of a list, its items as they came."""

    data: list[dict[str, Any]]
    has_more: bool


def read(kind: type[StripeObjectT], fields: Mapping[str, Any]) -> StripeObjectT:
    """What Stripe answered, or *StripeUnreadable*: it may have happened, and we cannot read what."""
    try:
        return kind.model_validate(_flattened(fields) if kind is PaymentIntent else fields)
    except (ValidationError, KeyError) as error:
        _tell(kind.__name__, error)
        raise StripeUnreadable("Stripe's answer has a form that we do not know") from None


def _flattened(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """A PaymentIntent's fields with the ids that we use where our type has them."""
    shared, charge = fields.get("transfer_data"), fields.get("latest_charge")
    destination = shared.get("destination") if isinstance(shared, dict) else None
    return {**fields, "destination": _id_of(destination), "latest_charge": _id_of(charge)}


def event_of(body: Mapping[str, Any]) -> Event:
    """What is used of an event's body: what happened, to which object, on whose account.

    Raises *ValidationError* or *AttributeError* for what is no event.
    """
    about = (body.get("data") or {}).get("object") or {}
    return Event.model_validate({**body, "object_id": about.get("id"), "object_type": about.get("object")})


def readable_events(items: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
    """One event of an unknown form does not hide the others."""
    for item in items:
        try:
            yield event_of(item)
        except (ValidationError, AttributeError) as error:
            _tell("Event", error)


def _id_of(value: Any) -> Any:
    """Of an expanded object its id."""
    return value.get("id") if isinstance(value, dict) else value


def _tell(kind: str, error: Exception) -> None:
    """Which fields; never what was in them."""
    found = error.errors(include_input=False) if isinstance(error, ValidationError) else []
    fields = [".".join(map(str, one["loc"])) for one in found]
    log.write("stripe.unreadable", severity="ERROR", kind=kind, error=type(error).__name__, fields=fields)
