"""Everything that is known of a person, for that person: one JSON object, times in ISO 8601."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pulse.accounts import Role, account_path
from pulse.errors import NotFound
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Operator, Query

FORMAT = 1

_LEFT_OUT = frozenset({"audit", "lease", "attempt", "creation", "onboardingLink", "version", "held"})
"""How we work, and a link that would let whoever gets this file name the bank account."""


def export_my_data(user_id: str, *, ports: Ports) -> dict[str, Any]:
    """Raises *NotFound* for somebody never known or already forgotten."""
    user = ports.store.get(path("users", user_id))
    if user is None:
        raise NotFound("there is no such user", code="user_not_found")
    accounts = ports.store.get_all([account_path(role, user_id) for role in Role])
    return {
        "format": FORMAT,
        "exportedAt": _plain(ports.clock.now()),
        "userId": user_id,
        "profile": _plain(user.fields),
        "accounts": {
            found.partition("/")[0]: _plain(document.fields) for found, document in accounts.items()
        },
        "notices": _listed(f"{user.path}/notices", ports),
        "participations": _listed("user-challenge", ports, ("userId", user_id)),
        "challenges": [
            *_listed("challenges", ports, ("ownerId", user_id)),
            *_listed("challenges", ports, ("ownerId", user_id), operator="array_contains"),
        ],
        "purchases": _listed("payments", ports, ("buyerId", user_id)),
        "sales": _listed("payments", ports, ("ownerId", user_id)),
        "prizes": _listed("prizeRecords", ports, ("userId", user_id)),
    }


def _listed(collection: str, ports: Ports, *own: tuple[str, str], operator: Operator = "==") -> list[Any]:
    found = ports.store.query(Query(collection, where=[(field, operator, value) for field, value in own]))
    return [{"id": document.id, **_plain(document.fields)} for document in found]


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case Mapping():
            return {name: _plain(inner) for name, inner in value.items() if name not in _LEFT_OUT}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return value
