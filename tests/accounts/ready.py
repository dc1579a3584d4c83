"""Which accounts became ready in a world, as another room hears of it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from pulse.accounts import AccountBecameReady, Role, hears_ready_accounts

_heard: WeakKeyDictionary[object, list[AccountBecameReady]] = WeakKeyDictionary()
"""By the clock, which the ports of one world share."""


@hears_ready_accounts
def _note(event, *, ports):
    """Reads nothing: it hears every world of its process, and a call would move a simulation's choices."""
    _heard.setdefault(ports.clock, []).append(event)


def became_ready(world) -> list[tuple[str, Role]]:
    return [(event.user_id, event.role) for event in _heard.get(world.clock, [])]
