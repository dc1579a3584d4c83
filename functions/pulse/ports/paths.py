"""The only place that builds document paths: no id of one collection can ever reach into another."""

from __future__ import annotations

import re

from pulse.errors import InvalidRequest

ID_PATTERN = r"^[A-Za-z0-9_-]{1,128}$"
COMPOSED_ID_LENGTH_MAX = 400
"""Ids that we compose (`{challengeId}_{userId}_{endedAt}`) are made of parts that each fit ID_PATTERN."""

_SEGMENT = re.compile(rf"[A-Za-z0-9_-]{{1,{COMPOSED_ID_LENGTH_MAX}}}")
_RESERVED = re.compile(r"__.*__")


def is_id(text: str) -> bool:
    """Whether *text* can be the id of a person or a challenge."""
    return re.fullmatch(ID_PATTERN, text) is not None and not _RESERVED.fullmatch(text)


def path(*segments: str) -> str:
    """`path("users", uid)` -> `users/{uid}`.

    Raises *InvalidRequest* for a segment that is no id: empty, too long, with `/`, `.`, or anything but
    ASCII letters, digits, `_` and `-`, or of Firestore's reserved form `__x__`.
    """
    for segment in segments:
        if not _SEGMENT.fullmatch(segment) or _RESERVED.fullmatch(segment):
            raise InvalidRequest("an id has letters, digits, _ and - only, and is not of the form __x__")
    return "/".join(segments)
