"""Runs sweep and reconcile every few seconds, as Cloud Scheduler does in production and no emulator does.

A process of its own: `python -m local.ticker`, with the functions' environment and `functions/` on the path.
"""

from __future__ import annotations

import time
import traceback
from datetime import UTC, datetime

import typer


def main(seconds: float = 5) -> None:
    """A tick that fails is written to the log, and the next one runs all the same."""
    from pulse.backoffice import reconcile, sweep  # noqa: PLC0415 - needs functions/ on the path, unlike the rest
    from pulse.outside.build import ports  # noqa: PLC0415

    while True:
        for schedule in (sweep, reconcile):
            try:
                _say(f"{schedule.__name__}: {schedule(ports=ports())}")
            except Exception:  # noqa: BLE001 - a world that breaks for a moment is what sweeps are for
                _say(f"{schedule.__name__} failed\n{traceback.format_exc()}")
        time.sleep(seconds)


def _say(text: str) -> None:
    print(datetime.now(UTC).isoformat(timespec="seconds"), text, flush=True)


if __name__ == "__main__":
    typer.run(main)
