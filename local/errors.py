"""The error for the person at the terminal: a sentence that says what to do, without a traceback."""

from __future__ import annotations


class CannotStart(Exception):
    """The local world cannot start or continue. The message is a sentence for the person who started it."""
