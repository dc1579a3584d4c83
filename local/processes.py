"""The processes of a world: started together, ended together, and found again by the next start.

Each has `PULSE_LOCAL_WORLD` in its environment: the home of the world and the process id of its supervisor.
Its descendants inherit the variable. It finds the workers that outlive the Functions emulator
(https://github.com/firebase/firebase-tools/issues/11069) and what a killed supervisor left behind.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psutil

from local.errors import CannotStart
from local.places import ROOT, Home

VARIABLE = "PULSE_LOCAL_WORLD"
SECRETS = (
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRETS",
    "STRIPE_CONNECT_WEBHOOK_SECRETS",
    "SLACK_WEBHOOK_URL",
    "SMTP_PASSWORD",
)
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
POLITE_SECONDS = 8
"""firebase-tools needs about two to stop its emulators."""
BORN_APART_SECONDS = 5
"""The start of a process is computed from the start of the machine, which moves when its clock is set."""
LOG_LINES_SHOWN = 15


@dataclass(frozen=True)
class Marker:
    """A world and its supervisor. Its start time distinguishes it from a later process with the same id."""

    home: Path
    supervisor: int
    born: float

    @classmethod
    def of_this_process(cls, home: Home) -> Self:
        return cls(home.path, os.getpid(), psutil.Process().create_time())

    @classmethod
    def parse(cls, text: str) -> Self:
        home, supervisor, born = text.rsplit("|", 2)
        return cls(Path(home), int(supervisor), float(born))

    def __str__(self) -> str:
        return f"{self.home}|{self.supervisor}|{self.born}"

    @property
    def supervised(self) -> bool:
        try:
            return abs(psutil.Process(self.supervisor).create_time() - self.born) < BORN_APART_SECONDS
        except psutil.Error:
            return False


@dataclass
class Family:
    """The started processes of one world. Each leads its own group: Ctrl-C reaches the supervisor alone."""

    home: Home
    members: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def pids(self) -> dict[str, int]:
        return {name: process.pid for name, process in self.members.items()}

    def log(self, name: str) -> Path:
        return self.home.logs / f"{name}.log"

    def start(self, name: str, command: Sequence[str | Path], *, cwd: Path, env: Mapping[str, str]) -> None:
        with self.log(name).open("wb") as log:
            self.members[name] = subprocess.Popen(
                [str(part) for part in command],
                cwd=cwd,
                env={**child_environment(), **env, VARIABLE: str(Marker.of_this_process(self.home))},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until(self, name: str, ready: Callable[[], bool], *, seconds: float) -> None:
        """Raises *CannotStart* with the end of the log when *name* ends or is not ready in time."""
        deadline = time.monotonic() + seconds
        while not ready():
            self.refuse_ended()
            if time.monotonic() > deadline:
                raise CannotStart(f"{name} was not ready after {seconds:.0f} s:\n{self._last_lines(name)}")
            time.sleep(0.1)

    def refuse_ended(self) -> None:
        """Raises *CannotStart* when a process has ended."""
        for name, process in self.members.items():
            if process.poll() is not None:
                raise CannotStart(f"{name} ended with code {process.returncode}:\n{self._last_lines(name)}")

    def stop(self) -> None:
        """End every process that this world started, with all descendants."""
        for process in self.members.values():
            if process.poll() is None:
                process.terminate()
        for process in self.members.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(POLITE_SECONDS)
        end_all(lambda marker: marker.home == self.home.path and marker.supervisor == os.getpid())

    def _last_lines(self, name: str) -> str:
        lines = self.log(name).read_text(errors="replace").splitlines()
        return "\n".join(
            ["    " + line for line in lines[-LOG_LINES_SHOWN:]] + [f"    (whole log: {self.log(name)})"]
        )


def child_environment() -> dict[str, str]:
    """The environment for children, without variables that slow them, redirect them or hold secrets.

    Without bytecode files a cold start of a function takes three times as long. Only the functions that list
    a secret get it, as in production.
    """
    unwanted = ("PYTHONDONTWRITEBYTECODE", "GOOGLE_APPLICATION_CREDENTIALS", "FIREBASE_TOKEN", *SECRETS)
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}


def find_marked() -> Iterator[tuple[psutil.Process, Marker]]:
    """Every process of every local world of this clone."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ValueError):
            marker = Marker.parse(process.environ().get(VARIABLE, ""))
            if marker.home.is_relative_to(ROOT) and process.pid != os.getpid():
                yield process, marker


def end_all(chosen: Callable[[Marker], bool]) -> int:
    """Kill the marked processes that are *chosen* until none is left. Returns how many there were.

    SIGKILL at once: there is nothing to save, and a worker takes up to 30 seconds to end after SIGTERM.
    """
    ended: set[int] = set()
    while processes := [process for process, marker in find_marked() if chosen(marker)]:
        for process in processes:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(processes, timeout=1)
        ended.update(process.pid for process in processes)
    return len(ended)


def end_leftovers() -> int:
    """End what killed or crashed supervisors left behind, in any home of this clone."""
    return end_all(lambda marker: not marker.supervised)


def find_supervisor(home: Home) -> int | None:
    """The process that runs a world in this home now, if any."""
    found = (
        marker.supervisor for _, marker in find_marked() if marker.home == home.path and marker.supervised
    )
    return next(found, None)


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM, SIGHUP and the end of the `make` that started this process stop it like Ctrl-C.

    SIGINT is set too, because a shell starts background processes with SIGINT ignored.
    """
    for number in STOPPING:
        signal.signal(number, _interrupt)
    if "MAKELEVEL" in os.environ:
        threading.Thread(target=_watch_parent, args=(os.getppid(),), daemon=True).start()
    yield


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Inside, a second Ctrl-C is ignored, so the stop is complete. No effect outside the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = [signal.signal(number, signal.SIG_IGN) for number in STOPPING]
    try:
        yield
    finally:
        for number, handler in zip(STOPPING, before, strict=True):
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGTERM)
