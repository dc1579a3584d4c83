"""What the body of a control request gives. A missing or wrong value raises a `ValueError` or
`TypeError` with a sentence.
"""

from collections.abc import Collection
from typing import Any

from stripe_emulator.messages import Obj
from stripe_emulator.resources.accounts import standing
from stripe_emulator.world import World
from stripe_emulator.world.state import PLATFORM

NUMBER_MAX = 10**15


def needed(given: Obj, name: str) -> Any:
    """A value that must be there."""
    if name not in given:
        raise ValueError(f"The body must have {name!r}.")
    return given[name]


def text(given: Obj, name: str, default: str | None = None) -> str:
    """A text that is not empty."""
    value = needed(given, name) if default is None else given.get(name, default)
    if not isinstance(value, str) or not value:
        raise TypeError(f"{name!r} must be a text, not {value!r}.")
    return value


def one_of(given: Obj, name: str, allowed: Collection[str], default: str | None = None) -> str:
    """One of a few words."""
    value = text(given, name, default)
    if value not in allowed:
        raise ValueError(f"{name!r} is one of {', '.join(allowed)}, not {value!r}.")
    return value


def number(given: Obj, name: str) -> float:
    """An integer or a decimal."""
    value = needed(given, name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name!r} must be a number, not {value!r}.")
    if not -NUMBER_MAX <= value <= NUMBER_MAX:
        raise ValueError(f"{name!r} must be between {-NUMBER_MAX} and {NUMBER_MAX}.")
    return value


def integer(given: Obj, name: str) -> int:
    """A whole number, such as an amount or a Unix time."""
    value = number(given, name)
    if not isinstance(value, int):
        raise TypeError(f"{name!r} must be a whole number, not {value!r}.")
    return value


def yes(given: Obj, name: str, *, default: bool) -> bool:
    """True or false."""
    value = given.get(name, default)
    if not isinstance(value, bool):
        raise TypeError(f"{name!r} must be true or false, not {value!r}.")
    return value


def texts(given: Obj, name: str) -> list[str]:
    """A list of texts."""
    value = needed(given, name)
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise ValueError(f"{name!r} must be a list of texts, not {value!r}.")
    return value


def account(world: World, given: Obj) -> str:
    """The id of a connected account, or of the platform if the body names none."""
    account_id = text(given, "account", PLATFORM)
    return account_id if account_id == PLATFORM else str(standing.connected(world, account_id)["id"])


def only(given: Obj, *names: str) -> None:
    """Refuse names that mean nothing here: they are typing errors."""
    unknown = sorted(given.keys() - set(names))
    if unknown:
        raise ValueError(f"Unknown: {', '.join(unknown)}. The body may have {', '.join(names) or 'nothing'}.")
