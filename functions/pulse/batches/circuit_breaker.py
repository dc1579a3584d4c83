"""Stops work on many items when Stripe does not answer."""

from __future__ import annotations

from pulse.errors import OutcomeUnknown, StripeNotPermitted, StripeUnavailable, StripeUnreadable

UNANSWERED_IN_A_ROW_MAX = 3
"""Stripe is away. Each call may take a minute, of the nine that a scheduled function has."""
UNANSWERED_MAX = 5
"""Stripe answers now and then: the rest would take all of the function's time."""
_ANSWERS = (StripeUnreadable, StripeNotPermitted)
"""No silence: they come at once, and say nothing about the next item."""


class CircuitBreaker:
    """A few objects for which Stripe never gives a readable answer do not hold up those behind them."""

    def __init__(self) -> None:
        self._in_a_row = 0
        self._in_all = 0

    def record_answer(self) -> None:
        self._in_a_row = 0

    def trips_on(self, error: Exception) -> bool:
        """Count *error*; True when the next item would wait as long. Firestore's errors trip it at once."""
        if isinstance(error, StripeUnavailable) and not isinstance(error, _ANSWERS):
            self._in_a_row += 1
            self._in_all += 1
            return self._in_a_row >= UNANSWERED_IN_A_ROW_MAX or self._in_all >= UNANSWERED_MAX
        self._in_a_row = 0
        return isinstance(error, OutcomeUnknown) and not isinstance(error, StripeUnavailable)
