"""How an update of `/v2` changes an object: what is absent stays (docs.stripe.com/api-v2-overview)."""

from typing import Any

from stripe_emulator.messages import Obj


def merged(before: Any, change: Any) -> Any:
    """Objects are merged field by field, and `null` unsets one; anything else is replaced."""
    if not (isinstance(before, dict) and isinstance(change, dict)):
        return change
    both = {name: merged(before.get(name), value) for name, value in change.items()}
    return {**before, **both}


def merged_metadata(before: dict[str, str], change: Obj | None) -> dict[str, str]:
    """Metadata after an update: `null` removes a key."""
    both = {**before, **(change or {})}
    return {name: value for name, value in both.items() if value is not None}
