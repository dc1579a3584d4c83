"""Everything that we store about a person, for that person: one JSON object, times in ISO 8601."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pulse.accounts import Role, account_path
from pulse.ledger import existing
from pulse.ports import Ports
from pulse.ports.paths import path
from pulse.ports.store import Operator, Query

FORMAT = 1

_LEFT_OUT = frozenset({"audit", "lease", "attempt", "creation", "onboardingLink", "version", "held"})
"""Internal fields, and a link with which a reader of this file could change the bank account."""


def export_my_data(user_id: str, *, ports: Ports) -> dict[str, Any]:
    """Raises *NotFound* for a person who is unknown or already erased."""
    user = existing(ports.store.get(path("users", user_id)), "user", code="user_not_found")
    accounts = ports.store.get_all([account_path(role, user_id) for role in Role])
    return {
        "format": FORMAT,
        "exportedAt": _plain(ports.clock.now()),
        "userId": user_id,
        "profile": _plain(user.fields),
        "accounts": {
            found.partition("/")[0]: _plain(document.fields) for found, document in accounts.items()
        },
        "notices": _list(f"{user.path}/notices", ports=ports),
        "participations": _list("user-challenge", ("userId", user_id), ports=ports),
        "challenges": [
            *_list("challenges", ("ownerId", user_id), ports=ports),
            *_list("challenges", ("ownerId", user_id), operator="array_contains", ports=ports),
        ],
        "purchases": _list("payments", ("buyerId", user_id), ports=ports),
        "sales": _list("payments", ("ownerId", user_id), ports=ports),
        "prizes": _list("prizeRecords", ("userId", user_id), ports=ports),
    }


def _list(collection: str, *own: tuple[str, str], operator: Operator = "==", ports: Ports) -> list[Any]:
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
