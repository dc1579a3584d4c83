"""Which events Stripe is asked for: exactly the types that `HANDLERS` handles, written out one by one.

Stripe has no wildcard for a family of types. The pinned SDK knows every type of the pinned API version.
"""

from __future__ import annotations

from functools import cache
from typing import get_args

from stripe.events._event_classes import _V2_EVENT_CLASS_LOOKUP
from stripe.params import WebhookEndpointCreateParams

from pulse.inbox.handlers import handler_of

_OF_ACCOUNTS = ("account", "person", "capability", "payout")
_OF_ACCOUNTS_ALONE = ("account", "person", "capability")
"""What happens to connected accounts; payouts happen to the platform too."""


@cache
def _snapshot_types() -> tuple[str, ...]:
    (named,) = get_args(WebhookEndpointCreateParams.__annotations__["enabled_events"])
    return tuple(sorted(one for one in get_args(named) if one != "*" and handler_of(one)))


def of_the_platform() -> list[str]:
    """What happens to the platform's own account."""
    return [one for one in _snapshot_types() if _family(one) not in _OF_ACCOUNTS_ALONE]


def of_connected_accounts() -> list[str]:
    return [one for one in _snapshot_types() if _family(one) in _OF_ACCOUNTS]


@cache
def thin() -> tuple[str, ...]:
    """Of accounts of API v2, which send thin events alone."""
    return tuple(sorted(one for one in _V2_EVENT_CLASS_LOOKUP if one.startswith("v2.") and handler_of(one)))


def _family(event_type: str) -> str:
    return event_type.partition(".")[0]
