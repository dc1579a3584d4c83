"""`users/{uid}/devices/{id}`, which a person's app writes: the token by which FCM reaches the device."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pulse.documents.users import COLLECTION
from pulse.ports.paths import path
from pulse.ports.store import Query, Store


@dataclass(frozen=True, slots=True)
class Device:
    id: str
    path: str
    version: Any
    token: str


def fetch_devices(user_id: str, store: Store, *, most: int) -> Iterator[Device]:
    """Those that registered last; one without a token is left out."""
    newest = Query(
        f"{path(COLLECTION, user_id)}/devices",
        order_by=[("updatedAt", "desc")],
        limit=most,
        fields=["token", "updatedAt"],
    )
    for document in store.query(newest):
        token = document.fields.get("token")
        if isinstance(token, str) and token.strip():
            yield Device(document.id, document.path, document.version, token)
