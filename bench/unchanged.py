"""What it costs that each claim of a prize requires the pool's document unchanged (decision 1701).

    PYTHONPATH=functions:. functions/venv/bin/python -m bench.unchanged --a-second 20

Commits of a claim's size (a record, its audit row and the row's head) go to the Firestore emulator at a
steady rate from 32 threads: first without the requirement, then with it, then with it while the required
document is written once a second. A commit that lost that race reads the document and tries again, as a
worker's next delivery does.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import typer
from google.cloud import firestore

from local import firestore as firestore_emulator
from pulse.errors import Conflict
from pulse.outside.firestore_store import FirestoreStore
from pulse.ports.store import Create, Unchanged, Update

THREADS = 32
LOCK = "prizePools/bench"
_numbers = count()
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def measure(a_second: int = 20, seconds: int = 30) -> None:
    with firestore_emulator.running("bench-unchanged"):
        store = FirestoreStore(firestore.Client(project="demo-bench"))
        store.commit([Create(LOCK, {"coverEpoch": 0})])
        version = store.get(LOCK).version  # type: ignore[union-attr]
        _steadily(a_second, 5, lambda: _claim(store, None))
        runs = {
            "required by nothing": lambda: _claim(store, None),
            "required": lambda: _claim(store, version),
            "required and written once a second": lambda: _claim_until_done(store),
        }
        for name, claim in runs.items():
            with _Writer(store if "written" in name else None):
                took, again = _steadily(a_second, seconds, claim)
            typer.echo(
                f"{name:<36} {len(took)} claims | median {statistics.median(took):.1f} ms"
                f" | 95 % {sorted(took)[int(len(took) * 0.95)]:.1f} ms | tried again {again}"
            )


def _claim(store: FirestoreStore, version: Any) -> int:
    number = next(_numbers)
    required = [] if version is None else [Unchanged(LOCK, version)]
    fields = {"status": "processing", "reason": "retrying", "version": number}
    store.commit(
        [
            Create(f"prizeRecords/{number}", fields),
            Create(f"auditLog/{number}", fields),
            Create(f"auditHeads/{number}", fields),
            *required,
        ]
    )
    return 0


def _claim_until_done(store: FirestoreStore) -> int:
    for tries in count():
        lock = store.get(LOCK)
        try:
            _claim(store, lock.version if lock else None)
        except Conflict:
            continue
        return tries
    raise AssertionError


def _steadily(a_second: int, seconds: int, claim: Callable[[], int]) -> tuple[list[float], int]:
    """Milliseconds of each claim, and how many tries were lost."""
    took: list[float] = []
    lost: list[int] = []

    def one() -> None:
        started = time.perf_counter()
        lost.append(claim())
        took.append((time.perf_counter() - started) * 1_000)

    with ThreadPoolExecutor(THREADS) as pool:
        began = time.perf_counter()
        for number in range(a_second * seconds):
            time.sleep(max(0.0, began + number / a_second - time.perf_counter()))
            pool.submit(one)
    assert len(took) == a_second * seconds, "a claim failed"
    return took, sum(lost)


class _Writer:
    """Writes the lock once a second while it is open, if it has a store."""

    def __init__(self, store: FirestoreStore | None) -> None:
        self._store = store
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> None:
        if self._store is not None:
            self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._store is not None:
            self._thread.join()

    def _write(self) -> None:
        assert self._store is not None
        for epoch in count(1):
            if self._over.wait(1):
                return
            self._store.commit([Update(LOCK, {"coverEpoch": epoch})])


if __name__ == "__main__":
    app()
