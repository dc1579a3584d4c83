"""The deployed functions: by name, the door that serves it.

A process serves one function and imports what this one uses (decision 2001). A deployment, which asks for no
function by name, sees all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from pulse.doors.names import FILES, callable_name

_DOORS: Mapping[str, tuple[str, ...]] = {
    "api": ("api",),
    "webhooks": ("stripewebhook", "stripeconnectwebhook"),
    "queues": ("payprize", "handleevent", "fanoutprizes", "sendnotice"),
    "triggers": ("onchallengewritten", "onprizerecordwritten", "onnoticecreated"),
    "schedules": ("sweep", "reconcile", "nightly"),
}
"""By file of this folder: the functions that it has. Each operation is a function of `callables`, too."""
_DOOR_OF = {function: door for door, functions in _DOORS.items() for function in functions}
_OPERATION_OF = {callable_name(name): name for names in FILES.values() for name in names}

NAMES = (*_DOOR_OF, *_OPERATION_OF)
FIRSTS = (*(names[0] for names in _DOORS.values()), *(callable_name(names[0]) for names in FILES.values()))
"""The first of each file: the others of that file import the same."""


def functions(called: str | None) -> dict[str, Callable[..., Any]]:
    """The one that is *called*, or all. A name that nothing here has finds none."""
    return {name: _function(name) for name in NAMES if called in {None, name}}


def _function(name: str) -> Callable[..., Any]:
    if name in _DOOR_OF:
        return getattr(import_module(f"pulse.doors.{_DOOR_OF[name]}"), name)  # type: ignore[no-any-return]
    made: Callable[..., Any] = import_module("pulse.doors.callables").callable_function(_OPERATION_OF[name])
    return made
