"""The one error that a person at the terminal reads: a sentence that says what to do, without a traceback."""

from __future__ import annotations


class CannotStart(Exception):
    """The local world cannot start or go on; the message is one sentence for the person who started it."""
