"""What Stripe says in its own words: for each fact, a piece of the text that it follows from.

`SDK` quotes the installed library, whose documentation and types are generated from Stripe's OpenAPI
description: `test_evidence.py` finds each quotation there. `PAGE` quotes a page of Stripe's documentation, read
in a stored copy on 2026-11-28. A fact that is in neither is not checked: nothing was found that says it, or its
source is an answer that somebody recorded.
"""

import re
from functools import cache
from pathlib import Path

import stripe

SDK = {
    "accounts/type_or_controller": "The `type` parameter is deprecated",
    "accounts/plain_fraud": "'fraud_no_intent_to_fulfill'",
    "accounts/listed": "accounts connected to your platform",
}

PAGE: dict[str, str] = {}


@cache
def sdk_text() -> str:
    """The library's source as one line."""
    folder = Path(stripe.__file__).parent
    files = [*folder.glob("_*.py"), *folder.glob("params/_*.py"), *folder.glob("**/_early_fraud_warning*.py")]
    return " ".join(re.sub(r"\s+", " ", one.read_text()) for one in sorted(files))
