"""What one run of the reconciliation found, and the alerts about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulse.alerts import causes
from pulse.backoffice.reconciliation.differences import Difference
from pulse.money import written
from pulse.ports import Ports


@dataclass(frozen=True, slots=True)
class ReconcileReport:
    full: bool
    movements: int
    """Movements of our balance that were compared, on both sides."""
    accounts: int
    repaired: int
    """Movements that were not in the books and are in them now."""
    differences: tuple[Difference, ...]
    """All open differences, also those of earlier runs."""
    closed: int
    edited: tuple[str, ...]
    """Paths of records that are not as their audit trail or the journal says."""
    problems: tuple[str, ...]
    """What could not be examined or repaired, as `subject: machine word`."""

    @property
    def clean(self) -> bool:
        return not self.differences and not self.edited and not self.problems


def raise_problems(problems: Sequence[str], *, ports: Ports) -> None:
    ports.alerts.raise_alert(
        causes.RECONCILIATION_INTERRUPTED.alert(
            "A part of the reconciliation failed. The next run tries it again.",
            facts={"problems": list(problems[:10])},
        )
    )


def raise_edited(paths: Sequence[str], *, ports: Ports) -> None:
    """One alert for each: they are repaired record by record."""
    for path in paths:
        ports.alerts.raise_alert(
            causes.RECORD_EDITED.alert(
                "A record was changed outside this system: it does not fit its audit trail or the journal.",
                subject=path,
            )
        )


def raise_differences(report: ReconcileReport, *, ports: Ports) -> None:
    """One alert for the run, about the largest difference."""
    largest = max(report.differences, key=lambda one: abs(one.amount_cents))
    same = [one for one in report.differences if one.currency == largest.currency]
    ports.alerts.raise_alert(
        causes.DIFFERENCE_FOUND.alert(
            f"Books and Stripe differ in {len(report.differences)} places. {largest.what_to_do}",
            subject=f"differences/{largest.id}",
            amount_cents=sum(abs(one.amount_cents) for one in same),
            currency=largest.currency,
            facts={"largest": written(largest.amount_cents, largest.currency), "cause": largest.cause.value},
        )
    )
