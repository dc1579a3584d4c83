"""Everything that we store about a person, for that person: one JSON object, times in ISO 8601."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pulse.accounts import Role, account_path
from pulse.backoffice.privacy.parts import PARTS
from pulse.ledger import existing
from pulse.ports import Document, Ports
from pulse.ports.paths import path

FORMAT = 2

_LEFT_OUT = frozenset(
    {
        "audit", "lease", "attempt", "creation", "version", "held",  # internal
        "actor", "approvedBy", "shownTo",  # who of the staff acted
        "onboardingLink",  # a reader of this file could change the bank account with it
    }
)  # fmt: skip
_SECRET = re.compile(r"\b(?:pi|seti)_\w+_secret_\w+")


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
        **{part.name: [_shown(document) for document in part.find(user_id, ports)] for part in PARTS},
    }


def _shown(document: Document) -> dict[str, Any]:
    return {**_plain(document.fields), "id": document.id}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case Mapping():
            return {name: _plain(inner) for name, inner in value.items() if name not in _LEFT_OUT}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case str():
            return _SECRET.sub("[secret]", value)
        case None | bool() | int() | float() if not isinstance(value, float) or math.isfinite(value):
            return value
        case _:
            return str(value)  # bytes, places and references; JSON has no word for NaN either
