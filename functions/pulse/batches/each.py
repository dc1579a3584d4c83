"""Work on many items in a row, where one that fails neither hides nor stops the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from pulse import log
from pulse.batches.circuit_breaker import CircuitBreaker
from pulse.batches.time_limit import TimeLimit
from pulse.errors import Conflict, PulseError, RecordDamaged, StripeNotPermitted

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
    missing_rights: tuple[StripeNotPermitted, ...] = ()
    """One for each right that our key lacks: the loop's caller tells operators, with one alert for each."""

    def __add__(self, other: BatchResult) -> BatchResult:
        rights = _one_each((*self.missing_rights, *other.missing_rights))
        return BatchResult(self.done + other.done, self.problems + other.problems, rights)

    @property
    def out_of_time(self) -> bool:
        return OUT_OF_TIME in self.problems


OUT_OF_TIME = "time: is_up"
"""The problem of a run that did not get to all items; the next one does the rest."""
_NAME_LENGTH_MAX = 200
"""A malformed document may hold a name of any length, and problems are stored in alerts."""


def each(
    items: Iterable[Item],
    act: Callable[[Item], int | None],
    name: Callable[[Item], str],
    *,
    limit: TimeLimit | None = None,
) -> BatchResult:
    """Call *act* on every item; it returns how much it did, or None if it did not need to ask Stripe.

    Once *limit* has passed no further item is begun; the first one always is.
    Raises *OutcomeUnknown* when Firestore is away, or when Stripe left several items in a row unanswered, or
    a few more in all: the next item would wait just as long. An unreadable answer is a problem of its item.
    """
    done = 0
    breaker = CircuitBreaker()
    problems: list[str] = []
    refused: list[StripeNotPermitted] = []
    for number, item in enumerate(items):
        if number and limit is not None and limit.passed:
            problems.append(OUT_OF_TIME)
            break
        try:
            did = act(item)
            if did is not None:
                done += did
                breaker.record_answer()
        except ITEM_ERRORS as error:
            if breaker.trips_on(error):
                raise
            if isinstance(error, StripeNotPermitted):
                refused.append(error)
            problems.append(problem(_name(item, name), error))
    return BatchResult(done, tuple(problems), _one_each(refused))


def _one_each(refused: Iterable[StripeNotPermitted]) -> tuple[StripeNotPermitted, ...]:
    return tuple({error.right: error for error in refused}.values())


def problem(subject: str, error: Exception) -> str:
    """`subject: machine word`, on one line and of a bounded length, whatever the subject is."""
    told = "".join(one if one.isprintable() else "?" for one in subject[:_NAME_LENGTH_MAX])
    return f"{told}: {log_failure(error)}"


def _name(item: Item, name: Callable[[Item], str]) -> str:
    """A malformed item may not even have a name."""
    try:
        return name(item)
    except ITEM_ERRORS:
        return type(item).__name__


def log_failure(error: Exception) -> str:
    """Log the stack if *error* is a bug; return its machine word, never its text (it may be foreign).

    Where our key lacks a right, the word names the right; where a record is damaged, the record.
    """
    if isinstance(error, RecordDamaged):
        return f"{error.code}:{error.path[:_NAME_LENGTH_MAX]}"
    if isinstance(error, StripeNotPermitted):
        return f"{error.code}:{error.right or 'unknown'}"
    if not isinstance(error, PulseError | Conflict):
        log.write_exception("backoffice.failed", error)
    return error.code if isinstance(error, PulseError) else type(error).__name__
