"""Fixtures that every test may use."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("pulse", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.load_profile("pulse")


@pytest.fixture
def world():
    from tests.world import World  # noqa: PLC0415 - the emulator is needed by these tests alone

    return World()
