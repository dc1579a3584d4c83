"""The invariants as one checker, for tests, the simulation, operators, and the nightly run.

Read-only: it reads everything from the store and from Stripe once, and then only compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pulse.backoffice.checks.invariants.facts import Facts, Violation, read_facts
from pulse.backoffice.checks.invariants.fundings import funding_violations
from pulse.backoffice.checks.invariants.leaks import leak_violations
from pulse.backoffice.checks.invariants.liveness import liveness_violations
from pulse.backoffice.checks.invariants.money import money_violations
from pulse.backoffice.checks.invariants.own_money import own_money_violations
from pulse.backoffice.checks.invariants.pools import pool_violations
from pulse.backoffice.checks.invariants.prizes import prize_violations
from pulse.backoffice.checks.invariants.reviews import review_violations
from pulse.backoffice.checks.invariants.trail import trail_violations
from pulse.ports import Store, Stripe

FAMILIES = (
    prize_violations,
    money_violations,
    liveness_violations,
    trail_violations,
    pool_violations,
    review_violations,
    own_money_violations,
    funding_violations,
)


def check(
    *, store: Store, stripe: Stripe, now: datetime, settled: bool = True, texts: Iterable[str] = ()
) -> list[Violation]:
    """Every violation of every invariant, in order.

    *settled* says that there was no fault for over an hour and that all due work has been done; without it
    only what must hold at any moment is checked. *texts* are log lines to search for secrets.
    """
    return violations_of(read_facts(store=store, stripe=stripe, now=now, settled=settled), texts)


def suspects(facts: Facts) -> list[Violation]:
    """Further violations, which work under way may explain; they count only if no work is under way."""
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


__all__ = ["Facts", "Violation", "check", "violations_of", "read_facts", "suspects"]
