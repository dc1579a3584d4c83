"""What Stripe says in its own words: for many facts, a piece of the text that the fact follows from.

`evidence.json` has two tables. `sdk` quotes the installed library, whose documentation and types are made
from Stripe's OpenAPI description; the tests find each quotation there. `page` quotes the page of Stripe's
documentation that is the fact's source, read in a stored copy on `PAGES_READ`. A fact in neither is not
checked: its source is an answer that was recorded, or no copy of it was found.
"""

import json
import re
from functools import cache
from pathlib import Path

import stripe

PAGES_READ = "2026-11-28"
_QUOTED = json.loads(Path(__file__).with_name("evidence.json").read_text())
SDK: dict[str, str] = _QUOTED["sdk"]
PAGE: dict[str, str] = _QUOTED["page"]


def checked(name: str) -> str:
    """Where the words behind a fact were found: "SDK", "page", or "no"."""
    if name in SDK:
        return "SDK"
    return "page" if name in PAGE else "no"


@cache
def sdk_text() -> str:
    """The library's source as one line."""
    folder = Path(stripe.__file__).parent
    parts = (
        "_*.py",
        "params/_*.py",
        "radar/_*.py",
        "v2/core/**/_*.py",
        "params/v2/core/**/_*.py",
        "events/_v2*.py",
    )
    files = [one for part in parts for one in folder.glob(part)]
    return " ".join(re.sub(r"\s+", " ", one.read_text()) for one in sorted(files))
