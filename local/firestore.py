"""A Firestore emulator alone, for tests that need the real store and nothing else."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from local import emulator_jar, java
from local.places import ROOT, Home, separate_home
from local.ports import HOST, Ports, is_taken
from local.processes import Family, end_leftovers, undisturbed

START_SECONDS = 60


@contextlib.contextmanager
def running(name: str = "firestore") -> Iterator[str]:
    """Yields `host:port` of a fresh, empty emulator, and sets `FIRESTORE_EMULATOR_HOST` to it meanwhile.

    *name* distinguishes emulators that run at the same time, for instance one for each pytest worker.
    The rules of the repository are loaded. It takes about four seconds to start.
    """
    home = separate_home(name)
    home.prepare()
    end_leftovers()
    family = Family(home)
    ports = Ports.free()
    try:
        family.start("firestore", _command(home, ports), cwd=home.path, env=java.find().environment)
        family.wait_until("firestore", lambda: is_taken(ports.firestore), seconds=START_SECONDS)
        with emulator_host(f"{HOST}:{ports.firestore}") as address:
            yield address
    finally:
        with undisturbed():
            family.stop()


@contextlib.contextmanager
def emulator_host(address: str) -> Iterator[str]:
    """The client library reads the emulator's address from this variable and from nowhere else."""
    variable = "FIRESTORE_EMULATOR_HOST"
    before = os.environ.get(variable)
    os.environ[variable] = address
    try:
        yield address
    finally:
        if before is None:
            del os.environ[variable]
        else:
            os.environ[variable] = before


def _command(home: Home, ports: Ports) -> list[str | Path]:
    rules = ROOT / "firestore.rules"
    return [
        java.find().binary,
        "-jar",
        emulator_jar.find(home).path,
        *("--host", HOST, "--port", str(ports.firestore), "--websocket_port", str(ports.firestore_websocket)),
        *(("--rules", rules) if rules.exists() else ()),
    ]
