"""Pools and fundings for tests of pure rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pulse.attempts import POOL_FUNDING, first_attempt
from pulse.pools import Funding, FundingStatus, Pool, PoolPhase

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def funding(number=1, amount=10_000, *, payer="owner", processing_fee=0, **fields):
    """Paid in time, mature and accepted."""
    name = f"ch_{payer}_{number}"
    return Funding(
        **{
            "funding_id": name,
            "challenge_id": "ch",
            "payer_id": payer,
            "amount": amount,
            "processing_fee": processing_fee,
            "total": amount + processing_fee,
            "currency": "usd",
            "status": FundingStatus.SUCCEEDED,
            "attempt": first_attempt(POOL_FUNDING, name, NOW - 60 * DAY),
            "charged_at": NOW - 60 * DAY,
            "mature_at": NOW - DAY,
            "created_at": NOW - 60 * DAY,
            "updated_at": NOW - 60 * DAY,
            **fields,
        }
    )


def pool(**fields):
    return Pool(
        **{
            "challenge_id": "ch",
            "currency": "usd",
            "distribution_type": "winner_takes_all",
            "places": (10_000,),
            "phase": PoolPhase.OPEN,
            "ends_at": NOW + 30 * DAY,
            "created_at": NOW,
            "updated_at": NOW,
            **fields,
        }
    )
