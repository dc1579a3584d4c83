"""Nightly on the real documents: the day's audit heads, every trail, every invariant. It mends nothing.

Prizes are paid while it reads: only what two readings find broken is. Some invariants hold only once work has
come to rest, and at no moment does all of it rest. What two nights in a row find broken is no work under way.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pulse import log
from pulse.alerts import causes
from pulse.backoffice.checks.audit_heads import write_audit_heads
from pulse.backoffice.checks.audit_trail import Flaw, verify_all
from pulse.backoffice.checks.invariants import Violation, gather, suspects, violations_of
from pulse.batches import read_cursor, save_cursor
from pulse.ports import Ports

_SUSPECTED = "suspectedAtNight"
_SUSPECTS_MAX = 1_000
"""Kept in one document; if there are more, the first thousand are trouble enough."""


@dataclass(frozen=True, slots=True)
class NightReport:
    days: int
    """For which heads were written."""
    flaws: tuple[Flaw, ...]
    violations: tuple[Violation, ...]

    @property
    def clean(self) -> bool:
        return not self.flaws and not self.violations


def run_nightly(*, ports: Ports) -> NightReport:
    """One alert for the trails and one for each invariant that is broken, however often it is."""
    report = NightReport(
        write_audit_heads(ports=ports),
        tuple(verify_all(store=ports.store)),
        tuple(_find_violations(ports=ports)),
    )
    log.write("nightly.done", days=report.days, flaws=len(report.flaws), violations=len(report.violations))
    if report.flaws:
        first = report.flaws[0]
        message = f"{len(report.flaws)} audit trails are not whole."
        ports.alerts.raise_alert(causes.AUDIT_TAMPERED.alert(message, subject=first.subject))
    for invariant, count in sorted(Counter(one.invariant for one in report.violations).items()):
        first_broken = next(one for one in report.violations if one.invariant == invariant)
        message = f"Invariant {invariant} is broken {count} times."
        cause = causes.INVARIANT_BROKEN.of(invariant)
        ports.alerts.raise_alert(cause.alert(message, subject=first_broken.subject))
    return report


def _find_violations(*, ports: Ports) -> list[Violation]:
    broken, suspected = _read(ports=ports)
    if broken:
        before = {one.matter for one in broken}
        broken = [one for one in _read(ports=ports)[0] if one.matter in before]
    last_night = read_cursor(_SUSPECTED, ports=ports) or ()
    named = {f"{one.invariant} {one.subject}": one for one in suspected}
    save_cursor(_SUSPECTED, list(named)[:_SUSPECTS_MAX], ports=ports)
    return broken + [one for name, one in named.items() if name in last_night]


def _read(*, ports: Ports) -> tuple[list[Violation], list[Violation]]:
    """What is broken, and what work under way may explain. The facts are many: they are kept no longer."""
    facts = gather(store=ports.store, stripe=ports.stripe, now=ports.clock.now(), settled=False)
    return violations_of(facts), suspects(facts)
