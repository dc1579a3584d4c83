"""The table of operations. Routes, callables, the OpenAPI document and tests are generated from it.

A file of this folder is imported when one of its operations is first asked for (decision 2001).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from pulse.doors.names import ALIASES, FILES
from pulse.doors.operation import Operation

_FILE_OF = {name: file for file, names in FILES.items() for name in names}


class Table(Mapping[str, Operation]):
    """The operations by name and alias. Looking one up imports its file."""

    def __getitem__(self, name: str) -> Operation:
        name = ALIASES.get(name, name)
        rows: tuple[Operation, ...] = import_module(f"{__name__}.{_FILE_OF[name]}").ROWS
        return next(row for row in rows if row.name == name)

    def __iter__(self) -> Iterator[str]:
        return iter((*_FILE_OF, *ALIASES))

    def __len__(self) -> int:
        return len(_FILE_OF) + len(ALIASES)


BY_NAME = Table()


def every_operation() -> tuple[Operation, ...]:
    """Imports all files."""
    return tuple(BY_NAME[name] for name in _FILE_OF)
