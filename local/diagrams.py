"""`make diagrams`: the Mermaid diagrams of the pages as pictures, which the docs site shows.

Each is drawn with the machine's own Chromium into `docs/site/diagrams/`, under a name made of its text: one
that was changed has no picture, and the site is not built until it is drawn. Asks npm for one package.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import sync_playwright

from local import chromium
from local.places import ROOT

MERMAID = "mermaid@12.3.0"
SCRIPT = "package/dist/mermaid.min.js"
PICTURES = ROOT / "docs" / "site" / "diagrams"
BLOCK = re.compile(r"```mermaid\n(.*?)```", re.DOTALL)
DRAW = """async ([name, text]) => {
  const words = {htmlLabels: false, flowchart: {htmlLabels: false}};
  mermaid.initialize({startOnLoad: false, theme: "neutral", ...words});
  return (await mermaid.render(name, text)).svg;
}"""


def picture(text: str) -> Path:
    """Where the picture of the diagram with this text is."""
    return PICTURES / f"d{hashlib.sha256(text.encode()).hexdigest()[:12]}.svg"


def with_pictures(page: str, folder: Path) -> str:
    """The text of a page in *folder*, each diagram replaced by its picture.

    Raises *FileNotFoundError* if one is not drawn yet.
    """

    def shown(found: re.Match[str]) -> str:
        drawn = picture(found[1])
        if not drawn.exists():
            raise FileNotFoundError(f"A diagram was changed and not drawn: run `make diagrams`\n{found[1]}")
        return f"![A diagram: its text is in the page's source]({os.path.relpath(drawn, folder)})"

    return BLOCK.sub(shown, page)


def diagrams() -> list[str]:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return [text for page in pages for text in BLOCK.findall(page.read_text(encoding="utf-8"))]


def fetch_mermaid(folder: Path) -> Path:
    """The library as one script, without what it would install for its own build."""
    packed = subprocess.run(
        ["npm", "pack", MERMAID, "--silent"], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / packed.stdout.strip()) as package:
        package.extract(SCRIPT, folder, filter="data")
    return folder / SCRIPT


def draw(texts: Iterable[str], script: Path, program: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=chromium.FLAGS)
        page = browser.new_page()
        page.add_script_tag(path=script)
        for text in texts:
            drawn = picture(text)
            drawn.write_text(sized(page.evaluate(DRAW, [drawn.stem, text])) + "\n", encoding="utf-8")
        browser.close()


def sized(svg: str) -> str:
    """Mermaid's pictures fill the page; these are as wide as what they show."""
    width = re.search(r"max-width: ([0-9.]+)px", svg)
    return svg.replace('width="100%"', f'width="{width[1]}"', 1) if width else svg


def main() -> None:
    """Draws what is missing, and removes pictures of diagrams that are gone."""
    texts = diagrams()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in set(PICTURES.glob("*.svg")) - {picture(text) for text in texts}:
        old.unlink()
    missing = [text for text in texts if not picture(text).exists()]
    if not missing:
        return
    program = chromium.find()
    if program is None:
        sys.exit(chromium.MISSING)
    with tempfile.TemporaryDirectory() as temporary:
        draw(missing, fetch_mermaid(Path(temporary)), program)


if __name__ == "__main__":
    main()
