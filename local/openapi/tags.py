"""The groups of operations: one for each file of the table."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from pulse.doors.operation import Operation
from pulse.doors.operations import (
    accounts,
    approvals,
    console,
    contests,
    earnings,
    histories,
    inbox,
    interventions,
    people,
    pool_statements,
    pools,
    privacy,
    prizes,
    refunds,
    sales,
    statements,
    support,
    winner_earnings,
)

TAGS: Mapping[ModuleType, tuple[str, str]] = {
    accounts: ("accounts", "Connected accounts at Stripe: onboarding, state, dashboard."),
    earnings: ("earnings", "What a trainer has earned."),
    winner_earnings: ("winner earnings", "What a winner has earned."),
    statements: ("statements", "Every movement of a month, and what Stripe sent to the bank."),
    sales: ("sales", "A person buys a round."),
    pools: ("pools", "Payments into prize pools."),
    pool_statements: ("pool statements", "What became of the money of a pool."),
    prizes: ("prizes", "Results and the payment of prizes."),
    contests: ("contests", "A ranked person contests a result."),
    refunds: ("refunds", "Money back to buyers."),
    interventions: ("interventions", "Administrators stop, release and cancel prizes."),
    people: ("people", "Administrators stop a person."),
    approvals: ("approvals", "Acts that take two administrators."),
    privacy: ("privacy", "Personal data: export and erasure."),
    support: ("support", "Staff find records and see what waits."),
    console: ("console", "The state of everything, and what is measured of it."),
    histories: ("histories", "Staff see all about one prize, sale or account, with its history."),
    inbox: ("inbox", "Administrators have one of Stripe's events handled again."),
}


def tag_of(operation: Operation) -> str:
    """The empty text for an operation that is in no file, as in a test."""
    return next((name for module, (name, _) in TAGS.items() if operation in module.ROWS), "")
