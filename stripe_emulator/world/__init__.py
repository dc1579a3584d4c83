"""Everything the emulator remembers and the ways to change it: all that an endpoint can see."""

from stripe_emulator.world.world import World

__all__ = ["World"]
