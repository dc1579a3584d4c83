"""The writes by which a challenge's terms stand: `termsFrozenAt` while people pay, then `firstPaidAt`."""

from __future__ import annotations

from datetime import datetime, timedelta

from pulse.documents.challenges import COLLECTION, Challenge
from pulse.ports.paths import path
from pulse.ports.store import DELETE_FIELD, Update, Write

_RELIED_ON = timedelta(minutes=5)
"""How long a reservation relies on an earlier one's freeze: a popular round is not written at every sale."""
THAWED_AFTER = timedelta(minutes=15)
"""Longer than `_RELIED_ON` and the longest function together."""


def freeze_terms(challenge: Challenge, now: datetime) -> list[Write]:
    """What a commit that reserves a payment writes too; it fails if the challenge has changed."""
    frozen_at = challenge.terms_frozen_at
    if challenge.first_paid_at or (frozen_at and now - frozen_at < _RELIED_ON):
        return []
    fields = {"termsFrozenAt": now, "termsCheckAt": now + THAWED_AFTER}
    return [Update(path(COLLECTION, challenge.id), fields, challenge.version)]


def bind_terms(challenge: Challenge, now: datetime) -> list[Update]:
    """What the commit that first records a paid sale or funding writes too."""
    if challenge.first_paid_at:
        return []
    fields = {
        "firstPaidAt": now,
        "termsFrozenAt": challenge.terms_frozen_at or now,
        "termsCheckAt": DELETE_FIELD,
    }
    return [Update(path(COLLECTION, challenge.id), fields, challenge.version, spare=True)]
