"""What is true of Stripe, by group: run against the emulator, and against Stripe's test mode with a key."""

from tests.emulator.facts import (
    accounts,
    balance,
    customers,
    disputes,
    errors,
    events,
    idempotency,
    lists,
    payment_intents,
    payouts,
    refunds,
    transfers,
)

GROUPS = (
    accounts,
    payment_intents,
    refunds,
    disputes,
    transfers,
    balance,
    payouts,
    events,
    idempotency,
    lists,
    errors,
    customers,
)
