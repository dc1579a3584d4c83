"""The blocks of code of docs/clients.md."""

from __future__ import annotations

import re

from tests.named import ROOT

PAGE = ROOT / "docs" / "clients.md"
LANGUAGES = ("ts", "kotlin", "swift", "dart")
_SECTION = re.compile(r"^## (.+?)$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sections() -> dict[str, dict[str, str]]:
    """Heading -> language -> code."""
    return {head: dict(_BLOCK.findall(text)) for head, text in _SECTION.findall(PAGE.read_text())}


def blocks(language: str) -> dict[str, str]:
    """Heading -> code of this language, in the order of the page."""
    return {head: found[language] for head, found in sections().items()}
