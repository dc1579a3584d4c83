"""`python -m tests.run` runs every test, in parts that run side by side, each with its own log.

It shows the output of one part after the other, as it comes, and exits with 0 if all of them passed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from local.processes import stoppable, undisturbed
from tests.pictures import FOLDER

LOGS = Path(".local/tests")
PICTURES = "pictures"
"""Beside the logs: how each test in a browser ended, a folder for each part."""
POLL_SECONDS = 0.2
STOP_SECONDS = 30
"""The emulators of a world that is told to stop are gone in about ten."""
INTERRUPTED = 130
ONE_BY_ONE = ("-n", "logical", "--dist", "load", "--maxschedchunk", "1")
"""Each core takes the next test when it is free. The long ones come first, so no core is idle at the end."""
MARKER = "mark.emulators"


@dataclass(frozen=True)
class Part:
    name: str
    command: Sequence[str]


def pytest(*arguments: str) -> list[str]:
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    return [sys.executable, "-m", "pytest", *colour, *arguments]


def parts() -> list[Part]:
    """The unit tests use every core; the other two start emulators and wait for them half of the time.

    The unit tests run at a lower priority: the emulators' tests have timeouts of a few seconds.
    """
    marked = [str(path) for path in files_with_the_marker(Path("tests"))]
    spread = pytest(*ONE_BY_ONE, "-m", "not emulators")
    return [
        Part("unit", ["nice", *spread]),
        Part("emulators", pytest("-m", "emulators", *marked)),
        Part("e2e", pytest("tests/e2e")),
    ]


def files_with_the_marker(tests: Path) -> list[Path]:
    """The test files that need emulators, without the end-to-end tests: collecting all others takes long."""
    files = (path for path in tests.rglob("test_*.py") if path.relative_to(tests).parts[0] != "e2e")
    return sorted(path for path in files if MARKER in path.read_text())


@dataclass
class Run:
    """A part that was started."""

    part: Part
    log: Path
    process: subprocess.Popen[bytes]
    started: float = field(default_factory=time.monotonic)
    seconds: float | None = None
    """How long it took; None while it runs."""
    announced: bool = False

    @classmethod
    def start(cls, part: Part, logs: Path) -> Run:
        log = logs / f"{part.name}.log"
        pictures = os.environ.get(FOLDER) or str((logs / PICTURES / part.name).resolve())
        with log.open("wb") as output:
            process = subprocess.Popen(
                part.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches this process alone, which passes it on
                env={**os.environ, "COLUMNS": str(shutil.get_terminal_size().columns), FOLDER: pictures},
            )
        return cls(part, log, process)

    def ended(self) -> bool:
        if self.seconds is None and self.process.poll() is not None:
            self.seconds = time.monotonic() - self.started
        return self.seconds is not None

    @property
    def passed(self) -> bool:
        return self.process.returncode == 0

    def interrupt(self) -> None:
        """As Ctrl-C does: pytest ends its test and takes down what its fixtures started."""
        self._signal(signal.SIGINT)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def summary(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines() or ["no output"]
        outcome = "passed" if self.passed else f"FAILED with code {self.process.returncode}"
        return f"{self.part.name:<10} {_clock(self.seconds or 0)}  {outcome}: {lines[-1]}"


def run_all(chosen: Sequence[Part], logs: Path) -> int:
    """Run the parts side by side: 0 if all passed, 1 if one did not. It leaves none of them running."""
    logs.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(logs / PICTURES, ignore_errors=True)  # nobody takes those of an earlier run for this one's
    runs: list[Run] = []
    try:
        runs.extend(Run.start(part, logs) for part in chosen)
        for run in runs:
            _follow(run, runs)
    finally:
        with undisturbed():
            _stop(runs)
    print(f"\nAll of it, {_clock(max(run.seconds or 0 for run in runs))}; the logs are in {logs}:")
    for run in runs:
        print(run.summary())
    return 0 if all(run.passed for run in runs) else 1


def _follow(run: Run, runs: Sequence[Run]) -> None:
    """Show the log of *run* as it grows, until it ends."""
    print(f"\n== {run.part.name} ==", flush=True)
    with run.log.open("rb") as log:
        while True:
            ended = run.ended()  # asked first: what it wrote before it ended is in the log by then
            sys.stdout.buffer.write(log.read())
            sys.stdout.flush()
            if ended:
                return
            _announce_failures(other for other in runs if other is not run)
            time.sleep(POLL_SECONDS)


def _announce_failures(runs: Iterable[Run]) -> None:
    """One line as soon as a part fails in the background; its log is shown when its turn comes."""
    for run in runs:
        if run.ended() and not run.passed and not run.announced:
            run.announced = True
            print(f"\n== {run.part.name} has failed, see {run.log} ==", flush=True)


def _stop(runs: Sequence[Run]) -> None:
    """End what still runs, politely first: pytest takes its emulators down."""
    for run in runs:
        if not run.ended():
            run.interrupt()
    deadline = time.monotonic() + STOP_SECONDS
    while not all(run.ended() for run in runs) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    for run in runs:
        if not run.ended():
            run.kill()
            run.process.wait()
            run.ended()


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def main(chosen: Sequence[Part], logs: Path = LOGS) -> int:
    with stoppable():
        try:
            return run_all(chosen, logs)
        except KeyboardInterrupt:
            print(f"\nInterrupted: no test runs any more; the logs are in {logs}")
            return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main(parts()))
