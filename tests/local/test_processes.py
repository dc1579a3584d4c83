"""Every process of a world ends with it, also one in another session; later starts find leftovers."""

import shutil
import subprocess
import sys
import time

import psutil
import pytest

from local import processes
from local.errors import CannotStart
from local.places import ROOT, separate_home
from local.processes import Family, Marker
from pulse import settings
from tests import leftovers


def python(*lines):
    return [sys.executable, "-c", "\n".join(lines)]


SLEEP = python("import time", "time.sleep(60)")
ESCAPE = python(
    "import subprocess, time",
    f"subprocess.Popen({SLEEP!r}, start_new_session=True)",
    "open('escaped', 'w').close()",
    "time.sleep(60)",
)
"""A descendant in a separate session, like the workers of the Functions emulator."""
STUBBORN = python(
    "import signal, time",
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "open('deaf', 'w').close()",
    "time.sleep(60)",
)


def supervisor(home):
    return python(
        "import time",
        "from pathlib import Path",
        "from local.places import Home",
        "from local.processes import Family",
        f"home = Home(Path({str(home.path)!r}))",
        f"Family(home).start('escaping', {ESCAPE!r}, cwd=home.path, env={{}})",
        "time.sleep(60)",
    )


@pytest.fixture
def home(tmp_path_factory):
    home = separate_home(f"processes-{tmp_path_factory.getbasetemp().name}-{time.monotonic_ns()}")
    home.prepare()
    yield home
    shutil.rmtree(home.path)


@pytest.fixture
def family(home):
    family = Family(home)
    yield family
    family.stop()


def alive(home):
    return [process.pid for process, marker in processes.find_marked() if marker.home == home.path]


def wait_for(happened, what):
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def wait_for_file(path):
    wait_for(path.exists, f"{path} did not appear")


def wait_for_alive(home, count):
    """A process that has just started shows no marker for a moment, while it is replaced by its program."""
    wait_for(lambda: len(alive(home)) == count, f"there never were {count} processes")


def test_stopping_leaves_nothing_that_was_started(family, home):
    family.start("sleeper", SLEEP, cwd=home.path, env={})
    family.stop()
    assert alive(home) == []


def test_a_descendant_in_its_own_session_ends_too(family, home):
    family.start("escaping", ESCAPE, cwd=home.path, env={})
    wait_for_file(home.path / "escaped")
    wait_for_alive(home, 2)
    family.stop()
    assert alive(home) == []


def test_what_ignores_the_polite_signal_is_killed(family, home, monkeypatch):
    monkeypatch.setattr(processes, "POLITE_SECONDS", 0.2)
    family.start("stubborn", STUBBORN, cwd=home.path, env={})
    wait_for_file(home.path / "deaf")
    family.stop()
    assert alive(home) == []


def test_the_next_start_ends_what_a_killed_supervisor_left(home):
    killed = subprocess.Popen(supervisor(home), cwd=ROOT)
    wait_for_file(home.path / "escaped")
    wait_for_alive(home, 2)
    assert processes.find_supervisor(home) == killed.pid
    killed.kill()
    killed.wait()
    assert processes.find_supervisor(home) is None
    with leftovers.only_here():
        processes.end_leftovers()
    assert alive(home) == []


def test_a_running_world_is_not_a_leftover(family, home):
    family.start("sleeper", SLEEP, cwd=home.path, env={})
    wait_for_alive(home, 1)
    with leftovers.only_here():
        processes.end_leftovers()
    assert alive(home) == list(family.pids.values())


def test_a_supervisor_is_distinguished_from_a_later_process_with_its_id(home):
    this = psutil.Process()
    assert Marker(home.path, this.pid, this.create_time()).supervised
    assert not Marker(home.path, this.pid, this.create_time() - 60).supervised


def test_a_part_that_ends_is_named_with_its_last_output(family, home):
    family.start(
        "broken", [sys.executable, "-c", "print('no such file'); raise SystemExit(3)"], cwd=home.path, env={}
    )
    with pytest.raises(CannotStart) as refusal:
        family.wait_until("broken", lambda: False, seconds=20)
    assert "broken ended with code 3" in str(refusal.value)
    assert "no such file" in str(refusal.value)


def test_a_part_that_is_never_ready_is_named(family, home):
    family.start("slow", SLEEP, cwd=home.path, env={})
    with pytest.raises(CannotStart, match="slow was not ready"):
        family.wait_until("slow", lambda: False, seconds=0.3)


def test_children_get_no_secret_from_this_shell(monkeypatch):
    for name in settings.SECRETS:
        monkeypatch.setenv(name, "sk_test_of_the_shell")
    assert not set(settings.SECRETS) & set(processes.child_environment())
    assert "sk_test_of_the_shell" not in processes.child_environment().values()
