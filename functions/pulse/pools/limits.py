"""How much may be paid into pools, and how often: refused before any charge (decision 0027)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pulse.batches import concurrently, skip_unreadable
from pulse.limits import Amounts, is_above
from pulse.money import written
from pulse.pools import rules
from pulse.pools.records import Funding, Pool
from pulse.pools.refusals import LimitReached, TooManyFundings
from pulse.pools.states import FundingStatus
from pulse.ports import Ports
from pulse.ports.store import NO_FIELDS, Query
from pulse.settings import Settings

_HOUR, _DAY, _MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)


@dataclass(frozen=True, slots=True)
class History:
    """What the limits are about. Sums in minor units of one currency; only what was paid counts."""

    begun_at: tuple[datetime, ...] = ()
    """When this payer began payments into pools within the last day."""
    payer_is_known: bool = False
    """Money of theirs has paid prizes of a pool that is settled, and was not taken back."""
    paid_by_payer: int = 0
    """Within 30 days, in all pools."""
    paid_today: int = 0
    """By everybody, within 24 hours."""


def fetch_history(payer_id: str, currency: str, *, ports: Ports) -> History:
    """One round trip: all questions at once."""
    now = ports.clock.now()
    own, settled, paid_today = concurrently(
        lambda: ports.store.query(_own(payer_id, now)),
        lambda: ports.store.query(_settled(payer_id)),
        lambda: ports.store.totals(_today(currency, now), ["amount"]).sums["amount"],
    )
    fundings = skip_unreadable(Funding, own, ports=ports)
    return History(
        begun_at=tuple(one.created_at for one in fundings if now - one.created_at < _DAY),
        payer_is_known=bool(settled),
        paid_by_payer=sum(
            one.amount for one in fundings if one.status in rules.PAID and one.currency == currency
        ),
        paid_today=paid_today,
    )


def refuse_too_often(history: History, now: datetime, settings: Settings) -> None:
    """Raises *TooManyFundings* for one payment more than may be begun."""
    last_hour = sum(now - at < _HOUR for at in history.begun_at)
    if last_hour >= settings.pool_funding_attempts_per_hour_max:
        raise TooManyFundings(
            "you began too many payments into prize pools; please wait an hour", retry_after_seconds=3_600
        )
    if len(history.begun_at) >= settings.pool_funding_attempts_per_day_max:
        raise TooManyFundings(
            "you began too many payments into prize pools; please wait a day", retry_after_seconds=86_400
        )


_SENTENCES = {
    "pool_first_funding": "your first payments into prize pools are at most {} each",
    "pool_funding": "one payment into a prize pool is at most {}",
    "pool_payer": "one person pays at most {} into prize pools within 30 days",
    "pool": "a prize pool holds at most {}",
    "pools_per_day": "no more is paid into prize pools today; please try again tomorrow",
}


_OF_POOLS = frozenset({"pool", "pools_per_day"})


def refuse_above_limits(
    amount: int,
    currency: str,
    *,
    pool: Pool | None,
    fundings: Iterable[Funding],
    history: History,
    settings: Settings,
    of_sponsors: bool = False,
) -> None:
    """Raises *LimitReached* for the first limit that *amount* more would pass.

    *of_sponsors*: the limits of a pool and of a day alone, as the platform is no payer who may be a stranger.
    """
    for name, limit, total in _totals(amount, pool, fundings, history, settings):
        if of_sponsors and name not in _OF_POOLS:
            continue
        if is_above(limit, total, currency):
            most = dict(limit).get(currency, 0)
            sentence = _SENTENCES[name].format(written(most, currency))
            raise LimitReached(sentence, limit_name=name, limit=most, currency=currency)


def passes_a_limit(
    funding: Funding, *, pool: Pool, fundings: Iterable[Funding], history: History, settings: Settings
) -> bool:
    """Whether a payment that has just succeeded passes a limit: others were paid at the same moment."""
    others = [one for one in fundings if one.funding_id != funding.funding_id]
    sums = _totals(funding.amount, pool, others, history, settings)
    in_all = [
        (limit, total) for name, limit, total in sums if name in {"pool", "pool_payer", "pools_per_day"}
    ]
    return any(is_above(limit, total, funding.currency) for limit, total in in_all)


def _totals(
    amount: int, pool: Pool | None, fundings: Iterable[Funding], history: History, settings: Settings
) -> list[tuple[str, Amounts, int]]:
    in_pool = sum(one.left for one in fundings if one.status is FundingStatus.SUCCEEDED)
    raised = pool.limit_raised_to if pool else 0

    def raised_to(limit: Amounts) -> Amounts:
        """Two administrators' limit of this pool is one for a single payment into it too."""
        return tuple((code, max(most, raised)) for code, most in limit)

    one = (
        ("pool_funding", settings.pool_funding_cents_max)
        if history.payer_is_known
        else ("pool_first_funding", settings.pool_first_funding_cents_max)
    )
    return [
        (one[0], raised_to(one[1]), amount),
        ("pool", raised_to(settings.pool_cents_max), in_pool + amount),
        ("pool_payer", settings.pool_payer_cents_max, history.paid_by_payer + amount),
        ("pools_per_day", settings.pools_per_day_cents_max, history.paid_today + amount),
    ]


def _own(payer_id: str, now: datetime) -> Query:
    return Query("poolFundings", [("payerId", "==", payer_id), ("createdAt", ">", now - _MONTH)])


def _settled(payer_id: str) -> Query:
    return Query("prizePools", [("provenPayerIds", "array_contains", payer_id)], limit=1, fields=NO_FIELDS)


def _today(currency: str, now: datetime) -> Query:
    return Query("poolFundings", [("currency", "==", currency), ("recordedAt", ">", now - _DAY)])
