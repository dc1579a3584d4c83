"""The invariants, as one checker: for tests, the simulation, an operator, and nightly on the real documents.

Read-only: it asks the store and Stripe for everything once, and then only compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pulse.backoffice.checks.invariants.facts import Facts, Violation, gather
from pulse.backoffice.checks.invariants.leaks import check_leaks
from pulse.backoffice.checks.invariants.liveness import check_liveness
from pulse.backoffice.checks.invariants.money import check_money
from pulse.backoffice.checks.invariants.prizes import check_prizes
from pulse.backoffice.checks.invariants.trail import check_trail
from pulse.ports import Store, Stripe

FAMILIES = (check_prizes, check_money, check_liveness, check_trail)


def check(
    *, store: Store, stripe: Stripe, now: datetime, settled: bool = True, texts: Iterable[str] = ()
) -> list[Violation]:
    """Every violation of every invariant, in order.

    *settled* says that faults have stopped for over an hour and whatever was due has been delivered; without
    it only what must hold at any moment is checked. *texts* are log lines to search for secrets.
    """
    return check_facts(gather(store=store, stripe=stripe, now=now, settled=settled), texts)


def suspects(facts: Facts) -> list[Violation]:
    """What work under way may explain: broken if nothing is, in addition to what `check_facts` finds."""
    at_rest = replace(facts, settled=True)
    anyhow = {violation for family in FAMILIES for violation in family(facts)}
    found = {violation for family in FAMILIES for violation in family(at_rest)}
    return _in_order(found - anyhow)


def check_facts(facts: Facts, texts: Iterable[str] = ()) -> list[Violation]:
    found = [violation for family in FAMILIES for violation in family(facts)]
    found += check_leaks(facts, texts)
    return _in_order(found)


def _in_order(found: Iterable[Violation]) -> list[Violation]:
    return sorted(found, key=lambda violation: (int(violation.invariant[1:]), violation.subject))


__all__ = ["Facts", "Violation", "check", "check_facts", "gather", "suspects"]
