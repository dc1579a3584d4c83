"""Nightly on the real documents: the day's audit heads, every trail, every invariant. It repairs nothing.

Prizes are paid while it reads, so a violation counts only if two readings find it. Some invariants hold only
when no work is under way, and there is always some. Such a violation counts if two nights in a row find it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pulse import log
from pulse.alerts import causes
from pulse.backoffice.checks.audit_heads import write_audit_heads
from pulse.backoffice.checks.audit_state import verify_and_note
from pulse.backoffice.checks.audit_trail import Flaw
from pulse.backoffice.checks.invariant_state import note_violations
from pulse.backoffice.checks.invariants import Violation, read_facts, suspects, violations_of
from pulse.batches import read_cursor, save_cursor
from pulse.ports import Ports

_SUSPECTED = "suspectedAtNight"
_SUSPECTS_MAX = 1_000
"""They are stored in one document, so no more than this."""


@dataclass(frozen=True, slots=True)
class NightReport:
    days: int
    """Days for which heads were written."""
    flaws: tuple[Flaw, ...]
    violations: tuple[Violation, ...]

    @property
    def clean(self) -> bool:
        return not self.flaws and not self.violations


def run_nightly(*, ports: Ports) -> NightReport:
    """Raise one alert for the trails, and one for each broken invariant however often it is broken."""
    report = NightReport(
        write_audit_heads(ports=ports),
        verify_and_note(ports=ports).flaws,
        tuple(_find_violations(ports=ports)),
    )
    log.write("nightly.done", days=report.days, flaws=len(report.flaws), violations=len(report.violations))
    if report.flaws:
        first = report.flaws[0]
        message = f"Audit trails that are not whole: {len(report.flaws)}. Pause payouts first."
        ports.alerts.raise_alert(causes.AUDIT_TAMPERED.alert(message, subject=first.subject))
    for invariant, count in sorted(Counter(one.invariant for one in report.violations).items()):
        first_broken = next(one for one in report.violations if one.invariant == invariant)
        message = f"Violations of invariant {invariant}: {count}. Run check-invariants."
        cause = causes.INVARIANT_BROKEN.of(invariant)
        ports.alerts.raise_alert(cause.alert(message, subject=first_broken.subject))
    return report


def _find_violations(*, ports: Ports) -> list[Violation]:
    begun_at = ports.clock.now()
    broken, suspected = _read(ports=ports)
    if broken:
        before = {one.matter for one in broken}
        broken = [one for one in _read(ports=ports)[0] if one.matter in before]
    stored = read_cursor(_SUSPECTED, ports=ports)
    last_night = stored if isinstance(stored, list | tuple) else ()
    named = {f"{one.invariant} {one.subject}": one for one in suspected}
    save_cursor(_SUSPECTED, list(named)[:_SUSPECTS_MAX], ports=ports)
    found = broken + [one for name, one in named.items() if name in last_night]
    note_violations(found, begun_at, ports=ports)
    return found


def _read(*, ports: Ports) -> tuple[list[Violation], list[Violation]]:
    """What is broken, and what work under way may explain. The facts are large, so they are not kept."""
    facts = read_facts(store=ports.store, stripe=ports.stripe, now=ports.clock.now(), settled=False)
    return violations_of(facts), suspects(facts)
