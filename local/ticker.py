"""Runs sweep and reconcile every few seconds. In production Cloud Scheduler does; the emulators do not.

It is a separate process: `python -m local.ticker`, with the environment of the functions and `functions/` on
the path.
"""

from __future__ import annotations

import time
import traceback
from datetime import UTC, datetime

import typer


def main(seconds: float = 5) -> None:
    """A failed run is written to the log and does not stop the next one."""
    from pulse.backoffice import reconcile, sweep  # noqa: PLC0415 - needs functions/ on the path, unlike the rest
    from pulse.outside.build import ports  # noqa: PLC0415

    while True:
        for schedule in (sweep, reconcile):
            try:
                _print(f"{schedule.__name__}: {schedule(ports=ports())}")
            except Exception:  # noqa: BLE001 - the sweep exists for failures, so one must not end it
                _print(f"{schedule.__name__} failed\n{traceback.format_exc()}")
        time.sleep(seconds)


def _print(text: str) -> None:
    print(datetime.now(UTC).isoformat(timespec="seconds"), text, flush=True)


if __name__ == "__main__":
    typer.run(main)
