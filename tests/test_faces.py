"""A room's face: each name is found, and its module is imported at the first use."""

from __future__ import annotations

import sys
from importlib import import_module
from types import FunctionType

import pytest

STUB = """
from small_room import words
from small_room.open_door import open_door
from small_room.records import A as Other
"""
OPEN_DOOR = """
from small_room.records import A

def open_door():
    return A
"""


@pytest.fixture
def room(tmp_path, monkeypatch):
    folder = tmp_path / "small_room"
    folder.mkdir()
    (folder / "__init__.py").write_text("from pulse.faces import open_face\n\nopen_face(__name__)\n")
    (folder / "__init__.pyi").write_text(STUB)
    (folder / "open_door.py").write_text(OPEN_DOOR)
    (folder / "records.py").write_text("A = 1\n")
    (folder / "words.py").write_text("HELLO = 'hello'\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield import_module("small_room")
    for name in [name for name in sys.modules if name.partition(".")[0] == "small_room"]:
        del sys.modules[name]


def loaded():
    return {name for name in sys.modules if name.startswith("small_room.")}


def test_a_face_imports_nothing_until_a_name_is_asked_for(room):
    assert loaded() == set()

    assert room.Other == 1
    assert loaded() == {"small_room.records"}


def test_a_function_with_the_name_of_its_module_is_the_function_whoever_imported_the_module_first(room):
    import_module("small_room.open_door")

    assert isinstance(room.open_door, FunctionType)
    assert room.open_door() == 1


def test_a_module_that_the_face_names_is_the_module(room):
    assert import_module("small_room.words").HELLO == room.words.HELLO == "hello"


def test_what_the_face_does_not_name_is_not_found(room):
    with pytest.raises(AttributeError, match="nothing"):
        _ = room.nothing


def test_a_face_lists_its_names(room):
    assert {"open_door", "Other"} <= set(dir(room))
