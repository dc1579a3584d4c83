"""Where things lie: the repository's folders, and one home folder for each local world."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS = ROOT / "functions"
VENV = FUNCTIONS / "venv"
FIREBASE = ROOT / "node_modules" / ".bin" / "firebase"
PYTHON = Path(sys.executable)

PROJECT = "demo-pulse"
"""The `demo-` prefix makes firebase-tools refuse everything that is not emulated, and ask for no login."""
REGION = "us-central1"


@dataclass(frozen=True)
class Home:
    """Everything a world writes lies under its folder, which may be removed when the world is not running."""

    path: Path

    @property
    def project(self) -> Path:
        """The generated Firebase project: links to the repository's files, and this world's own settings."""
        return self.path / "project"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def tokens(self) -> Path:
        return self.path / "tokens"

    @property
    def scratch(self) -> Path:
        return self.path / "tmp"

    @property
    def endpoints(self) -> Path:
        return self.path / "endpoints.json"

    def prepare(self) -> None:
        for folder in (self.project, self.logs, self.tokens, self.scratch):
            folder.mkdir(parents=True, exist_ok=True)


DEFAULT_HOME = Home(ROOT / os.environ.get("PULSE_LOCAL_HOME", ".local"))
"""The world of `make up` and `make demo`; the variable names another folder of this clone."""


def separate_home(name: str) -> Home:
    """A world of its own for tests, so that they run beside `make up`."""
    return Home(ROOT / ".local" / "test" / name)
