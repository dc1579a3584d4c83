"""How an update changes metadata (docs.stripe.com/api/metadata)."""

from typing import Any

from stripe_emulator.resources.call import UNSET


def merged_metadata(before: dict[str, str], change: Any) -> dict[str, str]:
    """Metadata after an update: an empty value removes its key, an empty string removes every key."""
    if change == UNSET:
        return {}
    merged = {**before, **change}
    return {name: value for name, value in merged.items() if value != ""}
