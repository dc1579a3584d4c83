"""The report: raw data as JSON, tables in Markdown, and a plot for each section."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pygal
from pygal.style import CleanStyle

from bench.figures import Figure

# pygal's hook for its maps has a form that Python has dropped, and that pytest stumbles over.
sys.meta_path[:] = [hook for hook in sys.meta_path if hasattr(hook, "find_spec")]

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "bench" / "report"
Earlier = Mapping[tuple[str, str, str], Figure]


def write(figures: list[Figure], *, before: Earlier, folder: Path = FOLDER) -> Path:
    """Writes all of it and returns the page. *before*: the figures of an earlier report, by their key."""
    folder.mkdir(parents=True, exist_ok=True)
    run = _run()
    data = {"run": run, "figures": [asdict(one) for one in figures]}
    (folder / "data.json").write_text(json.dumps(data, indent=1) + "\n")
    parts = [_opening(run)]
    for section in dict.fromkeys(one.section for one in figures):
        rows = [one for one in figures if one.section == section]
        plot = f"{_slug(section)}.svg"
        _plot(section, rows, folder / plot)
        parts.append(f"## {section}\n\n{_table(rows, before)}\n\n![{section}]({plot})\n")
    page = folder / "README.md"
    page.write_text("\n".join(parts))
    return page


def read(path: Path) -> Earlier:
    """The figures of a report's raw data, by their key."""
    stored = json.loads(path.read_text())["figures"]
    figures = [
        Figure(**{**one, "samples": tuple(one["samples"]), "floor": tuple(one["floor"])}) for one in stored
    ]
    return {one.key: one for one in figures}


def _run() -> dict[str, Any]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    load = Path("/proc/loadavg")
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "python": platform.python_version(),
        "machine": platform.platform(),
        "load": load.read_text().split()[0] if load.exists() else "unknown",
    }


def _opening(run: Mapping[str, Any]) -> str:
    return (
        "# What it costs, measured\n\n"
        f"Made by `make bench` at {run['at']} from {run['commit']}: Python {run['python']} on "
        f"{run['machine']}, load {run['load']} when it ended. Medians of the runs in the raw data. The floor "
        "of a figure is a plain function with the same clients and calls (`bench/floor/`), whose processes "
        "took turns with ours.\n"
    )


def _table(rows: Iterable[Figure], before: Earlier) -> str:
    compared = bool(before)
    head = ["what", "median", "unit", "of", "floor", "of the floor"] + (["before"] if compared else [])
    lines = [head, ["---"] * len(head)]
    for one in rows:
        floor = f"{one.floor_median:,.2f} ({one.floor_name})" if one.floor else ""
        cells = [
            ", ".join(filter(None, (one.name, one.x))),
            f"{one.median:,.2f}",
            one.unit,
            str(len(one.samples)),
            floor,
            f"{one.ratio:.2f}" if one.ratio else "",
        ]
        earlier = before.get(one.key)
        lines.append(cells + ([f"{earlier.median:,.2f}" if earlier else ""] if compared else []))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _plot(section: str, rows: list[Figure], path: Path) -> None:
    """Curves where the figures have places on one, bars otherwise; the floor beside each."""
    places = list(dict.fromkeys(one.x for one in rows))
    chart: Any
    if places != [""]:
        chart = pygal.Line(title=section, style=CleanStyle, x_title="", disable_xml_declaration=True)
        chart.x_labels = places
        for name in dict.fromkeys(one.name for one in rows):
            line = {one.x: one for one in rows if one.name == name}
            unit = next(iter(line.values())).unit
            chart.add(f"{name} ({unit})", [line[x].median if x in line else None for x in places])
            if any(one.floor for one in line.values()):
                floors = [line[x].floor_median if x in line else None for x in places]
                chart.add(f"{name}, floor", floors, stroke_style={"dasharray": "4, 4"})
    else:
        chart = pygal.HorizontalBar(title=section, style=CleanStyle, disable_xml_declaration=True)
        chart.x_labels = [one.name for one in rows]
        chart.add("ours", [one.median for one in rows])
        if any(one.floor for one in rows):
            chart.add("floor", [one.floor_median for one in rows])
    path.write_text(chart.render(is_unicode=True))


def _slug(section: str) -> str:
    return "-".join("".join(char if char.isalnum() else " " for char in section.lower()).split())
