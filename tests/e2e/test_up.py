"""`make up` as a person uses it: it reports problems before it starts, and leaves nothing when it ends."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import replace

import httpx
import pytest

from local import processes
from local.places import ROOT, separate_home
from local.ports import HOST, WorldPorts, variable
from tests import leftovers

UP_SECONDS = 180


class Up:
    """`make up` in a separate home and on separate ports."""

    def __init__(self, home, ports, **environment):
        self.home = home
        named = {variable(name): str(port) for name, port in ports.named()}
        self.make = subprocess.Popen(
            ["make", "up"],
            cwd=ROOT,
            env={**os.environ, **named, "PULSE_LOCAL_HOME": str(home.path), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def endpoints(self):
        deadline = time.monotonic() + UP_SECONDS
        while not self.home.endpoints.exists():
            assert self.make.poll() is None, self.make.stdout.read()
            assert time.monotonic() < deadline, "make up was not ready"
            time.sleep(0.2)
        return json.loads(self.home.endpoints.read_text())

    def supervisor(self):
        return processes.find_supervisor(self.home)

    def output(self):
        return self.make.communicate(timeout=60)[0]


@pytest.fixture
def home():
    home = separate_home("up")
    shutil.rmtree(home.path, ignore_errors=True)
    yield home
    if supervisor := processes.find_supervisor(home):
        os.kill(supervisor, signal.SIGTERM)
    wait_until(lambda: not alive(home))


def alive(home):
    return [process.pid for process, marker in processes.find_marked() if marker.home == home.path]


def wait_until(holds, seconds=30):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.2)


def call_a_function(endpoints):
    """Starts a Python worker, which outlives the Functions emulator."""
    httpx.get(f"{endpoints['hosting']}/.netlify/functions/get-earnings", timeout=60, trust_env=False)


def test_it_says_which_port_is_taken_before_anything_starts(home):
    with socket.socket() as server:
        server.bind((HOST, 0))
        server.listen()
        taken = server.getsockname()[1]
        up = Up(home, replace(WorldPorts.free(), auth=taken))
        said = up.output()
    assert up.make.returncode != 0
    assert f"port {taken} (auth) is taken" in said
    assert "PULSE_PORT_AUTH=<port>" in said
    assert not home.logs.exists()


def test_it_refuses_a_live_key(home):
    up = Up(home, WorldPorts.free(), STRIPE_SECRET_KEY="sk_live_not_a_real_one")
    said = up.output()
    assert up.make.returncode != 0
    assert "refuses live keys" in said
    assert "not_a_real_one" not in said


def test_after_a_kill_the_next_start_works_and_leaves_nothing(home):
    ports = WorldPorts.free()
    killed = Up(home, ports)
    call_a_function(killed.endpoints())
    with leftovers.only_here():
        os.kill(killed.supervisor(), signal.SIGKILL)
        killed.output()
        left_behind = alive(home)
    assert left_behind
    home.endpoints.unlink()

    again = Up(home, ports)
    call_a_function(again.endpoints())
    assert not set(alive(home)) & set(left_behind)
    os.killpg(again.make.pid, signal.SIGINT)  # as Ctrl-C does
    assert "Ended" in again.output()
    assert alive(home) == []
    assert not home.endpoints.exists()


def test_when_make_is_killed_the_world_ends_too(home):
    up = Up(home, WorldPorts.free())
    call_a_function(up.endpoints())
    os.kill(up.make.pid, signal.SIGKILL)
    wait_until(lambda: not alive(home))
    assert up.supervisor() is None
