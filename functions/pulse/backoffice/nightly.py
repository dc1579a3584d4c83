"""Nightly on the real documents: the day's audit heads, every trail, every invariant. It mends nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pulse import log
from pulse.backoffice.audit_heads import write_audit_heads
from pulse.backoffice.audit_trail import Flaw, verify_all
from pulse.backoffice.invariants import Violation, check
from pulse.ports import Alert, Ports, Severity


@dataclass(frozen=True, slots=True)
class NightReport:
    days: int
    """For which heads were written."""
    flaws: tuple[Flaw, ...]
    violations: tuple[Violation, ...]

    @property
    def clean(self) -> bool:
        return not self.flaws and not self.violations


def nightly(*, ports: Ports) -> NightReport:
    """One alert for the trails and one for each invariant that is broken, however often it is."""
    report = NightReport(
        write_audit_heads(ports=ports),
        tuple(verify_all(store=ports.store)),
        tuple(check(store=ports.store, stripe=ports.stripe, now=ports.clock.now(), settled=False)),
    )
    log.write("nightly.done", days=report.days, flaws=len(report.flaws), violations=len(report.violations))
    if report.flaws:
        first = report.flaws[0]
        _alert(ports, "audit.tampered", f"{len(report.flaws)} audit trails are not whole.", first.subject)
    for invariant, count in sorted(Counter(one.invariant for one in report.violations).items()):
        first_broken = next(one for one in report.violations if one.invariant == invariant)
        _alert(
            ports,
            f"invariant.{invariant}",
            f"Invariant {invariant} is broken {count} times.",
            first_broken.subject,
        )
    return report


def _alert(ports: Ports, cause: str, message: str, subject: str) -> None:
    ports.alerts.raise_alert(Alert(cause=cause, severity=Severity.CRITICAL, message=message, subject=subject))
