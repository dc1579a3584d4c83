"""One act of the control."""

from collections.abc import Callable
from typing import Any

from stripe_emulator.messages import Obj
from stripe_emulator.world import World

Action = Callable[[World, Obj], Any]
"""Gets the JSON body of the request and returns the JSON answer, or None for `{"ok": true}`."""
