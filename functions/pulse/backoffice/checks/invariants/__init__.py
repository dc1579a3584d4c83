"""The invariants, as one checker: for tests, the simulation, an operator, and nightly on the real documents.

Read-only: it asks the store and Stripe for everything once, and then only compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pulse.backoffice.checks.invariants.facts import Facts, Violation, gather
from pulse.backoffice.checks.invariants.leaks import leak_violations
from pulse.backoffice.checks.invariants.liveness import liveness_violations
from pulse.backoffice.checks.invariants.money import money_violations
from pulse.backoffice.checks.invariants.prizes import prize_violations
from pulse.backoffice.checks.invariants.trail import trail_violations
from pulse.ports import Store, Stripe

FAMILIES = (prize_violations, money_violations, liveness_violations, trail_violations)


def check(
    *, store: Store, stripe: Stripe, now: datetime, settled: bool = True, texts: Iterable[str] = ()
) -> list[Violation]:
    """Every violation of every invariant, in order.

    *settled* says that faults have stopped for over an hour and whatever was due has been delivered; without
    it only what must hold at any moment is checked. *texts* are log lines to search for secrets.
    """
    return violations_of(gather(store=store, stripe=stripe, now=now, settled=settled), texts)


def suspects(facts: Facts) -> list[Violation]:
    """What work under way may explain: broken if nothing is, in addition to what `check_facts` finds."""
    at_rest = replace(facts, settled=True)
    anyhow = {violation for family in FAMILIES for violation in family(facts)}
    found = {violation for family in FAMILIES for violation in family(at_rest)}
    return _in_order(found - anyhow)


def violations_of(facts: Facts, texts: Iterable[str] = ()) -> list[Violation]:
    found = [violation for family in FAMILIES for violation in family(facts)]
    found += leak_violations(facts, texts)
    return _in_order(found)


def _in_order(found: Iterable[Violation]) -> list[Violation]:
    return sorted(found, key=lambda violation: (int(violation.invariant[1:]), violation.subject))


__all__ = ["Facts", "Violation", "check", "violations_of", "gather", "suspects"]
