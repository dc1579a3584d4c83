"""`make lock`: what is deployed, with every package that it needs, each pinned with its hashes.

The builder of Cloud Functions installs `functions/requirements.txt`. So that file is the lock, and the short
list that people edit is `functions/requirements.in`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from local.places import FUNCTIONS, ROOT

WANTED, LOCK = FUNCTIONS / "requirements.in", FUNCTIONS / "requirements.txt"
PYTHON_MIN = "3.11"
COMMAND = (
    *(sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--python-version", PYTHON_MIN),
    *("--generate-hashes", "--custom-compile-command", "make lock"),
)
"""For every Python from the oldest on, and every system. No address of an index gets into the file."""


def main(arguments: Sequence[str]) -> int:
    """What is pinned stays, and only what is missing is added; with `upgrade` the newest is taken."""
    upgrade = ["--upgrade"] if "upgrade" in arguments else []
    places = [str(one.relative_to(ROOT)) for one in (WANTED, LOCK)]
    command = [*COMMAND, *upgrade, places[0], "--output-file", places[1]]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
