"""Fixtures that every test may use."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "pulse", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("pulse")


def pytest_collection_modifyitems(items):
    """The simulation begins, then come the other long tests: short ones keep every core busy to the end."""
    items.sort(
        key=lambda item: (
            item.path.parent.name != "simulation",
            item.get_closest_marker("thorough") is None,
        )
    )


def pytest_collection_finish():
    """What is imported and collected by now lives to the end: no search for garbage goes through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def firestore_emulator():
    """`host:port` of a Firestore emulator for this test process."""
    from local import firestore  # noqa: PLC0415 - needed by the emulators' tests alone

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with firestore.running(f"firestore-{worker}") as address:
        yield address


@pytest.fixture
def firestore_store(firestore_emulator):
    from google.cloud import firestore  # noqa: PLC0415 - a quarter of a second of imports

    from pulse.outside.firestore_store import FirestoreStore  # noqa: PLC0415

    return FirestoreStore(firestore.Client(project="demo-pulse"))


@pytest.fixture
def world():
    from tests.world import World  # noqa: PLC0415 - the emulator is needed by these tests alone

    return World()
