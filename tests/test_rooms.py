"""A room is used through its face: other rooms import what its `__init__.py` exports and nothing behind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parents[1] / "functions"
ROOMS = (
    "pulse.accounts", "pulse.alerts", "pulse.attempts", "pulse.batches", "pulse.earnings", "pulse.inbox",
    "pulse.ledger", "pulse.prizes", "pulse.sales", "pulse.backoffice.approvals", "pulse.backoffice.checks",
    "pulse.backoffice.privacy", "pulse.backoffice.reconciliation", "pulse.backoffice.support",
    "pulse.backoffice.sweep",
)  # fmt: skip
MODULES = sorted(FUNCTIONS.joinpath("pulse").rglob("*.py"))


def past_the_face(source: str, importer: str) -> list[str]:
    """The modules behind another room's face that *source*, the text of the module *importer*, imports."""
    return [name for name in imported(source) if (room := room_behind(name)) and not within(importer, room)]


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def room_behind(module: str) -> str | None:
    """The room in which *module* stands behind the face; None for a face, and outside of every room."""
    return next((room for room in ROOMS if module.startswith(f"{room}.")), None)


def within(importer: str, room: str) -> bool:
    return importer == room or importer.startswith(f"{room}.")


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(FUNCTIONS).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", MODULES, ids=module_of)
def test_a_module_uses_only_the_faces_of_other_rooms(path):
    assert past_the_face(path.read_text(), module_of(path)) == []


@pytest.mark.parametrize(
    ("source", "importer", "found"),
    [
        ("from pulse.prizes import pay_prize", "pulse.doors.queues", []),
        ("from pulse.prizes.rules import fits", "pulse.prizes.pay_prize", []),
        ("from pulse.prizes.rules import fits", "pulse.doors.queues", ["pulse.prizes.rules"]),
        ("import pulse.sales.records", "pulse.prizes.wake", ["pulse.sales.records"]),
        ("def late():\n    from pulse.ledger.audit import HEAD", "pulse.inbox", ["pulse.ledger.audit"]),
    ],
)
def test_an_import_past_a_face_is_found(source, importer, found):
    assert past_the_face(source, importer) == found


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_a_face_that_says_what_it_exports(room):
    face = (FUNCTIONS / room.replace(".", "/") / "__init__.py").read_text()

    assert ast.get_docstring(ast.parse(face))
    assert "__all__" in face
