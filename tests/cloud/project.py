"""A copy of what is deployed, in a folder of its own, and the real Firebase CLI run in it against the stand-in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.cloud.environment import ROOT, of_the_cli
from tests.cloud.standin import PROJECT

FIREBASE = ROOT / "node_modules" / ".bin" / "firebase"


@cache
def manifest() -> str:
    """What the CLI would learn by running `main.py`; given as a file it starts no Python."""
    read = (
        "from firebase_functions.private import serving as s; print(s.functions_as_yaml(s.get_functions()))"
    )
    bare = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", read],
        cwd=ROOT / "functions",
        env=bare,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def copy_of_the_project(folder: Path, change: Callable[[dict[str, Any]], None] = lambda _: None) -> Path:
    """*change* edits the copy of firebase.json."""
    skipped = shutil.ignore_patterns("venv", "__pycache__", ".env.*")
    shutil.copytree(ROOT / "functions", folder / "functions", ignore=skipped, dirs_exist_ok=True)
    shutil.copytree(ROOT / "web", folder / "web", dirs_exist_ok=True)
    for name in ("firestore.rules", "firestore.indexes.json"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "functions" / "functions.yaml").write_text(manifest())
    configuration = json.loads((ROOT / "firebase.json").read_text())
    change(configuration)
    (folder / "firebase.json").write_text(json.dumps(configuration))
    return folder


@dataclass(frozen=True)
class Ran:
    code: int
    output: str


def run_the_cli(
    folder: Path, proxy: str, *arguments: str, environment: Mapping[str, str] | None = None
) -> Ran:
    home = folder / f".config-{len(list(folder.glob('.config-*')))}"
    home.mkdir()
    done = subprocess.run(
        [FIREBASE, *arguments, "--project", PROJECT, "--non-interactive"],
        cwd=folder, env={**of_the_cli(proxy, home), **(environment or {})}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout + done.stderr)
