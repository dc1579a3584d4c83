"""One process of a function: `python -m bench.process SOURCE TARGET`, its requests as JSON on the input.

It says what it used until its first answer, and what each further answer took, as its last line.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import _bootstrap
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any


class NotDeployed(MetaPathFinder):
    """Hides what is installed here and not where the functions run: some libraries take it if it is there."""

    def __init__(self, names: str) -> None:
        self._names = frozenset(names.split(","))

    def find_spec(self, fullname: str, path: object, _target: object = None) -> None:
        if path is None and fullname in self._names:
            raise ModuleNotFoundError(f"{fullname} is not deployed", name=fullname)


class ImportTimes:
    """CPU of each module itself, without those that it imports."""

    def __init__(self) -> None:
        self.by_package: dict[str, float] = defaultdict(float)
        self._within: list[float] = []
        self._load: Callable[[Any], Any] = _bootstrap._load_unlocked  # noqa: SLF001 - Python has no other place that sees every import
        _bootstrap._load_unlocked = self._timed  # noqa: SLF001

    def _timed(self, spec: Any) -> Any:
        self._within.append(0)
        began = time.thread_time()
        try:
            return self._load(spec)
        finally:
            took, within = time.thread_time() - began, self._within.pop()
            self.by_package[_package(spec.name)] += (took - within) * 1_000
            if self._within:
                self._within[-1] += took


def _package(module: str) -> str:
    parts = module.split(".")
    if parts[:2] == ["google", "cloud"]:
        return ".".join(parts[:3])
    return "standard library" if parts[0] in sys.stdlib_module_names else parts[0]


def main(source: str, target: str, asked: dict[str, Any]) -> None:
    sys.meta_path.insert(0, NotDeployed(os.environ.pop("BENCH_NOT_DEPLOYED")))
    times = ImportTimes()
    import functions_framework  # noqa: PLC0415 - it is part of what is measured

    app = functions_framework.create_app(target, source, "http")

    def answer(one: dict[str, Any]) -> tuple[int, float]:
        options = {key: one[key] for key in ("method", "headers", "data") if key in one}
        began = time.perf_counter()
        return app.test_client().open(one["path"], **options).status_code, time.perf_counter() - began

    first, *warm = asked["warm"]
    statuses = {answer(first)[0]}
    measured = {"cpu_ms": cpu_ms(), "memory_mb": _memory_mb(), "modules": len(sys.modules)}
    if warm:
        used, began = cpu_ms(), time.perf_counter()
        with ThreadPoolExecutor(asked["threads"]) as threads:
            answers = list(threads.map(answer, warm))
        statuses |= {status for status, _ in answers}
        measured |= {
            "warm_cpu_ms": (cpu_ms() - used) / len(warm),
            "a_second": len(warm) / (time.perf_counter() - began),
            "latencies_ms": sorted(taken * 1_000 for _, taken in answers),
            "warm_memory_mb": _memory_mb(),
        }
    print(json.dumps({**measured, "statuses": sorted(statuses), "imports": times.by_package}), flush=True)
    os._exit(0)  # the clients' threads are not waited for


def cpu_ms() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1_000


def _memory_mb() -> float:
    """The peak. Linux counts the parent's into `ru_maxrss`, and says the program's own elsewhere."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (one for one in status.read_text().splitlines() if one.startswith("VmHWM:"))
        return int(line.split()[1]) / 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_024 * 1_024)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], json.load(sys.stdin))
