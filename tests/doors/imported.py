"""What each deployed function imports when its process starts.

    PYTHONPATH=functions python -m tests.doors.imported            # says it as JSON
    PYTHONPATH=functions python -m tests.doors.imported --write    # writes the budget anew

Each function is loaded in a process of its own, which begins with what all of them need.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

from bench.deployed import not_deployed
from bench.process import NotDeployed

BUDGET = Path(__file__).with_name("imports.json")
COMMON = ("flask", "google.cloud.firestore", "pydantic")
_NOT_COUNTED = frozenset({"__main__", "main", "pulse", "tests", "_distutils_hack"})


def every_function() -> dict[str, dict[str, list[str]]]:
    """The first function of each door and of each file of operations: the others there import the same."""
    sys.meta_path.insert(0, NotDeployed(",".join(not_deployed())))
    for name in COMMON:
        import_module(name)
    firsts = import_module("pulse.doors.functions").FIRSTS
    return {name: _in_new_process(name) for name in firsts}


def _in_new_process(function: str) -> dict[str, list[str]]:
    reading, writing = os.pipe()
    if not (child := os.fork()):
        os.environ["FUNCTION_TARGET"] = function
        main = import_module("main")
        assert callable(getattr(main, function))
        os.write(writing, json.dumps(_imported()).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        text = said.read()
    os.waitpid(child, 0)
    found: dict[str, list[str]] = json.loads(text)
    return found


def _imported() -> dict[str, list[str]]:
    """Libraries by the package that is imported, Google's by their second and third name; rooms of ours."""
    ours = {_room(name) for name in sys.modules if name.startswith("pulse.")}
    theirs = {_library(name) for name, module in sys.modules.items() if _is_installed(module)}
    return {"libraries": sorted(theirs - _NOT_COUNTED), "rooms": sorted(ours)}


def _room(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[1:3] if parts[1] in {"backoffice", "doors", "outside"} else parts[1:2])


def _library(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[:3] if parts[:2] == ["google", "cloud"] else parts[:1])


def _is_installed(module: object) -> bool:
    return "site-packages" in (getattr(module, "__file__", None) or "")


def written(found: dict[str, dict[str, list[str]]]) -> str:
    return json.dumps(found, indent=1) + "\n"


if __name__ == "__main__":
    text = written(every_function())
    if "--write" in sys.argv:
        BUDGET.write_text(text)
    else:
        sys.stdout.write(text)
