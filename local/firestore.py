"""A Firestore emulator without the rest of the world, for tests that need only the real store."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from local import emulator_jar, java
from local.places import ROOT, Home, separate_home
from local.ports import HOST, WorldPorts, is_taken
from local.processes import Family, end_leftovers, undisturbed

START_SECONDS = 60


@contextlib.contextmanager
def running(name: str = "firestore") -> Iterator[str]:
    """Yields `host:port` of a new, empty emulator; inside, `FIRESTORE_EMULATOR_HOST` is set to it.

    *name* distinguishes emulators that run at the same time, for instance one for each pytest worker.
    It has the rules of the repository and starts in about four seconds.
    """
    home = separate_home(name)
    home.prepare()
    end_leftovers()
    family = Family(home)
    ports = WorldPorts.free()
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
    """The client library reads the address of the emulator only from this variable."""
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


def _command(home: Home, ports: WorldPorts) -> list[str | Path]:
    rules = ROOT / "firestore.rules"
    return [
        java.find().binary,
        "-jar",
        emulator_jar.find(home).path,
        *("--host", HOST, "--port", str(ports.firestore), "--websocket_port", str(ports.firestore_websocket)),
        *(("--rules", rules) if rules.exists() else ()),
    ]
