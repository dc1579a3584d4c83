"""Which part of the code, or of the world, each action of a model stands for: its own comment says so."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
CODE = "pulse."
"""Names of the code begin so. Anything else is a sentence about Stripe, a clock or a person."""

_DEFINITION = re.compile(
    r"^(\w+)(?:\([^)]*\))? ==(.*?)(?=^\w+(?:\([^)]*\))? ==|^====|^\\\*)", re.MULTILINE | re.DOTALL
)
_STANDS_FOR = re.compile(r"^\\\* (\w+) = (.+(?:\n\\\*   .+)*)", re.MULTILINE)


@cache
def read_model(model: str) -> str:
    return (FOLDER / f"{model}.tla").read_text(encoding="utf-8")


def read_definitions(model: str) -> dict[str, str]:
    """By name, without arguments: what stands behind `==`, up to the next definition or comment."""
    return dict(_DEFINITION.findall(read_model(model)))


def read_actions(model: str) -> frozenset[str]:
    """The actions that `Next` consists of. A definition that only names others is not one itself."""
    bodies = read_definitions(model)
    found, open_names = set(), {"Next"}
    while open_names:
        name = open_names.pop()
        if name != "Next" and re.search(r"['=]|UNCHANGED", bodies[name]):
            found.add(name)
        else:
            open_names |= {word for word in re.findall(r"\w+", bodies[name]) if word in bodies} - {
                name,
                "Prizes",
            }
    return frozenset(found)


def read_meanings(model: str) -> dict[str, tuple[str, ...]]:
    """By action: the functions of the code that it stands for, or one sentence."""
    return {
        name: tuple(re.split(r",\s+", _joined(meaning))) if meaning.startswith(CODE) else (_joined(meaning),)
        for name, meaning in _STANDS_FOR.findall(read_model(model))
    }


def _joined(meaning: str) -> str:
    return re.sub(r"\n\\\*\s+", " ", meaning)
