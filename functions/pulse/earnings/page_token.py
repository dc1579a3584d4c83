"""Page tokens: the id of the last record of a page. Using one checks whose record it is."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from pulse.errors import InvalidRequest
from pulse.ports import Document
from pulse.ports.paths import path

_LENGTH_MAX = 2_048
"""The longest id, 1,500 bytes, in Base64."""


def page_token(record_id: str) -> str:
    return base64.urlsafe_b64encode(record_id.encode()).decode().rstrip("=")


def record_path(collection: str, token: str | None) -> list[str]:
    """The path of the record that the page starts after; empty without a token.

    Raises *InvalidRequest* for anything that cannot be a token of ours.
    """
    if not token:
        return []
    if len(token) > _LENGTH_MAX:
        raise _not_ours()
    try:
        return [path(collection, base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode())]
    except (binascii.Error, ValueError, InvalidRequest) as error:
        raise _not_ours() from error


def own_record(
    paths: list[str], found: Mapping[str, Document], *, field: str, user_id: str
) -> Document | None:
    """The record among *found* that the token names. Raises *InvalidRequest* if it is not *user_id*'s."""
    if not paths:
        return None
    document = found.get(paths[0])
    if document is None or document.fields.get(field) != user_id:
        raise _not_ours()
    return document


def _not_ours() -> InvalidRequest:
    return InvalidRequest("pageToken is not valid; please start with the first page")
