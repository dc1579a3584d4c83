"""The only place that builds document paths. An id can never reach into another collection."""

from __future__ import annotations

import re

from pulse.errors import InvalidRequest

ID_PATTERN = r"^[A-Za-z0-9_-]{1,128}$"
COMPOSED_ID_LENGTH_MAX = 400
"""For ids that we compose of parts that fit ID_PATTERN: `{challengeId}_{userId}_{endedAt}`."""

_SEGMENT = re.compile(rf"[A-Za-z0-9_-]{{1,{COMPOSED_ID_LENGTH_MAX}}}")
_RESERVED = re.compile(r"__.*__")


def is_id(text: str) -> bool:
    """Whether *text* can be the id of a person or a challenge."""
    return re.fullmatch(ID_PATTERN, text) is not None and not _RESERVED.fullmatch(text)


def path(*segments: str) -> str:
    """`path("users", uid)` -> `users/{uid}`.

    Raises *InvalidRequest* for a segment that is not an id: it is empty, too long, has another character than
    ASCII letters, digits, `_` and `-`, or has the form `__x__`, which Firestore reserves.
    """
    for segment in segments:
        if not _SEGMENT.fullmatch(segment) or _RESERVED.fullmatch(segment):
            raise InvalidRequest("an id has letters, digits, _ and - only, and is not of the form __x__")
    return "/".join(segments)
