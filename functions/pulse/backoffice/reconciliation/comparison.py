"""What the comparisons of books and Stripe left: how old the last full one is, and what nothing explains.

No difference means agreement only after a full comparison that is not overdue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse.backoffice.reconciliation.differences import Difference, read_open
from pulse.backoffice.reconciliation.full_runs import FULL_OVERDUE, read_last_full
from pulse.ports import Ports

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Comparison:
    at: datetime | None
    """When the last full comparison that succeeded began; None if there was none yet."""
    age: timedelta | None
    differences: tuple[Difference, ...]
    """All that are open, also those that the hourly comparisons found since."""
    unreadable: tuple[str, ...]
    """Paths of open differences that cannot be read; they are in no sum."""

    @property
    def overdue(self) -> bool:
        return self.age is not None and self.age > FULL_OVERDUE

    @property
    def unexplained(self) -> Mapping[str, int]:
        """Minor units by currency, each difference by its size: opposite ones do not cancel out."""
        cents: Counter[str] = Counter()
        for one in self.differences:
            cents[one.currency] += abs(one.amount_cents)
        return dict(sorted(cents.items()))

    @property
    def doubt(self) -> str | None:
        """Why no difference does not mean agreement; None if it does."""
        if self.age is None:
            return "Books and Stripe were never compared in full."
        if self.overdue:
            hours = self.age // _HOUR
            return f"Books and Stripe were last compared in full {hours} hours ago, overdue: it is due daily."
        return None


def read_comparison(*, ports: Ports) -> Comparison:
    """Read only our own records."""
    at = read_last_full(ports=ports)
    differences, unreadable = read_open(ports=ports)
    return Comparison(
        at=at,
        age=ports.clock.now() - at if at else None,
        differences=tuple(differences),
        unreadable=tuple(one.path for one in unreadable),
    )
