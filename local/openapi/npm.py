"""Tools from npm that clients' types are made and tested with, installed once from their lock file."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

_CI = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")


@contextmanager
def alone(package: Path) -> Iterator[None]:
    """One process at a time works on *package*: tests run side by side."""
    with (package / "package.json").open() as lock:
        flock(lock, LOCK_EX)
        yield


def install(package: Path) -> None:
    """Into its `node_modules`, unless they are there. Call it `alone`."""
    if not (package / "node_modules" / ".package-lock.json").exists():
        run([shutil.which("npm") or "npm", *_CI], package)


def run(command: list[str], package: Path) -> None:
    """Raises with what the program said."""
    ran = subprocess.run(command, cwd=package, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise RuntimeError(f"{command[0]}: {ran.stdout}{ran.stderr}")
