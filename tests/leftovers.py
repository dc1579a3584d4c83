"""A lock for tests that count what a killed world left: another test process would end it meanwhile."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator

from local.places import ROOT

LOCK = ROOT / ".local" / "test" / "leftovers.lock"


@contextlib.contextmanager
def only_here() -> Iterator[None]:
    """Hold the lock, which all test processes of this clone share."""
    LOCK.parent.mkdir(parents=True, exist_ok=True)
    with LOCK.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
