"""axe-core: what a person who cannot see, or cannot use a mouse, would stumble over."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

from playwright.sync_api import Frame, Page

HERE = Path(__file__).parent
SERIOUS = ("serious", "critical")


@cache
def _source() -> str:
    if not (HERE / "node_modules").exists():
        install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(install, cwd=HERE, check=True)
    return (HERE / "node_modules" / "axe-core" / "axe.min.js").read_text()


def serious_findings(document: Page | Frame, within: str = "html") -> list[str]:
    """Of *within*, as it is in the scheme that is on, without its frames: Stripe's are not ours."""
    document.evaluate(_source())
    found = document.evaluate("(within) => axe.run(within, {iframes: false})", within)["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]
