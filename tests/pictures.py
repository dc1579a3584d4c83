"""Pictures of pages are kept where `PULSE_SCREENSHOTS` says; `make test` says a folder beside its logs."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = "PULSE_SCREENSHOTS"
_NAME_LENGTH_MAX = 150


def picture_of(name: str) -> Path | None:
    """None where nobody wants pictures."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return None
    safe = "".join(one if one.isalnum() or one in "-_" else "-" for one in name)
    return Path(folder) / f"{safe[:_NAME_LENGTH_MAX]}.png"
