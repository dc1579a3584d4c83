"""Which error classes an operation's handler can reach: by the names that its code, and what it calls, load.

It finds too much rather than too little: a class counts as raised where it is named.
"""

from __future__ import annotations

import dis
import inspect
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from types import CodeType, FunctionType, ModuleType
from typing import Any

from pulse.errors import PulseError

OUTSIDE = ("pulse.outside.", "pulse.doors.command_line")
"""What fills ports is not reached by name, and the command line is another door."""


def reached_errors(handler: Any) -> set[type[PulseError]]:
    found: set[type[PulseError]] = set()
    seen: set[int] = set()
    rest = [handler]
    while rest:
        one = rest.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if inspect.isclass(one) and issubclass(one, PulseError):
            found.add(one)
        else:
            rest.extend(_named_by(one))
    return found


def _named_by(one: Any) -> Iterator[Any]:
    if isinstance(one, partial):
        yield from (one.func, *one.args, *one.keywords.values())
    elif isinstance(one, dict):
        yield from list(one.values())  # following one may load another room
    elif isinstance(one, tuple | list):
        yield from one
    elif _is_ours(one) and inspect.isclass(one):
        for member in list(vars(one).values()):
            yield getattr(member, "fget", None) or getattr(member, "__func__", member)
    elif _is_ours(one) and isinstance(one, FunctionType):
        yield getattr(one, "__wrapped__", None)
        yield from _kept(one)
        for code in _codes(one.__code__):
            yield from _loaded(code, one.__globals__)


def _kept(function: FunctionType) -> Iterator[Any]:
    for cell in function.__closure__ or ():
        with suppress(ValueError):  # it is empty
            yield cell.cell_contents


def _is_ours(one: Any) -> bool:
    module = str(getattr(one, "__module__", ""))
    return module.startswith("pulse") and not module.startswith(OUTSIDE)


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _loaded(code: CodeType, known: dict[str, Any]) -> Iterator[Any]:
    """The globals that *code* loads, and attributes of modules."""
    last: Any = None
    for step in dis.get_instructions(code):
        if step.opname in {"LOAD_GLOBAL", "LOAD_NAME"}:
            last = known.get(step.argval)
            if not isinstance(last, ModuleType):
                yield last
        elif step.opname in {"LOAD_ATTR", "LOAD_METHOD"} and isinstance(last, ModuleType):
            if last.__name__.startswith("pulse"):
                yield getattr(last, step.argval, None)
            last = None
