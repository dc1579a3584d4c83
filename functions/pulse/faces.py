"""The face of a room: what `from pulse.prizes import pay_prize` finds, loaded when it is first asked for.

A room's `__init__.pyi` says which of its modules each name comes from; type checkers read it as it stands. So
a function imports the modules that it uses, and not all those of each room (decision 2001).
"""

from __future__ import annotations

import ast
import sys
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any


class Face(ModuleType):
    """The package of a room. Its names are attributes that come from its modules at their first use."""

    __file__: str

    @cached_property
    def _homes(self) -> dict[str, tuple[str, str]]:
        """By exported name: the module, and the name there."""
        stub = ast.parse(Path(self.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
        return {
            alias.asname or alias.name: (str(node.module), alias.name)
            for node in stub.body
            if isinstance(node, ast.ImportFrom) and node.module != self.__name__
            for alias in node.names
        }

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name not in self._homes:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}", name=name, obj=self)
        module, original = self._homes[name]
        value = getattr(import_module(module), original)
        self.__dict__[name] = value
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        """Python sets a loaded module on its package; where both have one name, the face's name stays."""
        if not (isinstance(value, ModuleType) and name in self._homes):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._homes})


def open_face(room: str) -> None:
    """Called by the `__init__.py` of *room*."""
    sys.modules[room].__class__ = Face
