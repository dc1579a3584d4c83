"""The Chromium of this machine, which draws diagrams and in which the pages are tested."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

VARIABLE = "PULSE_BROWSER"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
FLAGS = ("--disable-gpu", "--disable-quic", "--disable-sync", "--no-first-run", "--disable-component-update")
MISSING = (
    "This needs a browser and there is none. Install Chromium (Debian: apt-get install chromium; macOS: "
    f"Google Chrome), or name the program of another Chromium in {VARIABLE}."
)


def find() -> str | None:
    """Its program; the one that *VARIABLE* names comes first."""
    named = os.environ.get(VARIABLE)
    found = [named] if named else [one for one in map(shutil.which, PROGRAMS) if one]
    return next(iter(found), str(MACOS) if MACOS.exists() else None)
