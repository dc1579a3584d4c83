"""One local world on free ports for all tests of this folder. Other worlds may run at the same time."""

import os
from pathlib import Path

import pytest

from local import world
from local.people import Auth, Person
from local.places import separate_home
from local.ports import WorldPorts
from local.screen import Screen
from local.story.caller import Caller
from local.story.stage import Stage
from local.story.steps import STEPS
from local.stripe_side import StripeSide

HERE = Path(__file__).parent
STRANGER = Person("stranger_1", "stranger", "stranger@example.com")
"""Signs in, and has no user document."""


def pytest_collection_modifyitems(items):
    """These tests share one world, which plays in their order: run them in one process, without -n."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.emulators)


@pytest.fixture(scope="session")
def side():
    return StripeSide.emulator()


@pytest.fixture(scope="session")
def home():
    return separate_home(f"e2e-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")


@pytest.fixture(scope="session")
def where(side, home):
    """The endpoints of the running world, freshly seeded at the start of the session."""
    with world.running(home, WorldPorts.free(), side, Screen()) as (endpoints, _family):
        Auth(endpoints.auth).create(STRANGER)
        yield endpoints


@pytest.fixture(scope="session")
def stage(where, side):
    """The app of each person, the customer's card, and the store."""
    return Stage.of(where, side)


@pytest.fixture(scope="session")
def told(stage):
    """The stage after the whole story, when every step held."""
    for step in STEPS:
        step.play(stage)
    return stage


@pytest.fixture(scope="session")
def stranger(where):
    return Caller.of(where, STRANGER)


@pytest.fixture(scope="session")
def nobody(where):
    return Caller(where, token=None)
