"""Many documents, page by page, and many items, chunk by chunk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from pulse.ports import Document, Store
from pulse.ports.store import Query

Item = TypeVar("Item")


def chunks(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def read_pages(store: Store, query: Query, size: int, *, pages_max: int) -> Iterator[list[Document]]:
    """Pages of *size* documents, at most *pages_max*; a page that is not full is the last one."""
    after: Document | None = None
    for _ in range(pages_max):
        page = store.query(replace(query, limit=size, after=after))
        yield page
        if len(page) < size:
            return
        after = page[-1]


def read_all(store: Store, query: Query, *, page: int = 300) -> Iterator[Document]:
    """All documents of *query*, read page by page. For queries whose result the caller does not change."""
    after: Document | None = None
    while True:
        found = store.query(replace(query, limit=page, after=after))
        yield from found
        if len(found) < page:
            return
        after = found[-1]
