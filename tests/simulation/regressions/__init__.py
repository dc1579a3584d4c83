"""Seeds that once failed, one file each. Every test run plays them again; none is ever removed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.run import Outcome

HERE = Path(__file__).parent
TRACES = Path(".local/simulation")


def keep(outcome: Outcome) -> str:
    """Write the failing seed to a file; returns its path."""
    name = f"{outcome.profile}-{outcome.seed}-{outcome.accounts}.json"
    found = {
        "seed": outcome.seed,
        "profile": outcome.profile,
        "accounts": outcome.accounts,
        "violations": outcome.verdict.violations[:10],
    }
    (HERE / name).write_text(json.dumps(found, indent=2) + "\n")
    return f"tests/simulation/regressions/{name}"


def write_trace(outcome: Outcome, trace: list[str]) -> str:
    """Write everything that happened in the failing seed to a file; returns its path."""
    TRACES.mkdir(parents=True, exist_ok=True)
    file = TRACES / f"{outcome.profile}-{outcome.seed}-{outcome.accounts}.txt"
    file.write_text("\n".join(trace) + "\n")
    return str(file)


def kept() -> list[tuple[int, str, str | None]]:
    """(seed, profile, API of accounts) of every regression; the API is None where the seed says it."""
    found = (json.loads(file.read_text()) for file in sorted(HERE.glob("*.json")))
    return [(entry["seed"], entry["profile"], entry.get("accounts")) for entry in found]
