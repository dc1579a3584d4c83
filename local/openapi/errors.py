"""The errors that operations answer with: status, meaning and schema of each code.

Meanings are the docstrings of the error classes; `meanings.py` has those that no class has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from local.openapi.codes import BY_OPERATION, COMMON
from local.openapi.docstrings import one_line
from local.openapi.facts import FACTS
from local.openapi.meanings import MEANINGS
from local.openapi.schemas import PLACE, Schema
from pulse.doors import api, callables  # noqa: F401 - the errors of the doors are classes there
from pulse.errors import PulseError


@cache
def classes() -> Mapping[str, tuple[type[PulseError], ...]]:
    """Code -> the classes that carry it."""
    found: dict[str, list[type[PulseError]]] = {}
    for one in _tree(PulseError):
        found.setdefault(one.code, []).append(one)
    return {code: tuple(kinds) for code, kinds in found.items()}


def _tree(kind: type[PulseError]) -> Iterator[type[PulseError]]:
    if kind.__module__.startswith("pulse."):
        yield kind
    for inner in kind.__subclasses__():
        yield from _tree(inner)


def statuses(code: str) -> set[int]:
    """409 `limit_reached` is also answered as 429, with `Retry-After`."""
    told = {MEANINGS[code][0]} if code in MEANINGS else set()
    return told | {kind.status for kind in classes().get(code, ())}


def meaning(code: str) -> str:
    if code in MEANINGS:
        return MEANINGS[code][1]
    docs = [one_line(kind.__dict__.get("__doc__") or "") for kind in classes()[code]]
    return " ".join(dict.fromkeys(doc for doc in docs if doc))


def by_status(operation: str, *, takes_body: bool) -> dict[int, tuple[str, ...]]:
    """Status -> the codes of *operation* in it, its own first."""
    found: dict[int, list[str]] = {}
    for code in dict.fromkeys(BY_OPERATION.get(operation, ())):
        for status in statuses(code):
            found.setdefault(status, []).append(code)
    for status, codes in COMMON.items():
        found.setdefault(status, []).extend(codes)
    if takes_body:
        found[415] = ["not_json"]
    if "limit_reached" in found.get(429, ()) and operation != "fund-prize-pool":
        found[429].remove("limit_reached")
    return {status: tuple(codes) for status, codes in sorted(found.items())}


def schema_name(code: str) -> str:
    """`onboarding_incomplete` -> `OnboardingIncompleteFailure`."""
    return "".join(word.capitalize() for word in code.split("_")) + "Failure"


def failure_schema(code: str) -> Schema:
    """A failure of this code, with the facts that it may have."""
    facts = FACTS.get(code, {})
    properties = {"code": {"const": code, "description": f"Always `{code}`."}, **facts}
    return {
        "description": meaning(code),
        "allOf": [
            {"$ref": f"{PLACE}Failure"},
            {"type": "object", "required": ["code"], "properties": properties},
        ],
    }
