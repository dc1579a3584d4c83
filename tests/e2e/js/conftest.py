"""The app, and people of these tests alone."""

import pytest

from tests.e2e.js import app as apps
from tests.e2e.js.may_not import Reached
from tests.e2e.js.scene import Scene


@pytest.fixture(scope="session")
def app(where):
    with apps.running(where) as app:
        yield app


@pytest.fixture(scope="session")
def scene(stage, app):
    return Scene(stage, app)


@pytest.fixture(scope="session")
def reached(scene):
    return Reached.on(scene)


@pytest.fixture(autouse=True)
def payouts_go_on(scene):
    """The administrator who paused them here."""
    yield
    scene.resume_payouts()
