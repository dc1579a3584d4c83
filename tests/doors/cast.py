"""The people and challenges of the tests' story."""

from __future__ import annotations

TRAINER, WINNER, BUYER, FAN, OTHER, QUITTER = (
    "trainer_1", "winner_1", "buyer_1", "fan_1", "other_1", "quitter_1",
)  # fmt: skip
SUPPORT, ADMIN, SECOND_ADMIN = "support_1", "admin_1", "admin_2"
PEOPLE = (TRAINER, WINNER, BUYER, FAN, OTHER, QUITTER, SUPPORT, ADMIN)
ROUND, ENDED, PAID_OUT, STOPPED = "round_1", "ended_1", "ended_2", "ended_3"
REVIEWED, CONTESTED = "ended_4", "ended_5"
"""Awarded, and in review for another hour; the fan, who is second, has contested the result of the latter."""
RIVAL = "rival_1"
"""Ranked first in both."""
POOL, PAID_IN, UNPAID = "pool_1", "pool_2", "pool_3"
"""Challenges with prize pools: an empty one, one with a payment that only Stripe knows, one with an open
one."""
EVENT = "evt_of_the_trainer"
"""One of Stripe's, about the trainer's account; it was handled."""
