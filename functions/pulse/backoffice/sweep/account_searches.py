"""Go on with the searches for accounts that unanswered creations may have made (decision 0023)."""

from __future__ import annotations

from datetime import timedelta

from pulse.accounts import Role, continue_search
from pulse.batches import BatchResult, TimeLimit, continue_after, each, take_page
from pulse.ports import Document, Ports
from pulse.ports.store import NO_FIELDS, Query

_ACTOR = "system:sweep"


def continue_searches(limit: TimeLimit | None = None, *, ports: Ports) -> BatchResult:
    """Returns how many came to an end."""
    result = BatchResult()
    for role in Role:
        result += _continue_of(role, limit, ports=ports)
    return result


def _continue_of(role: Role, limit: TimeLimit | None, *, ports: Ports) -> BatchResult:
    under_way = Query(role.collection, where=[("creationSearch.underWay", "==", True)], fields=NO_FIELDS)
    cursor = f"searches_{role}"
    begun: list[Document] = []

    def act(document: Document) -> int | None:
        begun.append(document)
        return continue_search(document.id, role, actor=_ACTOR, ports=ports)

    page = take_page(cursor, under_way, timedelta(0), ports=ports)
    result = each(page, act, lambda document: document.path, limit=limit)
    if result.out_of_time and begun:
        continue_after(cursor, begun[-1].id, ports=ports)
    return result
