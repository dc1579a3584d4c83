"""What texts of the repository name: decisions, files, invariants. Each finder returns what does not exist.

A text is any tracked file that people write. The finders are strict: what no rule understands is missing.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOT_READ = (
    "package-lock.json",
    "stripe_emulator/requests/parameters.json",
    "tests/simulation/regressions/",
    "tests/test_docs.py",
)
"""Written by tools, or full of names that must not exist."""
MADE_LATER = (".local/", "functions/venv", "functions/.env.", "functions/.secret.local", "node_modules/")
"""Made by the tools or by an operator, and in no commit."""

_FOLDERS = "docs|functions|tests|local|deploy|stripe_emulator|monitoring|bench|web|pulse"
_PATH = re.compile(rf"(?<![\w./@<>$-])((?:{_FOLDERS})/[\w.-][\w./-]*\w)")
_QUOTED = re.compile(r"`(\.?[\w][\w./-]*\.(?:py|md|json|rules|toml|txt|ya?ml|mjs|cjs|html|css))(?:::(\w+))?`")
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([\w-]+))?\)")
_ANCHORED = re.compile(r"\b(docs/[\w./-]+\.md)#([\w-]+)")
_BREAK = r"(?:\s|\n\s*(?:#|//|\*))+"
_DECISIONS = re.compile(
    rf"\bdecisions?{_BREAK}((?:\d+)(?:(?:,{_BREAK}|{_BREAK}(?:and|or|to){_BREAK})\d+)*)", re.IGNORECASE
)
_INVARIANT = re.compile(r"\bI(\d{1,2})\b")
_ABROAD = re.compile(r"\bdesign,?\s+section|\bdecisions?/\d{4}(?!-)", re.IGNORECASE)
"""Forms that point outside the repository, or at no file."""
_FIREBASE_CODES = ("functions/invalid-argument", "functions/not-found")
"""Error codes of the Firebase SDK, not paths."""


@cache
def tracked() -> tuple[str, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(sorted({name for name in listed.stdout.splitlines() if (ROOT / name).is_file()}))


@cache
def texts() -> dict[str, str]:
    """Path -> text of every file that people write."""
    found = {}
    for name in tracked():
        if not name.endswith(NOT_READ) and not name.startswith(NOT_READ):
            found[name] = (ROOT / name).read_text()
    return found


@cache
def decisions() -> dict[str, str]:
    """Number -> file name."""
    return {page.name[:4]: page.name for page in (ROOT / "docs" / "decisions").glob("[0-9]*.md")}


@cache
def invariants() -> tuple[str, ...]:
    return tuple(re.findall(r"^## (I\d+) ", (ROOT / "docs" / "invariants.md").read_text(), re.MULTILINE))


def missing_decisions(text: str) -> list[str]:
    numbers = [number for listed in _DECISIONS.findall(text) for number in re.findall(r"\d+", listed)]
    return [number for number in numbers if number not in decisions()]


def missing_invariants(text: str) -> list[str]:
    return [f"I{number}" for number in _INVARIANT.findall(text) if f"I{number}" not in invariants()]


def references_abroad(text: str) -> list[str]:
    return _ABROAD.findall(text)


def missing_paths(text: str) -> list[str]:
    """Paths from the root, and from `functions/` where they begin with `pulse/` and name a module."""
    return [name for name in _PATH.findall(text) if not _is_there(name.rstrip("."))]


def missing_files(text: str, beside: str = "") -> list[str]:
    """File names in backticks: from the root, beside the text, or the end of a path; tests by name."""
    return [name for name, test in _QUOTED.findall(text) if not _is_file(name, test, beside)]


def missing_links(text: str, page: str) -> list[str]:
    folder = (ROOT / page).parent
    links = [(folder / to if to else ROOT / page, anchor) for to, anchor in _LINK.findall(text)]
    links += [(ROOT / to, anchor) for to, anchor in _ANCHORED.findall(text)]
    return [f"{to.name}#{anchor}" for to, anchor in links if not to.exists() or not _has(to, anchor)]


def _is_there(name: str) -> bool:
    if name.startswith(MADE_LATER):
        return True
    if name.startswith("pulse/"):
        return not name.endswith(".py") or (ROOT / "functions" / name).is_file()
    return name in _FIREBASE_CODES or (ROOT / name).exists()


def _is_file(name: str, test: str, beside: str) -> bool:
    if name.startswith(MADE_LATER):
        return True
    places = [ROOT / name, (ROOT / beside).parent / name, *_ends_with(name)]
    files = [place for place in places if place.is_file()]
    return any(not test or re.search(rf"\b{test}\b", file.read_text()) for file in files)


def _ends_with(name: str) -> Iterator[Path]:
    yield from (ROOT / path for path in tracked() if path.endswith(f"/{name}"))


def _has(page: Path, anchor: str) -> bool:
    """As GitHub makes anchors of headings."""
    if not anchor:
        return True
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return anchor in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
