"""The busy world that the invariants' tests break."""

from __future__ import annotations

import pytest

from tests.backoffice.checks.invariants.scene import busy


@pytest.fixture
def busy_world(world):
    return busy(world)
