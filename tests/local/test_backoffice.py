"""`make backoffice` runs against the local world that is up, and against nothing else."""

from __future__ import annotations

import pytest

from local import project
from local.backoffice import command, environment
from local.endpoints import of
from local.errors import CannotStart
from local.places import Home
from local.ports import WorldPorts

SHELL = {"PATH": "/bin", "GCLOUD_PROJECT": "the-real-one", "STRIPE_SECRET_KEY": "rk_live_x", "COLUMNS": "80"}


@pytest.fixture
def home(tmp_path) -> Home:
    """Of a world that is up."""
    home, ports = Home(tmp_path), WorldPorts()
    home.prepare()
    settings = {"PULSE_ENVIRONMENT": "local", "STRIPE_API_BASE": "http://127.0.0.1:12111", "MAIL_FROM": "a b"}
    project.write(home, ports, settings=settings, secrets={"STRIPE_SECRET_KEY": "sk_test_local"})
    of(ports, stripe="http://127.0.0.1:12111", webhook_secrets={}).write(home)
    return home


def test_it_has_the_worlds_settings_and_secrets_and_nothing_of_the_shell_that_names_another_project(home):
    told = environment(home, WorldPorts(firestore=18080), SHELL)

    assert (told["GCLOUD_PROJECT"], told["STRIPE_SECRET_KEY"]) == ("demo-pulse", "sk_test_local")
    assert told["FIRESTORE_EMULATOR_HOST"] == "127.0.0.1:18080"
    assert (told["PULSE_ENVIRONMENT"], told["MAIL_FROM"]) == ("local", "a b")
    assert (told["PATH"], told["COLUMNS"]) == ("/bin", "80")
    assert "rk_live_x" not in told.values()


def test_without_a_world_it_says_how_to_start_one(tmp_path):
    with pytest.raises(CannotStart, match="no local world is running: start one with `make up`"):
        environment(Home(tmp_path), WorldPorts(), SHELL)


def test_options_belong_to_the_command():
    assert command(["retry", "one", "--yes"])[1:] == ["-m", "pulse.backoffice", "retry", "one", "--yes"]
