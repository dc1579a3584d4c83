"""Requests as lines that can be compared with a committed list, whatever ids and order a run has.

`PULSE_RECORD=1 functions/venv/bin/pytest tests/cloud` writes the lists anew: read the difference.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path

from tests.cloud.standin import Cloud, Request

LISTS = Path(__file__).parent / "requests"
_IDS = (
    (re.compile(r"/upload/\d+\.zip"), "/upload/N.zip"),
    (re.compile(r"/versions/v\d+"), "/versions/vN"),
    (re.compile(r"/files/[0-9a-f]{64}"), "/files/HASH"),
    (re.compile(r"/operations/.*"), "/operations/NAME"),
    (re.compile(r"^(GET|POST) www\.googleapis\.com/oauth2/v3/token"), r"\1 TOKEN"),
)


def recorded(cloud: Cloud) -> list[str]:
    """Changing requests with how often each was sent; of the reading ones only which there were."""
    changes = Counter(_line(one.method, one.host + one.path, one.query) for one in cloud.changes)
    reads = {_line(one.method, one.host + one.path, {}) for one in cloud.requests if not one.mutates}
    counted = [f"{line}  x{times}" if times > 1 else line for line, times in changes.items()]
    return [*sorted(counted), "", *sorted(reads)]


def _line(method: str, place: str, query: dict[str, str]) -> str:
    kept = "&".join(f"{name}={value}" for name, value in sorted(query.items()) if name.endswith("Id"))
    line = f"{method} {place}{f'?{kept}' if kept else ''}"
    for pattern, instead in _IDS:
        line = pattern.sub(instead, line)
    return line


def compared(name: str, lines: list[str]) -> list[str]:
    """What is in one of the list and the run, and not in the other."""
    file = LISTS / f"{name}.txt"
    if os.environ.get("PULSE_RECORD"):
        LISTS.mkdir(exist_ok=True)
        file.write_text("\n".join(lines) + "\n")
    listed = file.read_text().splitlines()
    return [f"- {line}" for line in listed if line not in lines] + [
        f"+ {line}" for line in lines if line not in listed
    ]


_NAMES = re.compile(
    r"^(v\d+\w*|projects|locations|sites|databases|demo-[\w-]+|\d+|\(default\)|us-central1|global|-)$"
)
"""Parts of a path that say where, not what."""


def changes_by_kind(cloud: Cloud, calls: list[tuple[str, int, int]]) -> dict[str, tuple[str, int]]:
    """Method, host and collection of each changing request within *calls* of the CLI -> which call, and the
    number of the first such change.
    """
    found: dict[str, tuple[str, int]] = {}
    for only, before, after in calls:
        for number, one in enumerate(cloud.changes[before:after], before + 1):
            found.setdefault(kind_of(one), (only, number))
    return found


def kind_of(request: Request) -> str:
    """Such as `POST run.googleapis.com services:setIamPolicy`."""
    path, colon, act = request.path.partition(":")
    parts = [part for part in path.split("/") if part and not _NAMES.match(part)]
    return f"{request.method} {request.host} {parts[0] if parts else ''}{colon}{act}"
