"""Lists: newest first, cursors, limit, `created` ranges (docs.stripe.com/api/pagination)."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from stripe_emulator.errors import invalid, missing
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call
from stripe_emulator.world.rendering import Renderer

LIMIT_DEFAULT = 10
EMBEDDED_MAX = 10
"""How many of the newest objects of a list stand in the object that they belong to."""

PAGING = frozenset({"limit", "starting_after", "ending_before", "expand", "created"})
NO_END = 1 << 60


def page(call: Call, kind: str, url: str, *, equals: Obj | None = None) -> Obj:
    """One page of the caller's objects. Parameters that do not page are filters: a value or a range."""
    given = {name: value for name, value in call.params.items() if name not in PAGING}
    filters = given if equals is None else equals
    exact = {name: value for name, value in filters.items() if not isinstance(value, dict)}
    found = call.world.store.iterate_newest(call.owner, kind, exact)
    ranges = [(name, value) for name, value in filters.items() if name not in exact]
    if ranges:
        found = (one for one in found if all(_is_within(one[name], value) for name, value in ranges))
    return page_of(call, kind, url, found)


def page_of(call: Call, kind: str, url: str, objects: Iterable[Obj]) -> Obj:
    """One page of the given objects, newest first."""
    matching = created_within(objects, call.params.get("created"))
    chosen, has_more = cut(matching, call.params, kind)
    return list_object(url, [call.render(kind, one) for one in chosen], has_more=has_more)


def list_object(url: str, data: list[Obj], *, has_more: bool = False) -> Obj:
    """Stripe's list envelope."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def embedded(renderer: Renderer, owner: str, kind: str, url: str, oldest_first: Sequence[str]) -> Obj:
    """The newest of a list, as it stands in the object that it belongs to; the list's address has all."""
    if not oldest_first:
        return list_object(url, [])
    newest = list(reversed(oldest_first))
    data = renderer.render_each(owner, kind, newest[:EMBEDDED_MAX])
    return list_object(url, data, has_more=len(newest) > EMBEDDED_MAX)


def created_within(objects: Iterable[Obj], created: Any) -> Iterator[Obj]:
    """Objects whose creation the `created` filter allows: a moment or a range."""
    if created is None:
        return iter(objects)
    if isinstance(created, int):
        return (one for one in objects if one["created"] == created)
    return (one for one in objects if _is_within(one["created"], created))


def _is_within(value: int, bounds: Obj) -> bool:
    low = max(bounds.get("gte", -NO_END), bounds.get("gt", -NO_END) + 1)
    high = min(bounds.get("lte", NO_END), bounds.get("lt", NO_END) - 1)
    return bool(low <= value <= high)


def cut(objects: Iterator[Obj], params: Obj, kind: str) -> tuple[list[Obj], bool]:
    """The page after or before a cursor, and whether more objects follow in that direction."""
    limit = params.get("limit", LIMIT_DEFAULT)
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        message = "You cannot parameterize both starting_after and ending_before."
        raise invalid(message, code="parameters_exclusive")
    if before:
        rest = deque(_until(objects, before, kind, "ending_before"), maxlen=limit + 1)
        return list(rest)[-limit:], len(rest) > limit
    if after:
        deque(_until(objects, after, kind, "starting_after"), maxlen=0)
    found = list(islice(objects, limit + 1))
    return found[:limit], len(found) > limit


def _until(objects: Iterator[Obj], cursor: str, kind: str, param: str) -> Iterator[Obj]:
    """The objects before a cursor; afterwards `objects` continues behind it."""
    for one in objects:
        if one["id"] == cursor:
            return
        yield one
    raise missing(kind, cursor, param=param, status=400)
