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
    files = [*folder.glob("_*.py"), *folder.glob("params/_*.py"), *folder.glob("radar/_*.py")]
    return " ".join(re.sub(r"\s+", " ", one.read_text()) for one in sorted(files))
