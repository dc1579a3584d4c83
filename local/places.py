"""The folders of the repository, and one home folder for each local world."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FUNCTIONS = ROOT / "functions"
VENV = FUNCTIONS / "venv"
FIREBASE = ROOT / "node_modules" / ".bin" / "firebase"
PYTHON = Path(sys.executable)

PROJECT = "demo-pulse"
"""With the prefix `demo-`, firebase-tools uses emulators only and asks for no login."""
REGION = "us-central1"


@dataclass(frozen=True)
class Home:
    """A world writes only into this folder, which may be removed when the world does not run."""

    path: Path

    @property
    def project(self) -> Path:
        """The generated Firebase project: links to the files of the repository, and the world's settings."""
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
    def mails(self) -> Path:
        """Each e-mail of this world as a text."""
        return self.path / "mails"

    @property
    def pushes(self) -> Path:
        """Each push message as FCM would have got it."""
        return self.path / "pushes"

    @property
    def endpoints(self) -> Path:
        return self.path / "endpoints.json"

    def prepare(self) -> None:
        """The messages of a former world go, as its data went."""
        for folder in (self.mails, self.pushes):
            shutil.rmtree(folder, ignore_errors=True)
        for folder in (self.project, self.logs, self.tokens, self.scratch, self.mails, self.pushes):
            folder.mkdir(parents=True, exist_ok=True)


DEFAULT_HOME = Home(ROOT / os.environ.get("PULSE_LOCAL_HOME", ".local"))
"""The home of `make up` and `make demo`. The variable names another folder of this clone."""


def separate_home(name: str) -> Home:
    """The home of a separate world for tests, which can run at the same time as `make up`."""
    return Home(ROOT / ".local" / "test" / name)
