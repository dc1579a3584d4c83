# noqa: INP001 - Sphinx reads this file, nobody imports it
"""The docs site: the pages of this repository as HTML. `make docs` builds it; a warning is an error."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from local.diagrams import with_pictures

project = "Pulse payments"
html_title = project
html_show_copyright = False
html_copy_source = False
html_theme = "furo"
root_doc = str(Path("docs", "site", "index"))
include_patterns = ["*.md", "docs/**.md", "*/README.md", "clients/*/README.md", "tests/**/README.md"]
exclude_patterns = ["**/node_modules", "**/venv", ".*", "**/.*"]
extensions = ["myst_parser"]
myst_heading_anchors = 4


def show_diagrams(app: Sphinx, page: str, source: list[str]) -> None:
    source[0] = with_pictures(source[0], Path(app.srcdir, page).parent)


def setup(app: Sphinx) -> None:
    app.connect("source-read", show_diagrams)
