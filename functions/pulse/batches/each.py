"""Work on many items in a row, where one that fails neither hides nor stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from pulse import log
from pulse.batches.circuit_breaker import CircuitBreaker
from pulse.errors import Conflict, PulseError, StripeNotPermitted

Item = TypeVar("Item")
Progress = Callable[[str, int, int], None]
"""Called with the next step's name, the number of steps done, and the number of all steps."""

ITEM_ERRORS = (Exception,)
"""What one item may raise while the next one is fine: a malformed document may raise anything. One person's
document must never hold up everybody's prizes. A bug is logged with its stack, counted as a problem, and
alerted."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """How many were done, and which were not: each problem as `subject: machine word`."""

    done: int = 0
    problems: tuple[str, ...] = ()


def each(
    items: Iterable[Item], act: Callable[[Item], int | None], name: Callable[[Item], str]
) -> BatchResult:
    """Call *act* on every item; it returns how much it did, or None if it did not need to ask Stripe.

    Raises *OutcomeUnknown* when Firestore is away, or when Stripe left several items in a row unanswered, or
    a few more in all: the next item would wait just as long. An unreadable answer is a problem of its item.
    """
    done = 0
    breaker = CircuitBreaker()
    problems: list[str] = []
    for item in items:
        try:
            did = act(item)
            if did is not None:
                done += did
                breaker.record_answer()
        except ITEM_ERRORS as error:
            if breaker.trips_on(error):
                raise
            problems.append(f"{name(item)}: {log_failure(error)}")
    return BatchResult(done, tuple(problems))


def log_failure(error: Exception) -> str:
    """Log the stack if *error* is a bug; return its machine word, never its text (it may be foreign).

    Where our key lacks a right, the word names the right.
    """
    if isinstance(error, StripeNotPermitted):
        return f"{error.code}:{error.right or 'unknown'}"
    if not isinstance(error, PulseError | Conflict):
        log.write_exception("backoffice.failed", error)
    return error.code if isinstance(error, PulseError) else type(error).__name__
