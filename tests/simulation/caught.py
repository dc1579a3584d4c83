"""The table of the seed that catches each mutant. It is tried first: a hunt from seed 0 on takes long."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tests.simulation.hunt import hunt
from tests.simulation.mutants import MUTANTS

TABLE = Path(__file__).with_name("caught.json")


def remembered() -> dict[str, int]:
    """The seed of each mutant, by the mutant's name."""
    found: dict[str, int] = json.loads(TABLE.read_text())
    return found


def remember(found: Mapping[str, int]) -> None:
    """Write what was *found* to the table, and keep the seeds of the other mutants."""
    seeds = {**remembered(), **found}
    TABLE.write_text(json.dumps({name: seeds[name] for name in MUTANTS if name in seeds}, indent=2) + "\n")


def catch(name: str, seeds: Mapping[str, int]) -> int | None:
    """The remembered of *seeds* if it still catches the mutant, else the first seed that does, if any."""
    known = [seeds[name]] if name in seeds else []
    found = hunt(MUTANTS[name], known)
    return hunt(MUTANTS[name]) if found is None else found
