"""The commands of the pages that operators follow, as they are pasted: from the repository's root."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

BLOCK = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)


def lines_in(page: Path) -> list[str]:
    return [line for block in BLOCK.findall(page.read_text()) for line in block.splitlines()]


def operators(line: str) -> list[str] | None:
    """The words of an operator's command; None for any other line."""
    if not line.startswith("make operate "):
        return None
    _, _, project, arguments = shlex.split(line, comments=True)
    assert project == "PROJECT=your-project"
    return shlex.split(arguments.removeprefix("ARGS="))
