"""Parts of an account that a platform fills in, with every field that they have (`shapes.json`)."""

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _shapes() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(__file__).with_name("shapes.json").read_text())
    return found


def complete(value: Any, name: str) -> Any:
    """The part with all of its fields: those that are not known are null, or an empty list."""
    if isinstance(value, list):
        return [complete(one, name) for one in value]
    if not isinstance(value, dict):
        return value
    known = _shapes()[name]
    whole = {field: value.get(field, kind["empty"]) for field, kind in known.items()}
    for field, kind in known.items():
        if "shape" in kind:
            whole[field] = complete(whole[field], kind["shape"])
    return whole
