"""Every step with the real Firebase CLI beside an app, and the CLI ended at its requests.

With PULSE_CLI_ENDS=all it is ended at the first request of each kind, before it took effect and after: some
ten minutes on an idle machine. Otherwise only at those after which something is half done.
"""

from __future__ import annotations

import os
import resource
import time

import pytest

from deploy import run
from deploy.table import STEPS
from tests.cloud import app
from tests.cloud.real import real_scene
from tests.cloud.recording import changes_by_kind
from tests.deploy.scene import BESIDE, root_in, small_root_in, wrong

pytestmark = pytest.mark.thorough
OFTEN = ("POST cloudfunctions.googleapis.com functions", "POST run.googleapis.com services:setIamPolicy")
"""Between them the CLI makes a function that nobody may call."""


def test_all_steps_in_one_go_lose_nothing_of_the_app_and_a_second_run_finds_nothing_to_do(
    tmp_path, record_property
):
    cloud = app.with_an_app()
    before = app.of_the_app(cloud)
    with real_scene(root_in(tmp_path, BESIDE), cloud) as scene:
        started, used = time.monotonic(), _used()
        results = scene.deploy()
        record_property("seconds", round(time.monotonic() - started))
        record_property("cpu_seconds", round(_used() - used))

        assert wrong(results) == []
        assert [one.step.name for one in results] == [one.name for one in STEPS]
        assert {only.partition(":")[0] for only, _, _ in scene.calls} == {"functions", "firestore", "hosting"}
        assert run.is_right(scene.look())
        assert app.of_the_app(cloud) == before
        assert [one.path for one in cloud.changes if one.method == "DELETE"] == []


def _used() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return small_root_in(tmp_path_factory.mktemp("small"), BESIDE)


@pytest.fixture(scope="module")
def kinds(small) -> dict[str, tuple[str, int]]:
    """What the CLI sends: kind -> what it deploys, and the number of the first such change of that run."""
    found: dict[str, tuple[str, int]] = {}
    for real in ("firestore:", "functions:", "hosting"):
        cloud = app.with_an_app()
        with real_scene(small, cloud, real=(real,)) as scene:
            assert wrong(scene.deploy()) == []
            found |= {
                kind: (real, number) for kind, (_, number) in changes_by_kind(cloud, scene.calls).items()
            }
    return found


def _ends() -> list[str]:
    return ["all"] if os.environ.get("PULSE_CLI_ENDS") == "all" else list(OFTEN)


@pytest.mark.parametrize("which", _ends())
@pytest.mark.parametrize("answered", [False, True], ids=["before", "after"])
def test_a_cli_that_ends_at_a_request_is_completed_by_the_next_run(small, kinds, which, answered):
    for kind, (real, change) in kinds.items():
        if which in ("all", kind):
            cloud = app.with_an_app()
            before = app.of_the_app(cloud)
            with real_scene(small, cloud, real=(real,)) as scene:
                ended = scene.deploy_until(change, answered=answered)
                assert "failed" in ended[-1].failed, kind
                assert wrong(scene.deploy()) == [], kind
                assert run.is_right(scene.look()), kind
            assert app.of_the_app(cloud) == before, kind


def test_what_is_ended_at_is_what_the_cli_sends(kinds):
    assert set(OFTEN) <= set(kinds)
    assert len(kinds) >= 12
