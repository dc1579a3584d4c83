"""Docstrings under fields and members, read from the source: Python keeps them nowhere."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from functools import cache
from itertools import pairwise


@cache
def field_docs(kind: type) -> dict[str, str]:
    """Name -> docstring, for the fields or members of *kind* and of what it inherits from."""
    return {name: doc for one in reversed(list(_lineage(kind))) for name, doc in _own(one)}


def _lineage(kind: type) -> Iterator[type]:
    """The class and its bases, nearest first. A `TypedDict` keeps them in `__orig_bases__` alone."""
    seen = list(inspect.getmro(kind))
    for base in getattr(kind, "__orig_bases__", ()):
        if isinstance(base, type):
            seen += _lineage(base)
    yield from (one for one in seen if one.__module__.startswith("pulse."))


def _own(kind: type) -> Iterator[tuple[str, str]]:
    try:
        source = textwrap.dedent(inspect.getsource(kind))
    except OSError:
        return
    body = next(node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)).body
    for line, after in pairwise(body):
        is_doc = (
            isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
            and isinstance(after.value.value, str)
        )
        if is_doc and isinstance(line, ast.AnnAssign | ast.Assign):
            target = line.target if isinstance(line, ast.AnnAssign) else line.targets[0]
            yield ast.unparse(target), one_line(after.value.value)  # type: ignore[attr-defined]


def one_line(text: str) -> str:
    return " ".join(text.split())
