"""Faults that strike a request while its endpoint executes."""

from stripe_emulator import errors
from stripe_emulator.messages import Request
from stripe_emulator.world import World


def strike(world: World, request: Request, kinds: tuple[str, ...]) -> None:
    """Raise the error of a fault of these kinds, if one strikes."""
    fault = world.faults.draw(kinds, request)
    if fault is None:
        return
    if fault["kind"] == "lock_timeout":
        raise errors.lock_timeout()
    error = errors.api_fault(fault["status"])
    error.kept = fault["keeps_key"]
    raise error
