"""The only place that builds document paths. An id can never reach into another collection."""

from __future__ import annotations

import re
from typing import Any, TypeGuard

from pulse.errors import InvalidRequest

ID_LENGTH_MAX = 128
"""Characters: what Firebase allows for a person, and what an id that we join of two may have."""
ID_PATTERN = rf"^[^/]{{1,{ID_LENGTH_MAX}}}$"
ID_RULE = f"1 to {ID_LENGTH_MAX} characters without /, and not ., .. or of the form __x__"
COMPOSED_ID_LENGTH_MAX = 400
"""Characters of an id that we join of such ids: `{challengeId}_{userId}_{endedAt}~{hash}`."""

_BYTES_MAX = 1_500
_REFUSED_BY_FIRESTORE = re.compile(r"\.\.?|__.*__", re.DOTALL)


def is_id(text: str) -> bool:
    """Whether *text* can be the id of a person or a challenge."""
    return len(text) <= ID_LENGTH_MAX and is_segment(text)


def is_segment(text: str) -> bool:
    """Whether Firestore takes *text* as an id (firebase.google.com/docs/firestore/quotas#limits)."""
    if not text or "/" in text or (text[0] in "._" and _REFUSED_BY_FIRESTORE.fullmatch(text)):
        return False
    if text.isascii():
        return len(text) <= _BYTES_MAX
    try:
        return len(text.encode()) <= _BYTES_MAX
    except UnicodeEncodeError:  # half of a surrogate pair
        return False


def is_document_path(text: Any) -> TypeGuard[str]:
    """Whether *text* names a document of a collection that is not below another document."""
    parts = text.split("/", 2) if isinstance(text, str) else []
    return len(parts) == 2 and all(map(is_segment, parts))


def path(*segments: str) -> str:
    """`path("users", uid)` -> `users/{uid}`.

    Raises *InvalidRequest* for a segment that Firestore does not take as an id.
    """
    for segment in segments:
        if not is_segment(segment):
            raise InvalidRequest(
                f"an id has 1 to {_BYTES_MAX} bytes without /, and is not ., .. or of the form __x__"
            )
    return "/".join(segments)
