"""How the platform's balance is divided among the prizes that wait for it (decision 1111). Pure.

This is the balance at Stripe, from which every transfer is made, and not the money of a pool.

Oldest first among the prizes that the balance covers. So that a large prize is not overtaken for ever, one
from our own money that smaller ones have overtaken for a day gets all of it that comes next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pulse import attempts
from pulse.ports.stripe_objects import DEFAULT_SOURCE
from pulse.prizes.records import PrizeRecord
from pulse.settings import Settings

_REFUSED_QUICKLY_MAX = 3
"""Keys of one prize that may be refused in a row before the next one waits a little."""


@dataclass(frozen=True, slots=True)
class Allotment:
    """*covered* and *kept* wait for nothing but funds. Only *covered* may be sent now, in this order."""

    covered: tuple[PrizeRecord, ...] = ()
    kept: tuple[PrizeRecord, ...] = ()
    whole_for: PrizeRecord | None = None
    """The one of *kept* that was overtaken for too long: nothing is sent until the balance covers it."""
    overtaken: Mapping[str, datetime] = field(default_factory=dict)
    """Since when those of *kept* have been overtaken that were."""
    missing: int = 0
    """How much more on the balance *short* would cover all of *kept*."""
    short: str = DEFAULT_SOURCE

    @property
    def first(self) -> PrizeRecord | None:
        """The head of the line."""
        return self.whole_for or (self.kept[0] if self.kept else None)


def allot(
    waiting: Sequence[PrizeRecord],
    available: Mapping[str, int],
    overtaken: Mapping[str, datetime],
    now: datetime,
    settings: Settings,
    *,
    own: int | None = None,
) -> Allotment:
    """Divide *available* (by source, one currency) among *waiting*, which is sorted oldest first.

    *overtaken*: since when some of them have been overtaken. *own*: at most so much in all, where they are
    paid from our own money; what else is available then belongs to pools.
    """
    too_long = timedelta(seconds=settings.overtaken_seconds_max)
    starved = [one for one in waiting if now - overtaken.get(one.id, now) >= too_long]
    others = [one for one in waiting if one not in starved]
    left, covered, kept = dict(available), [], []
    whole_for: PrizeRecord | None = None
    for record in (*starved, *others):
        source = None if whole_for else source_that_covers(record.winner_amount, left)
        if source is not None and (own is None or record.winner_amount <= own):
            left[source] -= record.winner_amount
            own = None if own is None else own - record.winner_amount
            covered.append(record)
            continue
        kept.append(record)
        if whole_for is None and record in starved:
            whole_for = record
    kept.sort(key=lambda record: record.turn)
    short = max(left, key=lambda source: (left[source], source == DEFAULT_SOURCE), default=DEFAULT_SOURCE)
    most = left.get(short, 0) if own is None else min(own, left.get(short, 0))
    youngest = max((record.turn for record in covered), default=None)
    return Allotment(
        covered=tuple(covered),
        kept=tuple(kept),
        whole_for=whole_for,
        overtaken={
            record.id: overtaken.get(record.id, now)
            for record in kept
            if record.id in overtaken or (youngest is not None and record.turn < youngest)
        },
        missing=max(0, sum(record.winner_amount for record in kept) - most) if kept else 0,
        short=short,
    )


def source_that_covers(amount: int, available: Mapping[str, int] | None) -> str | None:
    """The source that a transfer of *amount* can draw on; Stripe's default one if nothing is known of them.

    A transfer draws on one source alone (docs.stripe.com/api/transfers/create), so their sum does not count.
    """
    if available is None:
        return DEFAULT_SOURCE
    in_order = sorted(available, key=lambda source: (source != DEFAULT_SOURCE, source))
    return next((source for source in in_order if available[source] >= amount), None)


def may_be_sent(record: PrizeRecord, now: datetime, settings: Settings) -> bool:
    """Whether a prize that waits for funds waits for nothing else: a new key could be opened for it now.

    Where Stripe keeps refusing what the balance seems to cover, the tries become rarer.
    """
    attempt = record.attempt
    if attempt is None:
        return True
    if not attempts.nothing_in_flight(attempt, attempts.PRIZE, now, settings):
        return False
    if attempt.generation <= _REFUSED_QUICKLY_MAX or attempt.last_sent_at is None:
        return True
    seconds = min(2.0 ** min(attempt.generation, 30), settings.retry_seconds_max)
    return now - attempt.last_sent_at >= timedelta(seconds=seconds)
