"""Which accounts became ready in a world, as another room hears of it."""

from __future__ import annotations

from collections import deque

from pulse.accounts import AccountBecameReady, Role, hears_ready_accounts

_heard: deque[tuple[int, AccountBecameReady]] = deque(maxlen=1_000)
"""By the id of the clock, which the ports of one world share."""


@hears_ready_accounts
def _note(event, *, ports):
    _heard.append((id(ports.clock), event))


def became_ready(world) -> list[tuple[str, Role]]:
    return [(event.user_id, event.role) for clock, event in _heard if clock == id(world.clock)]
