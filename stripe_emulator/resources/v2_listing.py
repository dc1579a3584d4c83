"""Lists of `/v2`: pages linked by their addresses (docs.stripe.com/api-v2-overview).

A page knows where it begins and which filters it has: both are in its token, and filters cannot change.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from stripe_emulator.errors_v2 import V2Error, invalid_fields
from stripe_emulator.messages import Obj, encode
from stripe_emulator.resources.call import Call

LIMIT_DEFAULT = 20
DIRECTIONS = ("after", "before")


def page(call: Call, url: str, find: Callable[[Obj], Iterable[Obj]], show: Callable[[Obj], Obj]) -> Obj:
    """One page of what `find` gives for the filters, newest first."""
    given = {name: value for name, value in call.params.items() if name != "limit" and value is not None}
    limit = call.params.get("limit") or call.world.state.settings.get("v2_page_size") or LIMIT_DEFAULT
    filters, direction, cursor = _begin(call.page, given)
    chosen, earlier, later = _cut(list(find(filters)), limit, direction, cursor)
    return {
        "data": [show(one) for one in chosen],
        "next_page_url": _address(url, limit, filters, "after", chosen[-1]) if later else None,
        "previous_page_url": _address(url, limit, filters, "before", chosen[0]) if earlier else None,
    }


def _begin(token: Any, given: Obj) -> tuple[Obj, str, str | None]:
    """The filters, and where the page begins."""
    if token is None:
        return given, "after", None
    filters, direction, cursor = _read(token)
    if any(filters.get(name) != value for name, value in given.items()):
        raise invalid_fields("The filters of a list cannot change after its first page.")
    return filters, direction, cursor


def _read(token: Any) -> tuple[Obj, str, str]:
    try:
        filters, direction, cursor = json.loads(urlsafe_b64decode(token))
    except (ValueError, TypeError) as error:
        raise _unknown_page() from error
    if not isinstance(filters, dict) or direction not in DIRECTIONS or not isinstance(cursor, str):
        raise _unknown_page()
    return filters, direction, cursor


def _unknown_page() -> V2Error:
    return invalid_fields("Field 'page' must be the token of a page.")


def _cut(
    objects: Sequence[Obj], limit: int, direction: str, cursor: str | None
) -> tuple[Sequence[Obj], bool, bool]:
    """The page, and whether there is one before and one after it."""
    place = (
        None if cursor is None else next((n for n, one in enumerate(objects) if one["id"] == cursor), None)
    )
    if cursor is not None and place is None:
        raise _unknown_page()
    first = 0 if place is None else place + 1 if direction == "after" else max(place - limit, 0)
    last = place if place is not None and direction == "before" else first + limit
    chosen = objects[first:last]
    return chosen, bool(chosen) and first > 0, bool(chosen) and last < len(objects)


def _address(url: str, limit: int, filters: Obj, direction: str, edge: Obj) -> str:
    token = urlsafe_b64encode(encode([filters, direction, edge["id"]]).encode()).decode()
    return f"{url}?{urlencode({'page': token, 'limit': limit})}"
