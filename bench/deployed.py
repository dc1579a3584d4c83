"""Which libraries are where the functions run. Imports nothing of ours: imports are counted after it."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]


def not_deployed() -> list[str]:
    """Top-level modules that are installed here and not where the functions run."""
    wanted: set[str] = set()
    lines = (ROOT / "functions" / "requirements.txt").read_text().splitlines()
    waiting = [line.split("#")[0].split("==")[0].strip() for line in lines]
    while waiting:
        name = _normal(waiting.pop())
        if name and name not in wanted and (required := _required(name)) is not None:
            wanted.add(name)
            waiting += required
    modules = metadata.packages_distributions()
    return sorted(module for module, names in modules.items() if not wanted & {_normal(one) for one in names})


def _required(name: str) -> list[str] | None:
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return None
    kept = [line for line in lines if "extra ==" not in line]
    return [
        "".join(char if char.isalnum() or char in "-_." else " " for char in line).split()[0] for line in kept
    ]


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
