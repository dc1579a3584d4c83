"""The local world is generous, unless it is started with production's limits."""

import pytest

from local.errors import CannotStart
from local.world import limits
from pulse.settings import Settings


def test_it_is_generous_by_default():
    assert limits({}) == limits({"PULSE_LIMITS": "local"})
    assert limits({})["POOL_MATURITY_FIRST_DAYS"] == "0"


def test_with_productions_limits_only_the_comparison_of_fingerprints_differs_from_a_deployment():
    chosen = limits({"PULSE_LIMITS": "production"})

    started = Settings.from_environment({"PULSE_ENVIRONMENT": "local", **chosen})

    assert started == Settings(environment="local", fingerprint_checks="always")


def test_another_word_starts_nothing():
    with pytest.raises(CannotStart, match="local or production, not 'live'"):
        limits({"PULSE_LIMITS": "live"})
