"""What a sweep costs that has hundreds of due records of each kind, with documents of a megabyte.

    PYTHONPATH=functions:. functions/venv/bin/python -m bench.sweep --count 200

The use cases are real, with the Stripe emulator and the memory store in this process. The store copies every
text that it returns, as a network would, so the peak of memory is what the sweep itself holds.
"""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass, replace
from typing import Any

import typer

from pulse import log
from pulse.backoffice import SweepReport, sweep
from pulse.ports import Document
from tests.backoffice.sweep.heavy import heavy
from tests.world import World


class CopyingStore:
    """Answers with documents of their own, as from a network."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.answers = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def get(self, path: str, fields: Any = None) -> Any:
        found = self._store.get(path, fields)
        return self._copied([found])[0] if found else None

    def get_all(self, paths: Any, masks: Any = None) -> Any:
        return {one.path: one for one in self._copied(self._store.get_all(paths, masks).values())}

    def query(self, query: Any) -> Any:
        return self._copied(self._store.query(query))

    def _copied(self, documents: Any) -> list[Document]:
        self.answers += 1
        return [replace(one, fields=_copy(one.fields)) for one in documents]


def _copy(value: Any) -> Any:
    match value:
        case str():
            return value.encode().decode()
        case dict():
            return {name: _copy(inner) for name, inner in value.items()}
        case list():
            return [_copy(inner) for inner in value]
    return value


@dataclass(frozen=True)
class Cost:
    report: SweepReport
    answers: int
    cpu_seconds: float
    mib_before: float
    mib_more: float


def cost_of(count: int) -> Cost:
    """A sweep over *count* due records of each kind."""
    world = World()
    heavy(world, count)
    store = CopyingStore(world.store)
    before, began = _peak_mib(), time.process_time()
    report = sweep(ports=replace(world.ports, store=store))
    return Cost(report, store.answers, time.process_time() - began, before, _peak_mib() - before)


def main(count: int = 200) -> None:
    with log.muted():
        cost = cost_of(count)
    for step in cost.report.steps:
        did = f"done {step.result.done:4}  problems {len(step.result.problems):3}"
        print(f"{step.name:18} {did}  {step.error or ''}")
    print(f"{len(cost.report.steps)} steps, {cost.answers} answers of the store")
    memory = f"peak of memory {cost.mib_before:.0f} MiB before, {cost.mib_more:.0f} MiB more during the sweep"
    print(f"CPU {cost.cpu_seconds:.1f} s; {memory}")


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    typer.run(main)
