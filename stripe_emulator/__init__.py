"""A stateful Stripe Connect that runs offline: the same calls, objects, errors, events and failures.

`Emulator` is a plain object without I/O. `stripe_emulator.in_process` connects the real SDK to it, and
`python -m stripe_emulator` serves it over HTTP.
"""

from stripe_emulator.core import Emulator
from stripe_emulator.messages import Request, Response

__all__ = ["Emulator", "Request", "Response"]
