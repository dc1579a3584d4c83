"""Which inequalities of timers the models need; the same for their ticks and for the settings' seconds."""

from __future__ import annotations

from dataclasses import dataclass

from pulse.settings import DAY, MINUTE, Settings

KEY_LIFE_SECONDS = DAY
"""Assumed: Stripe keeps an idempotency key for at least 24 hours."""
CLOCK_ERROR_SECONDS = MINUTE
"""Assumed: each clock is right to a minute."""
CLOCKS_APART_SECONDS = 2 * CLOCK_ERROR_SECONDS
"""So two of them are at most this far apart."""


@dataclass(frozen=True, slots=True)
class Timers:
    deadline: int
    quiet: int
    reuse: int
    late: int
    """So long after it was sent, a request may still be executed."""
    life: int
    skew: int

    @property
    def send_window(self) -> int:
        """From the stored time of a send to its last possible execution, by another worker's clock."""
        return self.deadline + self.late + self.skew


def late_seconds_max(settings: Settings) -> int:
    """How late Stripe may execute a request of ours without harm."""
    return settings.quiet_seconds - settings.send_deadline_seconds - CLOCKS_APART_SECONDS - 1


def of_settings(settings: Settings) -> Timers:
    return Timers(
        deadline=settings.send_deadline_seconds,
        quiet=settings.quiet_seconds,
        reuse=settings.key_reuse_seconds,
        late=late_seconds_max(settings),
        life=KEY_LIFE_SECONDS,
        skew=CLOCKS_APART_SECONDS,
    )


def quiet_is_long_enough(timers: Timers) -> bool:
    """Needed: a new key is opened only when no request of the old one can be executed any more."""
    return timers.quiet > timers.send_window


def key_outlives_late_requests(timers: Timers) -> bool:
    """Needed: what an earlier send did after the look-up is still known when the last send is executed."""
    return timers.life >= timers.late + timers.deadline + timers.late


def review_margin_is_long_enough(settings: Settings) -> bool:
    """Needed: nobody is paid before the review of an award is over, by any clock."""
    return settings.review_skew_seconds >= CLOCK_ERROR_SECONDS


def reuse_ends_in_time(timers: Timers) -> bool:
    """Not needed while every send follows a look-up. It is what makes the key alone enough."""
    return timers.life >= timers.reuse + timers.send_window
