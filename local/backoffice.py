"""`make backoffice ARGS="status"`: the operators' command line against the local world that runs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.errors import CannotStart
from local.places import FUNCTIONS, PYTHON, Home
from local.ports import WorldPorts
from local.world import emulators

KEPT = ("PATH", "HOME", "TERM", "COLUMNS", "LINES", "LANG", "LC_ALL", "TZ", "NO_COLOR")
"""Of the shell's variables. The others may name another project, or hold a key of it."""


def command(arguments: Sequence[str]) -> list[str]:
    return [str(PYTHON), "-m", "pulse.backoffice", *arguments]


def environment(home: Home, ports: WorldPorts, shell: Mapping[str, str]) -> dict[str, str]:
    """As the functions of the running world have it. Raises *CannotStart* where none runs."""
    if not home.endpoints.exists():
        raise CannotStart("no local world is running: start one with `make up` in another terminal")
    functions = home.project / "functions"
    return {
        **{name: shell[name] for name in KEPT if name in shell},
        **_read(functions / ".env.local"),
        **_read(functions / ".secret.local"),
        **emulators(ports),
        "PYTHONPATH": str(FUNCTIONS),
    }


def run(home: Home, ports: WorldPorts, arguments: Sequence[str]) -> None:
    """Replaces this process, so that the exit code is the command's."""
    told = environment(home, ports, os.environ)
    os.execvpe(command(arguments)[0], command(arguments), told)  # noqa: S606 - our own program, no shell


def _read(file: Path) -> dict[str, str]:
    lines = (line.partition("=") for line in file.read_text().splitlines() if "=" in line)
    return {name: value.strip('"') for name, _, value in lines}
