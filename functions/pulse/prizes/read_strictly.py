"""Reads records whose money would count as ours if one of them were left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from pulse.batches import skip_unreadable
from pulse.ledger import Record
from pulse.pools import PoolUnreadable
from pulse.ports import Document, Ports

ReadT = TypeVar("ReadT", bound=Record)


def read_strictly(kind: type[ReadT], documents: Sequence[Document], *, ports: Ports) -> list[ReadT]:
    """All of *documents*. Raises *PoolUnreadable*, and operators are told, if one cannot be read."""
    found = skip_unreadable(kind, documents, ports=ports)
    if len(found) < len(documents):
        raise PoolUnreadable("what belongs to others cannot be read; we have been told")
    return found
