"""From which sum on the United States ask for a form, as data by year (decision 0020). Pure.

600.00 through 2025 and 2,000.00 for payments made after it (P.L. 119-21 sec. 70433, 26 U.S.C. 6041(a)); later
years are indexed and not known yet. 1099-K: more than 20,000.00 and more than 200 payments (sec. 70432).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

CURRENCY = "usd"


class Form(StrEnum):
    MISC = "1099-MISC"
    """Prizes: box 3, by who paid them."""
    K = "1099-K"
    """Sales of rounds through the platform."""


@dataclass(frozen=True, slots=True)
class Threshold:
    through: int
    """The last year that it is known for."""
    cents: int
    transactions: int = 0
    exceeds: bool = False
    """The sum and the number must be more than these; otherwise they may be as much."""

    def is_reached(self, gross: int, transactions: int) -> bool:
        if self.exceeds:
            return gross > self.cents and transactions > self.transactions
        return gross >= self.cents and transactions >= self.transactions


THRESHOLDS: Mapping[Form, Sequence[Threshold]] = {
    Form.MISC: (Threshold(2025, 60_000), Threshold(2026, 200_000)),
    Form.K: (Threshold(2026, 2_000_000, transactions=200, exceeds=True),),
}
"""In order of years."""


def threshold_of(form: Form, year: int) -> Threshold:
    """A later year than the last one known has that one's; its `through` says so."""
    known = THRESHOLDS[form]
    return next((one for one in known if year <= one.through), known[-1])
