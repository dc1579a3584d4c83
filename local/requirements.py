"""What a machine needs before `make setup`. Each missing thing is reported in one sentence.

Any Python runs it as `python3 -m local.requirements` before anything is installed, so it uses only the
standard library and no syntax newer than Python 3.8.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys

PYTHON_MIN, PYTHON_MAX = (3, 11), (3, 14)
"""firebase-tools runs functions with Python 3.10 to 3.14. The code needs 3.11."""
NODE_MIN = 20


def python_problem(version: tuple[int, int], *, has_venv: bool) -> str | None:
    found = f"python3 is {version[0]}.{version[1]}"
    if not PYTHON_MIN <= version <= PYTHON_MAX:
        return (
            f"Python 3.11 to 3.14 is needed and {found}: install one (Debian: apt-get install python3; "
            "macOS: brew install python@3.13) or name it: make PYTHON=python3.13 ..."
        )
    if not has_venv:
        return (
            f"Python's venv module is needed and {found} without it: install it "
            "(Debian and Ubuntu: apt-get install python3-venv)."
        )
    return None


def node_problem(version: str | None) -> str | None:
    """*version* as `node --version` prints it (`v20.11.1`), or None if there is no node."""
    how = "install it from https://nodejs.org (Debian: apt-get install nodejs npm; macOS: brew install node)."
    if version is None:
        return f"Node.js {NODE_MIN} or newer is needed and there is none: {how}"
    major = re.match(r"v?(\d+)", version)
    if major is None or int(major[1]) < NODE_MIN:
        return f"Node.js {NODE_MIN} or newer is needed and node is {version.strip()}: {how}"
    return None


def npm_problem(path: str | None) -> str | None:
    if path is None:
        return "npm is needed and there is none: it comes with Node.js (Debian: apt-get install npm)."
    return None


def find_problems() -> list[str]:
    has_venv = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))
    found = (
        python_problem(sys.version_info[:2], has_venv=has_venv),
        node_problem(_read_node_version()),
        npm_problem(shutil.which("npm")),
    )
    return [problem for problem in found if problem]


def _read_node_version() -> str | None:
    if shutil.which("node") is None:
        return None
    return subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout


if __name__ == "__main__":
    sys.exit("\n".join(find_problems()) or 0)
