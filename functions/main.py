"""The deployed Cloud Functions: those of the table in `pulse/doors/functions.py`."""

import gc

gc.disable()  # what is imported stays: looking through it for garbage took an eighth of a cold start

from pulse.doors.deployment import called_function  # noqa: E402 - after the line above
from pulse.doors.functions import functions  # noqa: E402

globals().update(functions(called_function()))

gc.freeze()
gc.enable()
