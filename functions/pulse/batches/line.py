"""Items that failed at the last runs come last, so that they never hold up those behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pulse.batches.cursors import read_cursor, save_cursor
from pulse.batches.each import ITEM_ERRORS, BatchResult, each
from pulse.batches.time_limit import TimeLimit
from pulse.ports import Ports

_REMEMBERED_MAX = 300
"""Ids of items that failed; they are kept in one document."""


def each_in_line(
    line: str,
    ids: Iterable[str],
    act: Callable[[str], int | None],
    name: Callable[[str], str] = str,
    *,
    limit: TimeLimit | None = None,
    ports: Ports,
) -> BatchResult:
    """As *each*, where those that failed before come last, the one that waited longest first.

    *line* names what is remembered between the runs. An id is told by *name*.
    """
    waiting = list(dict.fromkeys(ids))
    if not waiting:
        return BatchResult()
    before = _read(line, ports=ports)
    turn = {one: number for number, one in enumerate(before)}
    waiting.sort(key=lambda one: turn.get(one, -1))
    tried: list[str] = []
    failed: list[str] = []

    def tell(one: str) -> int | None:
        tried.append(one)
        try:
            return act(one)
        except ITEM_ERRORS:
            failed.append(one)
            raise

    def remember() -> None:
        due, done = set(waiting), set(tried)
        kept = [one for one in before if one in due and one not in done]
        after = [*kept, *failed][-_REMEMBERED_MAX:]
        if after != before:
            save_cursor(line, after, ports=ports)

    try:
        result = each(waiting, tell, name, limit=limit)
    except ITEM_ERRORS:
        remember()
        raise
    remember()
    return result


def _read(line: str, *, ports: Ports) -> list[str]:
    found = read_cursor(line, ports=ports)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
