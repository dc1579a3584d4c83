"""What an owner asks for when they pay into a pool: checked against the challenge and the pool. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pulse import money
from pulse.documents import Challenge, ChallengeStatus, DocumentMisfit, known_challenge, promise_of
from pulse.errors import InvalidRequest, NotAllowed
from pulse.pools.prize_money import PrizeMoney, place_amounts, prize_money, refuse_other_currency
from pulse.pools.processing import FundingQuote, Price, ProcessingPayer, funding_quote
from pulse.pools.records import Pool
from pulse.pools.refusals import (
    DistributionUnknown,
    LimitReached,
    PaidEntryRefused,
    PoolClosed,
    PoolCurrency,
    PrizePoolInvalid,
    SplitFrozen,
)
from pulse.pools.states import PoolPhase
from pulse.settings import Settings

_FUNDABLE = frozenset({ChallengeStatus.DRAFT, ChallengeStatus.PUBLISHED, ChallengeStatus.ACTIVE})
_CURRENCY_DEFAULT = "usd"


@dataclass(frozen=True, slots=True, kw_only=True)
class FundPrizePool:
    """*amount* in minor units: what the pool gets. The split is needed once, and stays."""

    challenge_id: str
    payer_id: str
    amount: int
    currency: str | None = None
    distribution_type: str | None = None
    custom_distribution: Any = None
    winner_count: int | None = None

    @property
    def names_a_split(self) -> bool:
        named = (self.distribution_type, self.custom_distribution, self.winner_count)
        return any(value is not None for value in named)


def require_fundable(
    challenge: Challenge | None, pool: Pool | None, payer_id: str, now: datetime
) -> tuple[Challenge, datetime]:
    """The challenge and its end. Raises *NotFound*, *NotAllowed*, *PoolClosed* and *DocumentMisfit*."""
    if payer_id not in known_challenge(challenge).owner_ids.value:
        raise NotAllowed("only the challenge's owner may pay into its prize pool")
    return require_open(challenge, pool, now)


def require_open(challenge: Challenge | None, pool: Pool | None, now: datetime) -> tuple[Challenge, datetime]:
    """The challenge and its end, whoever pays. Raises *NotFound*, *PoolClosed* and *DocumentMisfit*."""
    known = known_challenge(challenge)
    if pool is not None and pool.phase is not PoolPhase.OPEN:
        raise PoolClosed("this challenge's prizes are awarded or returned", pool_phase=pool.phase.value)
    status, ends_at = known.status.value, known.ends_at.value
    if status not in _FUNDABLE:
        raise PoolClosed("this challenge is over or cancelled", challenge_status=status.value)
    if known.cancel_asked_at is not None:
        raise PoolClosed("this challenge is being cancelled", challenge_status="cancelled")
    if ends_at is None:
        raise PoolClosed("a challenge needs an end date before prize money is paid in", field="endDate")
    if ends_at <= now:
        raise PoolClosed("this challenge has ended", challenge_status=status.value)
    return known, ends_at


def decide_currency(asked: FundPrizePool, pool: Pool | None) -> str:
    """Raises *PoolCurrency*: a pool has one currency from its first payment on."""
    currency = (asked.currency or (pool.currency if pool else None) or _CURRENCY_DEFAULT).lower()
    if pool is not None and currency != pool.currency:
        raise PoolCurrency(
            f"this prize pool is in {pool.currency.upper()}; every payment into it is too",
            currency=pool.currency,
        )
    return currency


def decide_split(
    asked: FundPrizePool,
    pool: Pool | None,
    currency: str,
    *,
    total: int,
    is_frozen: bool,
    settings: Settings,
) -> PrizeMoney:
    """How the pool is divided once it holds *total*, this payment included.

    Raises *InvalidRequest* for what is wrong in the request itself, *CurrencyNotPaid*, *SplitFrozen* and
    *LimitReached*.
    """
    if pool is not None and not asked.names_a_split:
        split = PrizeMoney(total, pool.currency, pool.distribution_type, pool.places)
    else:
        split = _asked_split(asked, total, currency)
        if pool is not None and is_frozen and not _is_as(split, pool):
            raise SplitFrozen("people take part or have paid in, so the split of the prize money stays")
    refuse_other_currency(split, settings)
    _refuse_small_prize(split, settings)
    return split


def quote_funding(amount: int, currency: str, settings: Settings) -> FundingQuote:
    """Raises *InvalidRequest* for an amount that Stripe would not charge."""
    if problem := money.chargeable(amount, currency):
        raise InvalidRequest(problem, field="amount")
    quoted = funding_quote(
        amount,
        currency,
        payer=ProcessingPayer(settings.pool_processing_fee_payer),
        price=Price(settings.processing_fee_bps, settings.processing_fee_fixed_cents),
    )
    if problem := money.chargeable(quoted.total, currency):
        raise InvalidRequest(f"with the processing fee the {problem}", field="amount")
    return quoted


def refuse_paid_entry(challenge: Challenge, settings: Settings) -> None:
    """Raises *PaidEntryRefused*, and *DocumentMisfit* where the price cannot be read."""
    if settings.prizes_with_paid_entry == "refuse" and challenge.price.value is not None:
        raise PaidEntryRefused("this challenge has a price, and challenges with a price carry no prizes here")


def refuse_too_early(ends_at: datetime, now: datetime, settings: Settings) -> None:
    """Raises *LimitReached*: money is not held for longer than `POOL_HOLD_MAX_DAYS`."""
    days = settings.pool_hold_max_days
    if ends_at - now > timedelta(days=days):
        raise LimitReached(
            f"prize money is paid in at most {days} days before the challenge ends",
            limit_name="pool_hold_days",
            limit=days,
        )


def _asked_split(asked: FundPrizePool, total: int, currency: str) -> PrizeMoney:
    fields: Mapping[str, Any] = {
        "isEnabled": True,
        "totalAmount": total,
        "currency": currency,
        "distributionType": asked.distribution_type,
        "customDistribution": asked.custom_distribution,
    }
    try:
        split = prize_money(promise_of(fields))
    except DocumentMisfit as misfit:
        raise InvalidRequest(f"{misfit.field} must be {misfit.allowed}", field=misfit.field) from misfit
    except DistributionUnknown as unknown:
        raise InvalidRequest(unknown.message, field="distributionType") from unknown
    except PrizePoolInvalid as invalid:
        raise InvalidRequest(invalid.message, field="amount") from invalid
    if asked.winner_count not in {None, len(split.places)}:
        raise InvalidRequest(f"winnerCount must be {len(split.places)} for this split", field="winnerCount")
    return split


def _is_as(split: PrizeMoney, pool: Pool) -> bool:
    return (split.distribution_type, split.places) == (pool.distribution_type, pool.places)


def _refuse_small_prize(split: PrizeMoney, settings: Settings) -> None:
    least = dict(settings.prize_min).get(split.currency, 0)
    smallest = min(place_amounts(split))
    if smallest < least:
        raise LimitReached(
            f"with this amount and split the last place wins {money.written(smallest, split.currency)};"
            f" the least is {money.written(least, split.currency)}",
            limit_name="prize_min",
            limit=least,
            currency=split.currency,
        )
