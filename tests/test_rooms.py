"""A room is used through its face: other rooms use what its `__init__.pyi` exports, and nothing behind it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parents[1] / "functions"
OPEN = {"doors", "outside", "ports"}
"""Rooms without a face: the doors are not imported, and each file of the others is a face of its own."""


def rooms() -> tuple[str, ...]:
    """Every package of `pulse` and of its back office that has a face."""
    pulse = FUNCTIONS / "pulse"
    inside = (
        {child.name for child in pulse.iterdir() if (child / "__init__.py").is_file()} - OPEN - {"backoffice"}
    )
    office = {child.name for child in (pulse / "backoffice").iterdir() if (child / "__init__.py").is_file()}
    return (
        *sorted(f"pulse.{name}" for name in inside),
        *sorted(f"pulse.backoffice.{name}" for name in office),
    )


ROOMS = rooms()
MODULES = sorted(FUNCTIONS.joinpath("pulse").rglob("*.py"))


@cache
def exported(room: str) -> frozenset[str]:
    tree = ast.parse((FUNCTIONS / room.replace(".", "/") / "__init__.pyi").read_text())
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return frozenset(ast.literal_eval(node.value))
    raise AssertionError(f"{room} has no __all__")


def past_the_face(source: str, importer: str) -> list[str]:
    """What *source*, the text of *importer*, uses of other rooms that their faces do not export."""
    return [name for name in imported(source) if not allowed(name, importer)]


def imported(source: str) -> Iterator[str]:
    """Every imported name with its module: `from pulse.prizes import fits` is `pulse.prizes.fits`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"{'.' * node.level}{node.module or ''}"
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def allowed(name: str, importer: str) -> bool:
    if name.startswith("."):
        return False  # written out, so that this test can read it
    room = next((room for room in ROOMS if name == room or name.startswith(f"{room}.")), None)
    if room is None or importer == room or importer.startswith(f"{room}."):
        return True
    return name == room or name.removeprefix(f"{room}.") in exported(room)


def attributes_of_rooms(source: str) -> list[str]:
    """The attributes of imported packages: they have to be exported, too."""
    tree = ast.parse(source)
    packages = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if f"{node.module}.{alias.name}" in ROOMS
    }
    return [
        f"{packages[node.value.id]}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in packages
    ]


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(FUNCTIONS).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", MODULES, ids=module_of)
def test_a_module_uses_only_the_faces_of_other_rooms(path):
    source, importer = path.read_text(), module_of(path)
    assert past_the_face(source, importer) == []
    assert [name for name in attributes_of_rooms(source) if not allowed(name, importer)] == []


@pytest.mark.parametrize(
    ("source", "importer", "found"),
    [
        ("from pulse.prizes import pay_prize", "pulse.doors.queues", []),
        ("from pulse import attempts", "pulse.prizes.rules", []),
        ("from pulse.prizes.rules import fits", "pulse.prizes.pay_prize", []),
        ("from pulse.prizes.rules import fits", "pulse.doors.queues", ["pulse.prizes.rules.fits"]),
        ("from pulse.prizes import rules", "pulse.doors.queues", ["pulse.prizes.rules"]),
        ("import pulse.sales.records", "pulse.prizes.wake", ["pulse.sales.records"]),
        ("from ..sales import records", "pulse.prizes.wake", ["..sales"]),
        ("def late():\n    from pulse.ledger.audit import HEAD", "pulse.inbox", ["pulse.ledger.audit.HEAD"]),
    ],
)
def test_an_import_past_a_face_is_found(source, importer, found):
    assert past_the_face(source, importer) == found


def test_an_attribute_past_a_face_is_found():
    used = attributes_of_rooms("from pulse import prizes\nprizes.pay_prize()\nprizes.rules.fits()")
    assert [name for name in used if not allowed(name, "pulse.doors.queues")] == ["pulse.prizes.rules"]


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_face_that_exports_what_it_imports(room):
    opening = ast.parse((FUNCTIONS / room.replace(".", "/") / "__init__.py").read_text())
    tree = ast.parse((FUNCTIONS / room.replace(".", "/") / "__init__.pyi").read_text())
    names = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }

    assert ast.get_docstring(opening)
    assert ast.unparse(opening).endswith("open_face(__name__)")
    assert exported(room) == names
