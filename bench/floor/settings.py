"""The tests' settings, as the environment of a function says them."""

from __future__ import annotations

from typing import Any

from tests.world import TEST_SETTINGS

SETTINGS = TEST_SETTINGS.model_copy(update={"settlement_currencies": ("usd",)})
_SAID_OTHERWISE = frozenset({"environment", "project"})


def environment() -> dict[str, str]:
    names = sorted(SETTINGS.model_fields_set - _SAID_OTHERWISE)
    return {name.upper(): _said(getattr(SETTINGS, name)) for name in names}


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join("=".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in value)
    return str(value)
