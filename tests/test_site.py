"""The docs site: every page and diagram of the repository, with links that lead somewhere."""

import re
import subprocess
import sys

import pytest

from local import diagrams
from tests.named import ROOT

REMOTE = re.compile(r'<(?:script|link|img)\b[^>]*\b(?:src|href)="(?:https?:)?//')


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Built as `make docs` does it: a link that leads nowhere and a page that no list names are errors."""
    folder = tmp_path_factory.mktemp("site")
    places = ["-c", "docs/site", "-d", str(folder / "trees"), ".", str(folder / "html")]
    built = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", *places],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder / "html"


def test_every_page_of_the_docs_is_a_page_of_the_site(site):
    missing = [
        page
        for page in (ROOT / "docs").rglob("*.md")
        if not (site / page.relative_to(ROOT).with_suffix(".html")).exists()
    ]

    assert missing == []
    assert (site / "README.html").exists()


def test_each_diagram_is_shown_as_a_picture(site):
    shown = {path.name for path in (site / "_images").glob("d*.svg")}

    assert shown == {diagrams.picture(text).name for text in diagrams.diagrams()}
    assert len(shown) >= 2
    assert "flowchart" not in (site / "docs" / "design.html").read_text()


def test_the_pages_load_nothing_from_other_hosts(site):
    assert [page for page in site.rglob("*.html") if REMOTE.search(page.read_text())] == []


def test_a_changed_diagram_must_be_drawn_anew(tmp_path):
    with pytest.raises(FileNotFoundError, match="make diagrams"):
        diagrams.with_pictures("```mermaid\nflowchart TD\n  A --> B\n```", tmp_path)
