"""`takenBack/{digest}`: which purchases of a round by one person went back. Sales write, prizes read it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pulse.ports.paths import path
from pulse.ports.store import Document, Merge


def taken_back_path(challenge_id: str, user_id: str) -> str:
    """A digest: ids may contain any character (decision 0032)."""
    ids = json.dumps([challenge_id, user_id], ensure_ascii=False)
    return path("takenBack", hashlib.sha256(ids.encode()).hexdigest()[:40])


def note_taken_back(challenge_id: str, user_id: str, payment_id: str, *, back: bool) -> Merge:
    """One field for each payment: a second purchase does not hide that the first one went back."""
    fields: dict[str, Any] = {"challengeId": challenge_id, "userId": user_id, payment_id: back}
    return Merge(taken_back_path(challenge_id, user_id), fields)


def is_taken_back(document: Document | None, user_id: str) -> bool:
    if document is None or document.fields.get("userId") != user_id:
        return False
    return any(value is True for value in document.fields.values())
