"""How long work on many things goes on while Stripe does not answer."""

from __future__ import annotations

from pulse.errors import OutcomeUnknown, StripeUnavailable, StripeUnreadable

SILENCES_MAX = 3
"""In a row: Stripe is away. Each may take a minute, of the nine that a scheduled function has."""


class Patience:
    """One object that Stripe never answers for, or not readably, keeps none of those behind it waiting."""

    def __init__(self) -> None:
        self._silences = 0

    def answered(self) -> None:
        self._silences = 0

    def ends_with(self, error: Exception) -> bool:
        """Whether *error* says that the next thing would wait as long: of Firestore at once."""
        if isinstance(error, StripeUnavailable) and not isinstance(error, StripeUnreadable):
            self._silences += 1
            return self._silences >= SILENCES_MAX
        self._silences = 0
        return isinstance(error, OutcomeUnknown) and not isinstance(error, StripeUnavailable)
