"""How long work on many things goes on while Stripe does not answer."""

from __future__ import annotations

from pulse.errors import OutcomeUnknown, StripeUnavailable, StripeUnreadable

SILENCES_MAX = 3
"""In a row: Stripe is away. Each may take a minute, of the nine that a scheduled function has."""
SILENCES_IN_ALL_MAX = 5
"""Stripe answers now and then: what goes on would take all of the function's time."""


class Patience:
    """Few objects that Stripe never answers for, or not readably, keep none of those behind them waiting."""

    def __init__(self) -> None:
        self._in_a_row = 0
        self._in_all = 0

    def answered(self) -> None:
        self._in_a_row = 0

    def ends_with(self, error: Exception) -> bool:
        """Whether *error* says that the next thing would wait as long: of Firestore at once."""
        if isinstance(error, StripeUnavailable) and not isinstance(error, StripeUnreadable):
            self._in_a_row += 1
            self._in_all += 1
            return self._in_a_row >= SILENCES_MAX or self._in_all >= SILENCES_IN_ALL_MAX
        self._in_a_row = 0
        return isinstance(error, OutcomeUnknown) and not isinstance(error, StripeUnavailable)
