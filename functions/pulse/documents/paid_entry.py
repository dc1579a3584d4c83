"""Finds the rounds that cost something and promise prizes."""

from __future__ import annotations

from pulse.documents.challenges import COLLECTION, ChallengeStatus
from pulse.ports.store import Query

WITH_PAID_ENTRY = Query(
    COLLECTION,
    where=[
        ("status", "in", [ChallengeStatus.PUBLISHED.value, ChallengeStatus.ACTIVE.value]),
        ("pricingInfo.isEnabled", "==", True),
        ("prizeMoney.isEnabled", "==", True),
    ],
    fields=(
        "pricingInfo.isEnabled",
        "pricingInfo.amount",
        "pricingInfo.currency",
        "prizeMoney.isEnabled",
        "prizeMoney.totalAmount",
        "prizeMoney.currency",
    ),
)
"""Published and active challenges in which both are enabled. Only `true` enables either (decision 0030), so
this finds them all. Little of each is read: its texts and its split may be large.
"""
