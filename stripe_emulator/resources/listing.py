"""Lists: newest first, cursors, limit, `created` ranges (docs.stripe.com/api/pagination)."""

from typing import Any

from stripe_emulator.errors import invalid, missing
from stripe_emulator.messages import Obj
from stripe_emulator.resources.call import Call

LIMIT_DEFAULT = 10
PAGING = frozenset({"limit", "starting_after", "ending_before", "expand", "created"})
NO_END = 1 << 60


def page(call: Call, kind: str, url: str, *, equals: Obj | None = None) -> Obj:
    """One page of the caller's objects. Parameters that do not page are filters: a value or a range."""
    given = {name: value for name, value in call.params.items() if name not in PAGING}
    filters = given if equals is None else equals
    exact = {name: value for name, value in filters.items() if not isinstance(value, dict)}
    found = call.world.store.newest_first(call.owner, kind, exact)
    for name in filters.keys() - exact.keys():
        found = [one for one in found if _is_within(one[name], filters[name])]
    return page_of(call, kind, url, found)


def page_of(call: Call, kind: str, url: str, objects: list[Obj]) -> Obj:
    """One page of the given objects, newest first."""
    matching = created_within(objects, call.params.get("created"))
    chosen, has_more = cut(matching, call.params, kind)
    return list_object(url, [call.render(kind, one) for one in chosen], has_more=has_more)


def list_object(url: str, data: list[Obj], *, has_more: bool = False) -> Obj:
    """Stripe's list envelope."""
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def created_within(objects: list[Obj], created: Any) -> list[Obj]:
    """Objects whose creation the `created` filter allows: a moment or a range."""
    if created is None:
        return objects
    if isinstance(created, int):
        return [one for one in objects if one["created"] == created]
    return [one for one in objects if _is_within(one["created"], created)]


def _is_within(value: int, bounds: Obj) -> bool:
    low = max(bounds.get("gte", -NO_END), bounds.get("gt", -NO_END) + 1)
    high = min(bounds.get("lte", NO_END), bounds.get("lt", NO_END) - 1)
    return bool(low <= value <= high)


def cut(objects: list[Obj], params: Obj, kind: str) -> tuple[list[Obj], bool]:
    """The page after or before a cursor, and whether more objects follow in that direction."""
    limit = params.get("limit", LIMIT_DEFAULT)
    after, before = params.get("starting_after"), params.get("ending_before")
    if after and before:
        message = "You cannot parameterize both starting_after and ending_before."
        raise invalid(message, code="parameters_exclusive")
    if before:
        rest = objects[: _place(objects, before, kind, "ending_before")]
        return rest[-limit:], len(rest) > limit
    rest = objects[_place(objects, after, kind, "starting_after") + 1 :] if after else objects
    return rest[:limit], len(rest) > limit


def _place(objects: list[Obj], cursor: str, kind: str, param: str) -> int:
    for place, one in enumerate(objects):
        if one["id"] == cursor:
            return place
    raise missing(kind, cursor, param=param, status=400)
